// The source viewer: one article in full, with the cited sentence marked and in view. Beside the chat where there is room,
// a sheet over it where there is not.

import * as api from "./api.js";
import { Points, announce, el, inOrder, isolated, outsideLink } from "./dom.js";
import { onlyIn } from "./filters.js";
import { leafThrough } from "./leaf.js";
import { earlier, fate } from "./revisions.js";
import * as words from "./words.js";

const dialog = document.getElementById("viewer");
const roomy = matchMedia("(min-width: 62rem)");
let opener = null;
let latest = 0;

/** Open an article. `cited`: the quote to mark, or null; `others`: further quotes of the same answer, marked lightly. */
export async function openArticle(id, { cited = null, others = [], from = null } = {}) {
  const turn = ++latest;
  opener = from;
  draw(el("p", { class: "loading", role: "status", text: "Opening the article…" }), "Article");
  open();
  try {
    const found = await api.article(id);
    const since = cited && isChanged(found, cited) ? await fate(cited).catch((error) => ({ notice: unknown(error), now: null })) : null;
    if (turn !== latest || !dialog.open) return;
    show(found, since ? { ...cited, since } : cited, others.map((quote, i) => ({ ...quote.citation, number: i + 1 })));
  } catch (error) {
    if (turn !== latest) return;
    draw(el("p", { class: "failed", text: error.status === 404 ? "This article is no longer here." : error.message }), "Article");
  }
}

export function closeViewer() {
  if (dialog.open) dialog.close();
}

function open() {
  if (!dialog.open) roomy.matches ? dialog.show() : dialog.showModal();
  document.body.classList.add("reading");
}

dialog.addEventListener("close", () => {
  latest += 1;
  document.body.classList.remove("reading");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && dialog.open && !document.querySelector("dialog:modal")) closeViewer();
});
roomy.addEventListener("change", () => {
  if (!dialog.open) return;
  const from = opener;
  dialog.close();
  opener = from;
  open();
});

function draw(content, title, extra = []) {
  dialog.replaceChildren(
    el("div", { class: "bar-top" },
      el("p", { class: "kicker", "aria-hidden": "true" }, isolated(title)),
      el("button", { type: "button", class: "plain close", text: "Close", "aria-label": "Close the article", onClick: closeViewer })),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Article text" },
      el("h2", { id: "viewer-title" }, isolated(title)), ...extra, content));
}

const isChanged = (article, { citation }) => citation.article_sha256 !== undefined && citation.article_sha256 !== article.content_sha256;
const unknown = (error) => el("p", { class: "notice", text: `This article has changed since the answer was given, and what became of the sentence could not be looked up: ${error.message}` });

function show(article, cited, others) {
  const changed = cited !== null && isChanged(article, cited);
  const marks = changed ? [] : others.filter((mark) => mark.article_id === article.id);
  const own = changed ? cited.since.now : cited?.citation ?? null;
  const address = `${api.root}/articles/${encodeURIComponent(article.id)}${own ? `?start=${own.start}&end=${own.end}#cited` : ""}`;
  const links = [outsideLink((own ?? cited?.citation)?.fragment_url ?? article.url, "Original"), el("a", { href: address, target: "_blank", text: "Own page" }),
    el("button", { type: "button", class: "link", text: "Ask only this article", onClick: () => askOnly(article) })];
  const turn = latest;
  const current = () => turn === latest && dialog.open;
  const other = article.has_pages && el("button", { type: "button", class: "link" });
  const place = el("div");
  const asText = (notice = null) => {
    place.replaceChildren(...[notice && el("p", { class: "notice", text: notice }), body(article, own, marks)].filter(Boolean));
    if (other) turnInto(other, "Show its pages", asPages);
    pointAt(dialog.querySelector(".cited"), "The cited sentence is marked in the article.");
  };
  const asPages = async () => {
    turnInto(other, "Show its text", () => asText());
    const why = await leafThrough(place, article, own, { current, pointAt });
    if (why && current()) asText(why);
  };
  draw(place, words.title(article), [
    el("p", { class: "byline" }, words.byline(article).map((part) => el("span", { class: "detail" }, isolated(part)))),
    el("p", { class: "actions" }, links, other),
    changed && cited.since.notice,
    article.revision > 1 && earlier(article),
  ].filter(Boolean));
  if (other && own) asPages(); else asText();
}

function turnInto(button, text, act) {
  button.textContent = text;
  button.onclick = act;
}

/** Bring a mark into view, and say so; without one, the text from its beginning. */
function pointAt(mark, said) {
  if (mark) {
    mark.scrollIntoView({ block: "center", inline: "nearest" });
    mark.focus({ preventScroll: true });
    announce(said);
  } else {
    dialog.querySelector(".scroll").focus({ preventScroll: true });
  }
}

/** Restrict the questions to an article, and go to where they are asked. */
function askOnly(article) {
  onlyIn(article);
  announce(`Questions are now asked of this article only: ${words.title(article)}`);
  opener = document.getElementById("question");
  if (roomy.matches) opener.focus();
  else closeViewer();
}

/** The article's blocks: a sentence each its own span, a new block where the text breaks the line. */
function body(article, cited, marks) {
  const text = new Points(article.text);
  const root = el("div", { class: "article-text", dir: "auto" });
  let block = null;
  let at = 0;
  for (const sentence of article.sentences) {
    const gap = text.slice(at, sentence.start);
    if (block === null || gap.includes("\n") || isHeading(sentence.role)) {
      if (gap.trim()) root.append(el("p", { class: "rest", text: gap.trim() }));
      block = el(isHeading(sentence.role) ? "h3" : "p", { class: `role-${sentence.role}` });
      root.append(block);
    } else {
      block.append(...inOrder(gap));
    }
    const said = text.slice(sentence.start, sentence.end);
    const mark = markOf(said, sentence, { cited, marks });
    block.append(...(mark ? [mark] : inOrder(said)));
    // The title stands above already; where the text begins with it, it is shown again only if it is what is cited.
    if (sentence.position === 0 && said === article.title && !mark) block.hidden = true;
    if (isHeading(sentence.role)) block = null;
    at = sentence.end;
  }
  const rest = text.slice(at, text.length);
  if (rest.trim()) root.append(el("p", { class: "rest", text: rest.trim() }));
  return root;
}

const isHeading = (role) => role === "headline" || role === "heading" || role === "question_heading";
const overlaps = (a, b) => a !== null && a.start < b.end && b.start < a.end;

/** The mark around a sentence that is quoted, or null. */
function markOf(text, sentence, { cited, marks }) {
  if (overlaps(cited, sentence)) return el("mark", { class: "cited", tabindex: "-1", text });
  const other = marks.find((mark) => overlaps(mark, sentence));
  return other ? el("mark", { class: "also", title: `Quote ${other.number}`, text }) : null;
}
