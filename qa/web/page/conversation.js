// The conversation of this tab: its turns, asking, what of it outlives a reload, and the links to its questions.

import * as api from "./api.js";
import { announce } from "./dom.js";
import { SINGLE, filters, inWords, setFilters } from "./filters.js";
import { remember } from "./history.js";
import { drawTurn, spoken } from "./turn.js";
import { closeViewer, openArticle } from "./viewer.js";

const KEPT = api.own("qa.conversation");
const MOST_KEPT = 50;
const MOST_SENT = 12; // turns: the service looks at no more
const MOST_LINKED = 12;
const TITLE = document.title;
const place = document.getElementById("conversation");
let chat = newest();
let running = null;
let hooks = { drawn() {}, emptied() {}, reached() {}, unreachable() {}, openLibrary() {}, edit() {} };
const titleOf = (turn) => `${turn.question} – ${TITLE}`;

function newest(id = Array.from(crypto.getRandomValues(new Uint32Array(2))).join("-")) {
  return { id, turns: [] };
}

const actions = {
  show: (quote, quotes, from) => openArticle(quote.citation.article_id, { cited: quote, others: quotes, from }),
  retry: (turn) => { forget(turn); ask(turn.question, turn.filters); },
  again: (turn) => { setFilters(null); ask(turn.question, null); },
  ask: (text) => ask(text),
  edit: (turn) => hooks.edit(turn.question),
  openLibrary: () => hooks.openLibrary(),
  evidence: (turn) => api.evidence(api.asking({ question: turn.question, history: turn.history ?? [], filters: turn.filters })),
  link: (turn) => new URL(linkTo(turn), location.origin).href,
  verdicts: (turn, number) => ({
    get: () => turn.verdicts?.[number] ?? null,
    set: (verdict) => { turn.verdicts = { ...turn.verdicts, [number]: verdict }; keep(); },
  }),
};

/** Prepare the conversation. `given`: {drawn(), emptied(), reached(), unreachable(), openLibrary(), edit(text)}. */
export function prepareConversation(given) {
  hooks = given;
  window.history.scrollRestoration = "manual"; // the question is scrolled to
  window.addEventListener("popstate", revisit);
}

/**
 * Ask a question, as a follow-up of what was asked before. Resolves to the turn; null when another was asked meanwhile.
 * `isNew`: the browser's Back leads from it to the question before; not so where it is what an address asked for.
 */
export async function ask(text, given = filters(), { isNew = true } = {}) {
  running?.abort();
  running = new AbortController();
  const history = chat.turns.filter((turn) => turn.answer).slice(-MOST_SENT)
    .map((turn) => ({ question: turn.question, quotes: shown(turn.answer).map((quote) => quote.text) }));
  const turn = { question: text, filters: given, scope: inWords(given), history };
  chat.turns.push(turn);
  draw(turn);
  turn.node.scrollIntoView({ block: "start" });
  document.title = titleOf(turn);
  hooks.drawn();
  return answer(turn, history, { signal: running.signal, isNew });
}

/** What the reader saw quoted, and may ask about: the quotes, or the sentence that may answer. */
const shown = (given) => (given.status === "related" ? given.nearest.slice(0, 1) : given.quotes);

/** The questions asked in this conversation, the last first. */
export const asked = () => chat.turns.map((turn) => turn.question).reverse();

async function answer(turn, history, { signal, isNew }) {
  const told = (name, data) => {
    if (name === "quote") turn.stage.quotes = [...(turn.stage.quotes ?? []), data.quote];
    else turn.stage = { ...turn.stage, ...data };
    draw(turn);
  };
  try {
    turn.answer = await api.ask({ question: turn.question, filters: turn.filters, history, signal }, told);
    hooks.reached();
  } catch (error) {
    if (error.name === "AbortError") { forget(turn); return null; }
    turn.error = error.message;
    turn.lost = error instanceof api.Unreachable;
    if (turn.lost) {
      turn.error += " The question will be asked again as soon as it can.";
      hooks.unreachable();
    }
  }
  delete turn.stage;
  draw(turn);
  announce(spoken(turn));
  keep();
  if (turn.answer) {
    visit(linkTo(turn), isNew);
    remember(chat.id, chat.turns.map(({ question, filters: within }) => ({ question, filters: within })));
  }
  return turn;
}

/** Ask again what could not be asked while the server was away. */
export function askLostAgain() {
  const last = chat.turns.at(-1);
  if (last?.lost) actions.retry(last);
}

function draw(turn) {
  const node = drawTurn(turn, actions);
  if (turn.node) turn.node.replaceWith(node);
  else place.append(node);
  turn.node = node;
}

function forget(turn) {
  chat.turns = chat.turns.filter((other) => other !== turn);
  turn.node?.remove();
  keep();
}

/** The address of a question: with the turns that it goes back to, so that it is understood as it was here. */
function linkTo(turn) {
  const last = chat.turns.indexOf(turn);
  let first = last;
  while (first > 0 && last - first < MOST_LINKED - 1 && leans(chat.turns[first])) first -= 1;
  const query = new URLSearchParams(chat.turns.slice(first, last + 1).map(({ question }) => ["q", question]));
  for (const id of turn.filters?.article_ids ?? []) query.append("article", id);
  for (const source of turn.filters?.sources ?? []) query.append("source", source);
  for (const name of SINGLE) if (turn.filters?.[name]) query.set(name, turn.filters[name]);
  return `${api.root}/?${query}`;
}

/** Show an address of ours: as one more step of the browser's history, but in the place of an empty page. */
function visit(address, isNew) {
  if (address === here()) return;
  const isStep = isNew && new URLSearchParams(location.search).has("q");
  window.history[isStep ? "pushState" : "replaceState"](null, "", address);
  at = address;
}

const here = () => location.pathname + location.search;
let at = here();

/** Go where Back or Forward leads: to the question there, which is asked again only where it is no longer shown. */
async function revisit() {
  if (at === here()) return; // a place within the page
  at = here();
  const query = new URLSearchParams(location.search);
  if (query.has("q")) await openLink(query);
  else if (chat.turns.length > 0) hooks.emptied();
}

const leans = ({ answer: given }) => Boolean(given) && (given.carried.length > 0 || given.operation !== null);

/** Open what an address asks for: the questions in it, unless they are what was asked last. */
export async function openLink(query) {
  const asked = query.getAll("q").map((text) => text.trim().slice(0, 2000)).filter(Boolean).slice(-MOST_LINKED);
  const turn = [...chat.turns].reverse().find((one) => linkTo(one) === `${api.root}/?${query}`);
  if (asked.length === 0) return;
  setFilters({ article_ids: query.getAll("article"), sources: query.getAll("source"), ...Object.fromEntries(SINGLE.map((name) => [name, query.get(name)])) });
  if (turn) {
    document.title = titleOf(turn);
    turn.node.scrollIntoView({ block: "start" });
  } else await askAll(asked.map((question) => ({ question, filters: filters() })));
}

/** Open a conversation of the history: its questions are asked again, of the articles as they are now. */
export async function openChat({ id, questions }) {
  visit(`${api.root}/`, true);
  await askAll(questions, id);
}

async function askAll(questions, id) {
  clear(newest(id));
  for (const { question, filters: within } of questions) {
    if ((await ask(question, within, { isNew: false }))?.answer === undefined) return;
  }
}

/** Begin anew. */
export function newChat() {
  clear(newest());
  setFilters(null);
  visit(`${api.root}/`, true);
  document.title = TITLE;
}

function clear(next) {
  running?.abort();
  chat = next;
  keep();
  place.replaceChildren();
  closeViewer();
}

/** Take what quotes a deleted article out of the conversation. */
export function dropArticle(id) {
  for (const turn of chat.turns) {
    if (![...(turn.answer?.quotes ?? []), ...(turn.answer?.nearest ?? [])].some((quote) => quote.citation.article_id === id)) continue;
    delete turn.answer;
    turn.error = "An article that was quoted here has been deleted.";
    draw(turn);
  }
  keep();
}

function keep() {
  const turns = chat.turns.filter((turn) => turn.answer).slice(-MOST_KEPT).map(({ node, stage, ...turn }) => turn);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ id: chat.id, turns }));
  } catch {
    sessionStorage.removeItem(KEPT);
  }
}

/** Draw what this tab had before a reload; tell whether that is anything. */
export function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    if (kept !== null) chat = kept;
    chat.turns.forEach(draw);
  } catch {
    clear(newest());
  }
  return chat.turns.length > 0;
}
