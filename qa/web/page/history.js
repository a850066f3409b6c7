// The history: the questions of earlier conversations, kept in this browser. Answers are not kept: a conversation that is
// opened again is asked again, of the articles as they are then, and none of a deleted article's words stay behind.

import { own } from "./api.js";
import { announce, el, isolated } from "./dom.js";
import * as words from "./words.js";

const KEPT = own("qa.history");
const MOST_CHATS = 100;
const MOST_QUESTIONS = 50;
const dialog = document.getElementById("history");
const list = el("div", { class: "chats" });
let open = () => {};

/** Prepare the list. `given`: what opens a conversation, {id, questions: [{question, filters}]}. */
export function prepareHistory(given) {
  open = given;
  dialog.replaceChildren(
    el("header", { class: "bar-top" },
      el("h2", { id: "history-title", text: "History" }),
      el("button", { type: "button", class: "plain close", text: "Close", "aria-label": "Close the history", onClick: () => dialog.close() })),
    el("div", { class: "scroll" },
      el("p", { class: "searched", text: "Your questions, kept in this browser only. Opened again, they are asked of the articles as they are now." }), list));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

/** Open the list. */
export function openHistory() {
  draw();
  if (!dialog.open) dialog.showModal();
}

/** Keep the questions of a conversation, in the place of what was kept of it. */
export function remember(id, questions) {
  store([{ id, at: Date.now(), questions: questions.slice(-MOST_QUESTIONS) }, ...kept().filter((chat) => chat.id !== id)]);
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

function store(chats) {
  try {
    if (chats.length > 0) localStorage.setItem(KEPT, JSON.stringify(chats.slice(0, MOST_CHATS)));
    else localStorage.removeItem(KEPT);
  } catch {
    announce("The browser keeps no history.");
  }
}

function draw() {
  const chats = kept();
  const days = Map.groupBy ? Map.groupBy(chats, (chat) => words.day(chat.at)) : new Map([["Earlier", chats]]);
  list.replaceChildren(...[...days].flatMap(([day, those]) => [el("h3", { text: day }), el("ul", { class: "article-list" }, those.map(row))]));
  if (chats.length === 0) list.append(el("p", { class: "loading", text: "Nothing has been asked yet." }));
  else list.append(el("p", { class: "actions" }, el("button", { type: "button", class: "link danger", text: "Delete the whole history", onClick: () => forget(() => false) })));
}

function row(chat) {
  const [{ question }, ...more] = chat.questions;
  const title = el("button", { type: "button", class: "link title", onClick: () => { dialog.close(); open(chat); } }, isolated(question));
  const last = more.at(-1)?.question;
  return el("li", {},
    el("div", {}, title, last && el("p", { class: "byline" }, words.count(more.length, "follow-up"), ", last ", isolated(last, "q"))),
    el("span", { class: "deletion" }, el("button", { type: "button", class: "link quiet", text: "Delete", "aria-label": `Delete ${question} from the history`, onClick: () => forget((other) => other.id !== chat.id) })));
}

function forget(isWanted) {
  store(kept().filter(isWanted));
  draw();
  announce("Deleted from the history");
  (list.querySelector("button") ?? dialog.querySelector(".close")).focus();
}
