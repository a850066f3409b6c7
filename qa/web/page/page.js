// Wires the page: the question box, the welcome, what opens what, and whether the server can be reached.

import * as api from "./api.js";
import { ask, asked, askLostAgain, dropArticle, newChat, openChat, openLink, prepareConversation, restore } from "./conversation.js";
import { el, isolated } from "./dom.js";
import { offerFilters, unfold } from "./filters.js";
import { openHistory, prepareHistory } from "./history.js";
import { askForKey } from "./key.js";
import { openLibrary, prepareLibrary } from "./library.js";
import { openSpeakers } from "./speakers.js";
import { openArticle } from "./viewer.js";
import * as words from "./words.js";

const RETRY_EVERY = 4000;
const [FIRST, NEXT] = ["Ask a question", "Ask a follow-up"];
const id = (name) => document.getElementById(name);
const [welcome, composer, question, offline] = ["welcome", "composer", "question", "offline"].map(id);
let retrying = null;
let recalled = -1;

async function refresh() {
  try {
    const about = await api.about();
    reached();
    id("article-count").textContent = String(about.articles);
    offerFilters(about);
    greet(about);
  } catch (error) {
    if (error instanceof api.Unreachable) unreachable();
    else { id("folio").textContent = error.message; }
  }
}

function greet(about) {
  const { from, to } = about.published;
  const span = from ? `, ${words.date(from)}${from.slice(0, 10) === to.slice(0, 10) ? "" : ` to ${words.date(to)}`}` : "";
  const isEmpty = about.articles === 0;
  id("folio").textContent = isEmpty ? "No articles yet" : `${words.count(about.articles, "article")}, ${words.count(about.sentences, "sentence")}${span}`;
  id("welcome-title").textContent = isEmpty ? "Begin with an article." : "What do you want to know?";
  const tries = about.suggestions.map((text) => el("li", {}, el("button", { type: "button", class: "suggestion", onClick: () => ask(text, null) }, isolated(text))));
  id("welcome-more").replaceChildren(...(isEmpty
    ? [el("button", { type: "button", class: "ask", text: "Add articles", onClick: openLibrary }), el("p", { class: "searched", text: "or drop files on this page: text, Markdown, HTML, JSON" })]
    : tries.length > 0 ? [el("h3", { text: "Try" }), el("ul", { class: "suggestions" }, tries)] : []));
  if (!isEmpty && tries.length === 0) showLately();
}

/** Without questions to try, some of what can be asked about. */
async function showLately() {
  const { articles, total } = await api.articles({ limit: 5, sort: "newest" });
  const rows = articles.map((article) => {
    const button = el("button", { type: "button", class: "suggestion", onClick: () => openArticle(article.id, { from: button }) }, isolated(words.title(article)));
    return el("li", {}, button);
  });
  id("welcome-more").replaceChildren(el("h3", { text: total > rows.length ? "Among the articles" : "The articles" }), el("ul", { class: "suggestions" }, rows));
}

function unreachable() {
  offline.hidden = false;
  retrying ??= setInterval(refresh, RETRY_EVERY);
}

function reached() {
  const wasAway = retrying !== null;
  offline.hidden = true;
  clearInterval(retrying);
  retrying = null;
  if (wasAway) askLostAgain();
}

function begin() {
  newChat();
  question.placeholder = FIRST;
  welcome.hidden = false;
  refresh();
  question.focus();
}

/** Step through what was asked, as a shell does: up from an empty box, or from what was recalled and not changed. */
function recall(event) {
  if (question.value !== "" && recalled < 0) return;
  const questions = asked();
  const next = recalled + (event.key === "ArrowUp" ? 1 : -1);
  if (next < -1 || next >= questions.length) return;
  event.preventDefault();
  write(next < 0 ? "" : questions[next]);
  recalled = next;
}

function fit() {
  question.style.height = "auto";
  question.style.height = `${Math.min(question.scrollHeight, 200)}px`;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) { question.focus(); return; }
  question.value = "";
  recalled = -1;
  fit();
  unfold(false);
  ask(text);
});
/** Put a text into the question box, to be changed and asked. */
function write(text) {
  question.value = text;
  fit();
  question.focus();
  question.setSelectionRange(text.length, text.length);
}

question.addEventListener("input", () => { recalled = -1; fit(); });
question.addEventListener("keydown", (event) => {
  if (event.key === "ArrowUp" || event.key === "ArrowDown") recall(event);
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); composer.requestSubmit(); }
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, [contenteditable]");
  if (event.key === "/" && !writing && !document.querySelector("dialog:modal")) { event.preventDefault(); question.focus(); }
});
id("new-chat").addEventListener("click", begin);
id("home").addEventListener("click", (event) => { event.preventDefault(); begin(); });
id("open-library").addEventListener("click", openLibrary);
id("open-history").addEventListener("click", openHistory);
window.addEventListener("online", refresh);

api.onKeyNeeded(askForKey);
prepareConversation({ drawn: () => { welcome.hidden = true; question.placeholder = NEXT; }, emptied: begin, reached, unreachable, openLibrary, edit: write });
prepareHistory(openChat);
prepareLibrary({ changed: refresh, deleted: dropArticle, open: (article, from) => openArticle(article, { from }) });

/** Show what this tab had, then what the address asks for. */
async function start() {
  welcome.hidden = restore();
  await refresh();
  const [, kind, name] = /^\/(articles|speakers)(?:\/(.+))?$/.exec(location.pathname.slice(api.root.length)) ?? [];
  if (kind === "speakers") openSpeakers(name ? decodeURIComponent(name) : null, new URLSearchParams(location.search));
  else if (name) openArticle(decodeURIComponent(name));
  else await openLink(new URLSearchParams(location.search));
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) question.focus({ preventScroll: true });
}

start();
