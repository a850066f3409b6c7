// Draws one turn of the conversation: the question, and its answer, abstention, error or wait. Knows nothing of the network.

import { copy, announce, el, isolated, marked, outsideLink } from "./dom.js";
import * as words from "./words.js";

/** Draw a turn. `actions`: {show(quote, quotes, opener), retry(turn), clearFilters(), openLibrary()}. */
export function drawTurn(turn, actions) {
  const parts = [el("h2", { class: "question" }, isolated(turn.question))];
  if (turn.scope) parts.push(el("p", { class: "scope" }, "Only in ", isolated(turn.scope)));
  if (turn.answer) parts.push(...(turn.answer.status === "answered" ? answered(turn.answer, actions) : abstained(turn.answer, actions)));
  else if (turn.error) parts.push(failed(turn, actions));
  else parts.push(waiting());
  return el("article", { class: "turn", tabindex: "-1", "aria-busy": turn.answer || turn.error ? null : "true" }, ...parts);
}

/** What a screen reader is told when the turn is there. */
export function spoken(turn) {
  if (turn.error) return turn.error;
  const { status, reason, quotes } = turn.answer;
  if (status !== "answered") return `No answer in these articles. ${words.reason(reason)}`;
  return `${words.count(quotes.length, "sentence")} found. ${words.confidence(quotes[0].confidence).words}: ${quotes[0].text}`;
}

function waiting() {
  return el("div", { class: "waiting" },
    el("p", { class: "visually-hidden", text: "Searching the articles" }),
    ...[1, 2, 3].map(() => el("span", { class: "bar", "aria-hidden": "true" })));
}

function failed(turn, actions) {
  return el("div", { class: "failed" },
    el("p", { text: turn.error }),
    el("p", {}, el("button", { type: "button", class: "link", text: "Ask again", onClick: () => actions.retry(turn) })));
}

function understood(answer) {
  if (answer.understood_as.trim() === answer.question.trim()) return null;
  return el("p", { class: "scope" }, "Understood as ", isolated(answer.understood_as, "q"));
}

function answered(answer, actions) {
  const quotes = answer.quotes.map((quote, i) => el("li", {}, drawQuote(quote, { number: i + 1, quotes: answer.quotes, actions })));
  return [understood(answer), el("ol", { class: "quotes" }, quotes), searched(answer)];
}

function abstained(answer, actions) {
  const ways = [];
  if (answer.reason === "outside_filters") ways.push(["Search everything", actions.clearFilters]);
  if (answer.reason === "empty_corpus") ways.push(["Add articles", actions.openLibrary]);
  return [
    understood(answer),
    el("div", { class: "abstained" },
      el("p", { class: "verdict", text: "The articles do not say." }),
      el("p", { text: words.reason(answer.reason) }),
      searched(answer),
      ways.length > 0 && el("p", {}, ways.map(([text, act]) => el("button", { type: "button", class: "link", text, onClick: act })))),
    answer.nearest.length > 0 && nearest(answer.nearest.slice(0, 1), actions),
  ].filter(Boolean);
}

function nearest(quotes, actions) {
  return el("details", { class: "nearest", open: true },
    el("summary", {}, "Nearest sentence", el("strong", { text: "not an answer" })),
    ...quotes.map((quote) => drawQuote(quote, { number: null, quotes: [], actions })));
}

function searched(answer) {
  const { articles, sentences } = answer.searched;
  return el("p", { class: "searched", text: `Searched ${words.count(sentences, "sentence")} in ${words.count(articles, "article")}.` });
}

/** Draw one quote. `number` is null for a sentence that is not an answer. */
function drawQuote(quote, { number, quotes, actions }) {
  const show = el("button", { type: "button", class: "link strong", text: "Show in article" });
  show.addEventListener("click", () => actions.show(quote, quotes, show));
  const text = el("blockquote", { dir: "auto", onClick: () => { if (getSelection().isCollapsed) show.click(); } },
    el("p", {}, ...marked(quote.text, number === null ? null : quote.answer_span)));
  return el("figure", { class: number === null ? "quote unproven" : "quote" },
    number !== null && el("span", { class: "number", "aria-label": `Quote ${number}`, role: "img", text: String(number) }),
    text,
    el("figcaption", {}, ...source(quote)),
    number !== null && assurance(quote),
    el("p", { class: "actions" }, show, number !== null && copies(quote, number), outsideLink(quote.citation.fragment_url ?? quote.citation.url, "Original")));
}

function source(quote) {
  const { citation } = quote;
  const details = [...words.byline(citation), words.role(quote.role)].filter(Boolean);
  return [
    el("cite", {}, isolated(citation.title || "Untitled")),
    details.length > 0 && el("p", { class: "byline" }, details.map((detail) => el("span", { class: "detail" }, isolated(detail)))),
  ].filter(Boolean);
}

function assurance(quote) {
  const { level, words: said, exact } = words.confidence(quote.confidence);
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, [1, 2, 3, 4].map((n) => el("i", { class: n <= level ? "on" : null })));
  const others = quote.occurrences.length;
  return el("p", { class: "assurance" },
    el("span", { title: exact }, dots, said),
    others > 0 && el("span", { class: "detail", text: `said in ${words.count(others + 1, "place")}` }));
}

function copies(quote, number) {
  const { citation } = quote;
  const permalink = new URL(citation.permalink, location.origin).href;
  const address = citation.url ?? permalink;
  const footnote = `> ${quote.text.replaceAll(/\s+/g, " ")}[^${number}]\n\n[^${number}]: ${words.reference(citation, `<${address}>`)}`;
  return [
    copyButton("Copy", "Copy as a quote", `“${quote.text}” (${words.reference(citation, address)})`),
    copyButton("Markdown", "Copy as a quote with a Markdown footnote", footnote),
    copyButton("Link", "Copy the link to this sentence", permalink),
  ];
}

function copyButton(label, purpose, text) {
  const button = el("button", { type: "button", class: "link", text: label, title: purpose, "aria-label": purpose });
  button.addEventListener("click", async () => {
    try {
      await copy(text);
      button.textContent = "Copied";
      announce("Copied");
    } catch {
      button.textContent = "Not copied";
      announce("The browser did not allow copying");
    }
    setTimeout(() => { button.textContent = label; }, 1600);
  });
  return button;
}
