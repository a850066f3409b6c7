// Talks to the server. Owns the key (this tab's memory only) and the difference between "refused" and "unreachable".

import { events } from "./sse.js";

/** The path that these articles are under: "", a corpus's own, or with the one that a proxy puts before it. */
export const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** Name what this browser keeps of these articles: those under another path of the same host are kept apart. */
export const own = (name) => (root ? `${name} ${root}` : name);

const KEY = own("qa.key");

/** The server answered with an error; `message` is fit for reading. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server did not answer. */
export class Unreachable extends Error {}

let askForKey = async () => null;

/** Say how to ask the reader for a key: an async function that returns it, or null. */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

async function send(path, options) {
  const headers = new Headers(options.headers);
  const key = sessionStorage.getItem(KEY);
  if (key) headers.set("Authorization", `Bearer ${key}`);
  if (!headers.has("Accept")) headers.set("Accept", "application/json");
  try {
    return await fetch(root + path, { ...options, headers, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("The server cannot be reached.");
  }
}

async function admitted(path, options = {}) {
  let response = await send(path, options);
  while (response.status === 401) {
    const key = await askForKey(sessionStorage.getItem(KEY) !== null);
    if (key === null) break;
    sessionStorage.setItem(KEY, key);
    response = await send(path, options);
  }
  if (!response.ok) throw new Refused(response.status, inWords(await response.json().catch(() => ({})), response.status));
  return response;
}

async function request(path, options) {
  const response = await admitted(path, options);
  return response.status === 204 ? null : response.json();
}

function inWords(problem, status) {
  const details = (problem.errors ?? []).map((error) => error.detail);
  return [problem.detail, ...details].filter((part) => typeof part === "string").join(" ") || `The server answered with status ${status}.`;
}

const sent = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const about = () => request("/about");
export const description = () => request("/openapi.json");
export const leaveFeedback = (feedback) => request("/feedback", sent("POST", feedback));
export const withdrawFeedback = (id) => request(`/feedback/${encodeURIComponent(id)}`, { method: "DELETE" });

/** A question as the service takes it, narrowed to what was chosen. */
export function asking({ question, history, filters: chosen }) {
  const { speaker, ...filters } = chosen ?? {};
  return { question, history, limit: 3, ...(Object.keys(filters).length > 0 ? { filters } : {}), ...(speaker ? { speaker } : {}) };
}

/** Ask. `told` is called with each stage as it is reached: (name, data). Resolves to the answer. */
export async function ask({ question, filters, history, signal }, told) {
  const response = await admitted("/ask/stream", { ...sent("POST", asking({ question, filters, history })), signal });
  try {
    for await (const { name, data } of events(response.body)) {
      if (name === "done") return data;
      if (name === "error") throw new Refused(data.status, inWords(data, data.status));
      told(name, data);
    }
  } catch (error) {
    if (error instanceof TypeError) throw new Unreachable("The connection to the server was lost.");
    throw error;
  }
  throw new Unreachable("The connection to the server was lost.");
}

/** Ask for the evidence file of an answer. Resolves to its text. */
export async function evidence(body) {
  return (await admitted("/ask/evidence", { ...sent("POST", body), headers: { "Content-Type": "application/json", Accept: "text/html" } })).text();
}

export const article = (id) => request(`/articles/${encodeURIComponent(id)}`);
export const speakers = (query) => request(`/speakers?${query}`);
export const said = (name, query) => request(`/speakers/${encodeURIComponent(name)}?${query}`);
export const verify = (cited) => request("/verify", sent("POST", cited));
export const revisions = (id) => request(`/articles/${encodeURIComponent(id)}/revisions`);
export const difference = (id, from) => request(`/articles/${encodeURIComponent(id)}/diff?from=${from}`);
export const pages = (id, query) => request(`/articles/${encodeURIComponent(id)}/pages?${new URLSearchParams(query)}`);
export const picture = async (id, page, width) => (await admitted(`/articles/${encodeURIComponent(id)}/pages/${page}?width=${width}`, { headers: { Accept: "image/png" } })).blob();
export const addAddress = (url) => request("/articles/url", sent("POST", { url }));
export const job = (id) => request(`/jobs/${id}`);
export const cancelJob = (id) => request(`/jobs/${id}`, { method: "DELETE" });
export const articles = (query) => request(`/articles?${new URLSearchParams(query)}`);
export const remove = (id) => request(`/articles/${encodeURIComponent(id)}`, { method: "DELETE" });

const TYPES = { txt: "text/plain", md: "text/markdown", markdown: "text/markdown", html: "text/html", htm: "text/html", json: "application/json", jsonl: "application/jsonl" };

/** Add one file's article. Resolves to the outcomes: [{id, outcome, reason, notices}]. */
export async function add(file) {
  const type = TYPES[file.name.split(".").pop().toLowerCase()];
  if (!type) {
    const form = new FormData();
    form.append("file", file, file.name.slice(-255));
    return (await request("/articles", { method: "POST", body: form })).articles;
  }
  const query = type === "application/json" ? "" : `?${new URLSearchParams({ filename: file.name.slice(-255) })}`;
  return (await request(`/articles${query}`, { method: "POST", headers: { "Content-Type": type }, body: file })).articles;
}

/** Send a request as it is written, and resolve to all that came back, as text: for trying the API. */
export async function tried(path, method, body) {
  const started = performance.now();
  const response = await send(path, { method: method.toUpperCase(), ...(body ? { body, headers: { "Content-Type": "application/json" } } : {}) });
  const text = await response.text();
  const took = `${response.status} ${response.statusText}, ${Math.round(performance.now() - started)} ms, ${response.headers.get("Content-Type") ?? "no body"}`;
  try {
    return `${took}\n\n${JSON.stringify(JSON.parse(text), null, 2)}`;
  } catch {
    return `${took}\n\n${text}`;
  }
}
