// Draws one quote: the sentence, whose words they are, where it stands, how sure it is, and what can be done with it.

import * as api from "./api.js";
import { copyButton, el, isolated, marked, outsideLink } from "./dom.js";
import { thumbs, verdictOn } from "./verdict.js";
import * as words from "./words.js";

const NEIGHBOUR = 160; // characters of what stands beside a sentence
const LONG = 300; // characters: from there on a sentence is set smaller

/**
 * Draw a quote of a turn's answer. `number` counts from 1; it is null for a sentence that is no answer, or only may be
 * one: then `judged` says whether a reader may say what it is.
 */
export function drawQuote(quote, number, { turn, actions, judged = false }) {
  const isAnswer = number !== null;
  const quotes = isAnswer ? (turn.answer ?? turn.stage).quotes : [];
  const show = el("button", { type: "button", class: "link strong", text: "Show in article" });
  show.addEventListener("click", () => actions.show(quote, quotes, show));
  const operation = isAnswer ? turn.answer?.operation : null;
  return el("figure", { class: isAnswer ? "quote" : judged ? "quote unproven may" : "quote unproven" },
    isAnswer && el("span", { class: "number", "aria-label": `Quote ${number}`, role: "img", text: String(number) }),
    el("div", { class: quote.text.length > LONG ? "words long" : "words" }, lead(operation, quote), sentence(quote, { isAnswer, operation, open: () => show.click() })),
    el("figcaption", {}, ...source(quote, operation)),
    isAnswer && assurance(quote, { operation, actions }),
    el("div", { class: "actions" }, show, (isAnswer || judged) && copies(quote, number ?? 1), outsideLink(quote.citation.fragment_url ?? quote.citation.url, "Original"),
      (isAnswer || judged) && turn.answer && thumbs(verdictOn(turn.answer, quote), { labels: ["Right answer", "Wrong answer"], kept: actions.verdicts(turn, number ?? 1) })));
}

/** The sentence between what stands before and after it, which is dimmed, and cut where it is long. */
function sentence(quote, { isAnswer, operation, open }) {
  const { before, after } = quote.context;
  const isAsked = operation === "context";
  const around = (text) => text.trim() && el("p", { class: isAsked ? "around asked" : "around", text });
  return el("blockquote", { dir: "auto", onClick: () => { if (getSelection().isCollapsed) open(); } },
    around(isAsked ? before.join(" ") : words.ending(before.join(" "), NEIGHBOUR)),
    el("p", { class: "said" }, marked(quote.text, isAnswer ? quote.answer_span : null)),
    around(isAsked ? after.join(" ") : words.beginning(after.join(" "), NEIGHBOUR)));
}

/** Where something about the quote was asked, the fact that answers it. */
function lead(operation, quote) {
  const fact = words.fact(operation, quote);
  return fact && el("p", { class: "lead" }, fact[0], isolated(fact[1]));
}

function source(quote, operation) {
  const { citation } = quote;
  const details = [...words.byline(citation), words.role(quote.role)].filter(Boolean);
  const said = operation === "speaker" ? null : words.speaker(quote); // who it is stands above then
  return [
    said && el("p", { class: "speaker" }, said[0], isolated(said[1], "strong"), said[2] && el("span", { class: "detail", text: said[2] })),
    el("cite", {}, isolated(words.title(citation))),
    details.length > 0 && el("p", { class: "byline" }, details.map((detail) => el("span", { class: "detail" }, isolated(detail)))),
  ].filter(Boolean);
}

function assurance(quote, { operation, actions }) {
  const { level, words: said, exact } = words.confidence(quote.confidence);
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, [1, 2, 3, 4].map((n) => el("i", { class: n <= level ? "on" : null })));
  return el("div", { class: "assurance" },
    el("span", { title: exact }, dots, said),
    quote.occurrences.length > 0 && places(quote, { open: operation === "occurrences", actions }));
}

/** The other places where the sentence stands; their articles are named when they are asked for. */
function places(quote, { open, actions }) {
  const list = el("ul", {}, el("li", { text: "Looking them up…" }));
  const box = el("details", { class: "places", open }, el("summary", { text: words.places(quote) }), list);
  box.addEventListener("toggle", async () => list.replaceChildren(...await Promise.all(quote.occurrences.map(async (place) => {
    const title = await api.article(place.article_id).then(words.title, (error) => error.message);
    const button = el("button", { type: "button", class: "link" }, isolated(title));
    button.addEventListener("click", () => actions.show({ ...quote, citation: { article_id: place.article_id, start: place.start, end: place.end } }, [], button));
    return el("li", {}, button);
  }))), { once: true });
  return box;
}

function copies(quote, number) {
  const { citation } = quote;
  // A server that was told its path (--root-path) has put it in; one behind a proxy that it does not know has not.
  const path = citation.permalink.startsWith(`${api.root}/articles/`) ? citation.permalink : api.root + citation.permalink;
  const permalink = new URL(path, location.origin).href;
  const address = citation.url ?? permalink;
  const footnote = `> ${quote.text.replaceAll(/\s+/g, " ")}[^${number}]\n\n[^${number}]: ${words.reference(quote, `<${address}>`)}`;
  return [
    copyButton("Copy", "Copy as a quote", `“${quote.text}” (${words.reference(quote, address)})`),
    copyButton("Markdown", "Copy as a quote with a Markdown footnote", footnote),
    copyButton("Link", "Copy the link to this sentence", permalink),
  ];
}
