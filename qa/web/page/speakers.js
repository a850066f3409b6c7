// Who speaks, and what one of them said as dated lines. Opened by address where a key is demanded: the page without
// script, which is at the same address, can be given none.

import * as api from "./api.js";
import { el, isolated } from "./dom.js";
import { openArticle } from "./viewer.js";
import * as words from "./words.js";

const dialog = document.getElementById("speakers");

/** Show what somebody said, or with no name who speaks. `query`: "about" and "as_of" of the address. */
export async function openSpeakers(name, query) {
  const asked = new URLSearchParams([...query].filter(([key]) => key === "as_of" || (key === "about" && name)));
  draw(name ? `What ${name} said` : "Who speaks in the articles", el("p", { class: "loading", role: "status", text: "Reading the articles…" }));
  if (!dialog.open) dialog.showModal();
  try {
    if (name) drawLines(await api.said(name, asked));
    else drawPeople(await api.speakers(asked));
  } catch (error) {
    draw("Speakers", el("p", { class: "failed", text: error.message }));
  }
}

dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

function draw(title, ...content) {
  dialog.replaceChildren(
    el("header", { class: "bar-top" },
      el("h2", { id: "speakers-title" }, isolated(title)),
      el("button", { type: "button", class: "plain close", text: "Close", "aria-label": "Close the speakers", onClick: () => dialog.close() })),
    el("div", { class: "scroll" }, content));
}

function drawPeople({ speakers, is_complete: isComplete }) {
  const rows = speakers.map((one) => el("li", {},
    el("button", { type: "button", class: "link", onClick: () => openSpeakers(one.name, new URLSearchParams(location.search)) }, isolated(one.name)),
    ` ${words.count(one.sentences, "sentence")} in ${words.count(one.articles, "article")}`));
  draw("Who speaks in the articles", el("ol", { class: "ledger" }, rows), notAll(isComplete));
}

function drawLines({ name, about, lines, is_complete: isComplete }) {
  const begins = lines.length > 0 ? `What ${name} said` : `No words of ${name} were recognised`;
  draw(about ? `${begins} about ${about}` : begins, el("ol", { class: "ledger" }, lines.map(row)), notAll(isComplete));
}

function row(line) {
  const show = el("button", { type: "button", class: "link", text: "Show in article", onClick: () => { dialog.close(); openArticle(line.citation.article_id, { cited: line }); } });
  return el("li", {},
    el("p", { class: "byline" }, line.published ? words.date(line.published) : "undated", ", ", isolated(line.speaker)),
    el("blockquote", { dir: "auto", text: line.text }),
    el("p", { class: "byline" }, line.speech === "direct" ? "quoted, " : "reported, ", isolated(line.citation.title || "Untitled")),
    el("p", { class: "actions" }, show));
}

const notAll = (isComplete) => !isComplete && el("p", { class: "searched", text: "Not every article that may hold more was read." });
