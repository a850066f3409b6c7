// Talks to the server. Owns the key (this tab's memory only) and the difference between "refused" and "unreachable".

const KEY = "qa.key";

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
    return await fetch(path, { ...options, headers, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("The server cannot be reached.");
  }
}

async function request(path, options = {}) {
  let response = await send(path, options);
  while (response.status === 401) {
    const key = await askForKey(sessionStorage.getItem(KEY) !== null);
    if (key === null) break;
    sessionStorage.setItem(KEY, key);
    response = await send(path, options);
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  throw new Refused(response.status, await problemOf(response));
}

async function problemOf(response) {
  try {
    const problem = await response.json();
    const details = (problem.errors ?? []).map((error) => error.detail);
    return [problem.detail, ...details].filter((part) => typeof part === "string").join(" ");
  } catch {
    return `The server answered with status ${response.status}.`;
  }
}

export const about = () => request("/about");
export const description = () => request("/openapi.json");
export const ask = (question, filters, signal) =>
  request("/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question, limit: 3, ...(filters ? { filters } : {}) }),
    signal,
  });
export const article = (id) => request(`/articles/${encodeURIComponent(id)}`);
export const articles = (offset, limit) => request(`/articles?offset=${offset}&limit=${limit}`);
export const remove = (id) => request(`/articles/${encodeURIComponent(id)}`, { method: "DELETE" });

const TYPES = { txt: "text/plain", md: "text/markdown", markdown: "text/markdown", html: "text/html", htm: "text/html", json: "application/json", jsonl: "application/jsonl" };

/** The kinds of files that can be added, as a file input's `accept`. */
export const ACCEPTED = Object.keys(TYPES).map((ending) => `.${ending}`).join(",");

/** Add one file's article. Resolves to the outcomes: [{id, outcome, reason}]. */
export async function add(file) {
  const type = TYPES[file.name.split(".").pop().toLowerCase()];
  if (!type) throw new Refused(415, "Only text, Markdown, HTML, JSON and JSON Lines files can be added.");
  const query = type === "application/json" ? "" : `?${new URLSearchParams({ filename: file.name.slice(-255) })}`;
  const body = await request(`/articles${query}`, { method: "POST", headers: { "Content-Type": type }, body: file });
  return body.articles;
}
