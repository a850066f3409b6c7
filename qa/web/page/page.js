// Wires the page: asking, the conversation kept in this tab, shareable links, the key, and the state of the server.

import * as api from "./api.js";
import { announce, el, isolated } from "./dom.js";
import { filters, inWords, offerFilters, setFilters } from "./filters.js";
import { openLibrary, prepareLibrary } from "./library.js";
import { drawTurn, spoken } from "./turn.js";
import { closeViewer, openArticle } from "./viewer.js";
import * as words from "./words.js";

const TURNS = "qa.turns";
const MOST_KEPT = 50;
const RETRY_EVERY = 4000;
const id = (name) => document.getElementById(name);
const [conversation, welcome, composer, question, offline] = ["conversation", "welcome", "composer", "question", "offline"].map(id);
let turns = [];
let running = null;
let retrying = null;

const actions = {
  show: (quote, quotes, from) => openArticle(quote.citation.article_id, { cited: quote, others: quotes, from }),
  retry: (turn) => { forget(turn); ask(turn.question, turn.filters); },
  clearFilters: () => { setFilters(null); question.focus(); },
  openLibrary,
};

async function ask(text, given = filters()) {
  running?.abort();
  running = new AbortController();
  const turn = { question: text, filters: given, scope: inWords(given) };
  turns.push(turn);
  welcome.hidden = true;
  turn.node = drawTurn(turn, actions);
  conversation.append(turn.node);
  turn.node.scrollIntoView({ block: "start" });
  history.replaceState(null, "", linkTo(turn));
  document.title = `${text} – Ask the articles`;
  await answer(turn, running.signal);
}

async function answer(turn, signal) {
  try {
    turn.answer = await api.ask(turn.question, turn.filters, signal);
    reached();
  } catch (error) {
    if (error.name === "AbortError") { forget(turn); return; }
    turn.error = error.message;
    if (error instanceof api.Unreachable) unreachable();
  }
  const node = drawTurn(turn, actions);
  turn.node.replaceWith(node);
  turn.node = node;
  node.scrollIntoView({ block: "start" });
  announce(spoken(turn));
  keep();
}

function linkTo(turn) {
  const query = new URLSearchParams({ q: turn.question });
  for (const source of turn.filters?.sources ?? []) query.append("source", source);
  for (const name of ["published_from", "published_to"]) if (turn.filters?.[name]) query.set(name, turn.filters[name]);
  return `/?${query}`;
}

function forget(turn) {
  turns = turns.filter((other) => other !== turn);
  turn.node?.remove();
  keep();
}

function keep() {
  const kept = turns.filter((turn) => turn.answer).slice(-MOST_KEPT);
  try {
    sessionStorage.setItem(TURNS, JSON.stringify(kept.map(({ node, ...turn }) => turn)));
  } catch {
    sessionStorage.removeItem(TURNS);
  }
}

function restore() {
  try {
    turns = JSON.parse(sessionStorage.getItem(TURNS) ?? "[]");
  } catch {
    turns = [];
  }
  for (const turn of turns) {
    turn.node = drawTurn(turn, actions);
    conversation.append(turn.node);
  }
}

function newChat() {
  running?.abort();
  turns = [];
  keep();
  conversation.replaceChildren();
  closeViewer();
  setFilters(null);
  history.replaceState(null, "", "/");
  document.title = "Ask the articles";
  welcome.hidden = false;
  refresh();
  question.focus();
}

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
    ? [el("p", {}, el("button", { type: "button", class: "ask", text: "Add articles", onClick: openLibrary }), " or drop text, Markdown or HTML files on this page.")]
    : tries.length > 0 ? [el("h3", { text: "Try" }), el("ul", { class: "suggestions" }, tries)] : []));
}

function unreachable() {
  offline.hidden = false;
  retrying ??= setInterval(refresh, RETRY_EVERY);
}

function reached() {
  offline.hidden = true;
  clearInterval(retrying);
  retrying = null;
}

function askForKey(wasWrong) {
  const dialog = id("key");
  const field = id("key-value");
  id("key-title").textContent = wasWrong ? "That key was not accepted" : "This server asks for a key";
  field.value = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(field.value || null), { once: true });
  });
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
  fit();
  ask(text);
});
question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); composer.requestSubmit(); }
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, [contenteditable]");
  if (event.key === "/" && !writing && !document.querySelector("dialog:modal")) { event.preventDefault(); question.focus(); }
});
id("new-chat").addEventListener("click", newChat);
id("home").addEventListener("click", (event) => { event.preventDefault(); newChat(); });
id("open-library").addEventListener("click", openLibrary);
window.addEventListener("online", refresh);

api.onKeyNeeded(askForKey);
prepareLibrary({ changed: refresh, open: (article, from) => openArticle(article, { from }) });

/** Begin: what this tab had, then what the address asks for. */
async function begin() {
  restore();
  welcome.hidden = turns.length > 0;
  await refresh();
  const query = new URLSearchParams(location.search);
  const asked = query.get("q")?.trim().slice(0, 2000);
  const own = /^\/articles\/(.+)$/.exec(location.pathname);
  if (own) openArticle(decodeURIComponent(own[1]));
  else if (asked) {
    const given = { sources: query.getAll("source"), published_from: query.get("published_from"), published_to: query.get("published_to") };
    setFilters(given);
    const last = turns.at(-1);
    if (!last || linkTo(last) !== linkTo({ question: asked, filters: filters() })) await ask(asked);
    else last.node.scrollIntoView({ block: "start" });
  }
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) question.focus({ preventScroll: true });
}

begin();
