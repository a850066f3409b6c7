// The pages of the file that an article was read from, one at a time, with the cited sentence marked.

import * as api from "./api.js";
import { el } from "./dom.js";

const STEP = 200; // widths of pictures are rounded up to these pixels
const WIDEST = 2400;
const LARGER = 2;

/**
 * Show the page of a cited stretch, or the first, in `place`. `current` says whether it is still wanted; `pointAt` is
 * called with the mark. Resolves to why nothing can be shown, or null.
 */
export async function leafThrough(place, article, cited, { current, pointAt }) {
  const span = cited ? { start: cited.start, end: cited.end } : {};
  const frame = el("div", { class: "page-frame" });
  const said = el("span", { class: "searched", role: "status" });
  const before = el("button", { type: "button", class: "plain", text: "Previous", "aria-label": "Previous page", onClick: () => turn(-1) });
  const after = el("button", { type: "button", class: "plain", text: "Next", "aria-label": "Next page", onClick: () => turn(1) });
  const larger = el("button", { type: "button", class: "plain", text: "Larger", "aria-pressed": "false", onClick: () => enlarge() });
  const text = cited ? Array.from(article.text).slice(cited.start, cited.end).join("") : "";
  let shown = null;
  let asked = 0;

  function turn(step) {
    show(shown.page + step, shown.boxes).catch((error) => { said.textContent = error.message; });
  }

  function enlarge() {
    const on = larger.getAttribute("aria-pressed") !== "true";
    larger.setAttribute("aria-pressed", String(on));
    frame.classList.toggle("larger", on);
    turn(0);
  }

  async function show(page, boxes) {
    const mine = (asked += 1);
    said.textContent = `Page ${page} of ${shown.pages}`;
    const wide = (frame.clientWidth || 600) * devicePixelRatio * (frame.classList.contains("larger") ? LARGER : 1);
    const drawn = await createImageBitmap(await api.picture(article.id, page, Math.min(WIDEST, Math.ceil(wide / STEP) * STEP)));
    if (mine !== asked || !current()) return;
    shown = { ...shown, page };
    const sheet = el("canvas", { role: "img", width: drawn.width, height: drawn.height, "aria-label": `Page ${page} of ${shown.pages}, as it looks; its text can be shown too` });
    sheet.getContext("2d").drawImage(drawn, 0, 0);
    drawn.close();
    const marks = boxes.filter((box) => box.page === page).map((box, i) => mark(box, i === 0 ? text : ""));
    frame.replaceChildren(el("div", { class: "leaf" }, sheet, marks));
    before.disabled = page <= 1;
    after.disabled = page >= shown.pages;
    if (marks.length > 0) pointAt(marks[0], "The cited sentence is marked on its page.");
  }

  place.replaceChildren(el("p", { class: "loading", role: "status", text: "Opening the page…" }));
  try {
    shown = await api.pages(article.id, span);
    if (!current()) return null;
    if (cited && shown.boxes.length === 0) return "The sentence was not found on the picture of its page; here it is in the text.";
    place.replaceChildren(el("p", { class: "pager" }, before, said, after, larger), frame);
    await show(shown.page, shown.boxes);
    return null;
  } catch (error) {
    return `${error.message} Here is the text.`;
  }
}

/** A mark over a part of a line; the first holds the sentence, for who cannot see the picture. */
function mark(box, text) {
  const node = el("mark", { class: "cited", tabindex: text ? "-1" : null }, text && el("span", { class: "visually-hidden", text }));
  for (const [side, share] of [["left", box.left], ["top", box.top], ["width", box.right - box.left], ["height", box.bottom - box.top]]) {
    node.style[side] = `${100 * share}%`;
  }
  return node;
}
