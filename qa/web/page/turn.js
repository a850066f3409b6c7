// Draws one turn of the conversation: the question, and its answer, abstention, error or wait. Knows nothing of the network.

import { drawDisagreement } from "./disagreement.js";
import { copyButton, el, isolated, marked } from "./dom.js";
import { drawQuote } from "./quote.js";
import { thumbs, verdictOn } from "./verdict.js";
import * as words from "./words.js";

/**
 * Draw a turn. `actions`: {show(quote, quotes, opener), retry(turn), again(turn), ask(text), openLibrary(), edit(turn), link(turn),
 * verdicts(turn, place)}.
 */
export function drawTurn(turn, actions) {
  const isDone = Boolean(turn.answer || turn.error);
  return el("article", { class: "turn", tabindex: "-1", "aria-busy": isDone ? null : "true" },
    el("div", { class: "asked-for" }, el("h2", { class: "question", dir: "auto", text: turn.question }),
      isDone && el("button", { type: "button", class: "link edit", text: "Edit", "aria-label": "Edit this question", onClick: () => actions.edit(turn) })),
    turn.scope && el("p", { class: "scope" }, "Only in ", isolated(turn.scope)),
    understood(turn.answer ?? turn.stage),
    ...(turn.answer ? told(turn, actions) : turn.error ? [failed(turn, actions)] : [waiting(turn, actions)]));
}

/** What a screen reader is told when the turn is there. */
export function spoken(turn) {
  if (turn.error) return turn.error;
  const { status, reason, quotes, nearest } = turn.answer;
  if (status === "related") return `Not sure. This may answer it: ${nearest[0].text}`;
  if (status !== "answered") return `${words.verdict(reason)} ${words.reason(turn.answer)}`;
  return `${words.count(quotes.length, "sentence")} found. ${words.confidence(quotes[0].confidence).words}: ${quotes[0].text}`;
}

function waiting(turn, actions) {
  const { sentences, quotes = [] } = turn.stage ?? {};
  if (quotes.length > 0) return list(turn, quotes, actions);
  return el("div", { class: "waiting" },
    ...[1, 2, 3].map(() => el("span", { class: "bar", "aria-hidden": "true" })),
    el("p", { class: "searched", text: sentences ? `Reading ${words.count(sentences, "sentence")}…` : "Searching the articles…" }));
}

function failed(turn, actions) {
  return el("div", { class: "failed" },
    el("p", { text: turn.error }),
    el("p", {}, el("button", { type: "button", class: "link", text: "Ask again", onClick: () => actions.retry(turn) })));
}

/** What was searched, where it is not what was asked: the parts that earlier turns gave are marked. */
function understood(heard) {
  if (!heard?.understood_as || heard.understood_as.trim() === heard.question.trim()) return null;
  // What a question is about, where it does not say so itself, stands behind it in brackets.
  const [, asked, about] = /^(.*\S)\s+\(([^()]+)\)$/s.exec(heard.understood_as) ?? [null, heard.understood_as, ""];
  const within = heard.carried.filter(({ end }) => end <= Array.from(asked).length);
  const carried = { class: "carried", title: "Carried over from before" };
  const text = el("q", { dir: "auto" }, marked(asked, within, carried));
  return el("p", { class: "scope" }, heard.operation ? `${words.operation(heard.operation)}: the answer to ` : "Understood as ", text,
    about && [", about ", el("mark", { ...carried, dir: "auto", text: about })]);
}

function told(turn, actions) {
  const { status, quotes, evidence_set: set = [] } = turn.answer;
  if (status === "answered") {
    const together = set.length > 1 && el("p", { class: "together", text: words.together(set) });
    return [together, list(turn, quotes, actions), ...differing(turn, actions), foot(turn, actions)].filter(Boolean);
  }
  return status === "related" ? related(turn, actions) : abstained(turn, actions);
}

/** A sentence that may answer, first; then why it is not sure, and the others that may. */
function related(turn, actions) {
  const { nearest, doubts } = turn.answer;
  const others = nearest.slice(1);
  return [
    el("div", { class: "related" },
      el("p", { class: "verdict", text: "Not sure. This may answer it:" }),
      drawQuote(nearest[0], null, { turn, actions, judged: true }),
      words.doubts(doubts) && el("p", { class: "scope", text: words.doubts(doubts) })),
    others.length > 0 && el("details", { class: "nearest" },
      el("summary", { text: `${words.count(others.length, "more sentence")} that may answer` }),
      others.map((quote) => drawQuote(quote, null, { turn, actions }))),
    ...differing(turn, actions),
    foot(turn, actions),
  ].filter(Boolean);
}

function differing(turn, actions) {
  return (turn.answer.disagreements ?? []).map((one) => drawDisagreement(one, (side, button) => actions.show(side, [], button)));
}

function list(turn, quotes, actions) {
  return el("ol", { class: "quotes" }, quotes.map((quote, i) => el("li", {}, drawQuote(quote, i + 1, { turn, actions }))));
}

function abstained(turn, actions) {
  const { answer } = turn;
  const ways = [];
  if (answer.reason === "outside_filters" || turn.filters?.speaker) ways.push(["Search everything", () => actions.again(turn)]);
  if (answer.reason === "empty_corpus") ways.push(["Add articles", actions.openLibrary]);
  return [
    el("div", { class: "abstained" },
      el("p", { class: "verdict", text: words.verdict(answer.reason) }),
      el("p", { text: words.reason(answer) }),
      (answer.notices ?? []).map((notice) => el("p", { class: "scope", text: words.sentence(notice) })),
      meant(answer.could_mean ?? [], actions),
      ways.length > 0 && el("p", {}, ways.map(([text, act]) => el("button", { type: "button", class: "link", text, onClick: act }))),
      foot(turn, actions)),
    answer.nearest.length > 0 && answer.reason !== "underspecified" && nearest(turn, actions),
  ].filter(Boolean);
}

/** What the question may have meant: each asks the question that says so. */
function meant(referents, actions) {
  if (referents.length === 0) return null;
  return el("ul", { class: "suggestions", "aria-label": "What may be meant" }, referents.map(({ name, question }) =>
    el("li", {}, el("button", { type: "button", class: "suggestion", title: question, onClick: () => actions.ask(question) }, isolated(name)))));
}

function nearest(turn, actions) {
  return el("details", { class: "nearest", open: true },
    el("summary", {}, "Nearest sentence", el("strong", { text: "not taken for an answer" })),
    drawQuote(turn.answer.nearest[0], null, { turn, actions }));
}

/** Keeps the answer as a file that checks itself. */
function evidence(turn, actions) {
  const button = el("button", { type: "button", class: "link", text: "Evidence file", title: "Keep this answer as a file that checks itself" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    const text = await actions.evidence(turn).catch((error) => error);
    button.disabled = false;
    if (text instanceof Error) { button.textContent = text.message; return; }
    const address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
    el("a", { href: address, download: "evidence.html" }).click();
    URL.revokeObjectURL(address);
  });
  return button;
}

/** How much was searched, the link to the question, and, where there is no quote to judge, the thumbs. */
function foot(turn, actions) {
  const { searched: { articles, sentences }, status, reason } = turn.answer;
  const judged = status === "abstained" && reason !== "empty_corpus";
  return el("div", { class: "foot" },
    el("span", { class: "searched", text: `Searched ${words.count(sentences, "sentence")} in ${words.count(articles, "article")}.` }),
    copyButton("Copy link", "Copy the link to this question", () => actions.link(turn)),
    status !== "abstained" && evidence(turn, actions),
    judged && thumbs(verdictOn(turn.answer, null), {
      prompt: "Is that right?", labels: ["Right not to answer", "Wrong, there is an answer"], kept: actions.verdicts(turn, 0),
    }));
}
