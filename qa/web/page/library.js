// The list of articles: reading, adding by file or drop, deleting. Outcomes are said file by file.

import * as api from "./api.js";
import { addressForm } from "./address.js";
import { announce, el, isolated } from "./dom.js";
import * as words from "./words.js";

const PAGE = 100;
const dialog = document.getElementById("library");
const dropping = document.getElementById("dropping");
const list = el("ul", { class: "article-list" });
const outcomes = el("ul", { class: "outcomes", "aria-label": "What became of the files" });
const more = el("button", { type: "button", class: "link", text: "Show more", hidden: true, onClick: () => load() });
const total = el("p", { class: "searched" });
const search = el("input", { type: "search", placeholder: "Find by title, source, author", "aria-label": "Find articles", onInput: () => { clearTimeout(typing); typing = setTimeout(reload, 250); } });
const order = el("select", { "aria-label": "Order", onChange: () => reload() },
  [["stored", "Last added"], ["title", "Title"], ["newest", "Newest"], ["oldest", "Oldest"]].map(([value, text]) => el("option", { value, text })));
const picker = el("input", { type: "file", multiple: true, id: "picker", class: "visually-hidden" });
const again = el("button", { type: "button", class: "link", hidden: true, onClick: () => addFiles(failed.splice(0)) });
const byAddress = addressForm({ report, changed: () => { hooks.changed(); reload(); } });
const failed = [];
let offset = 0;
let typing = null;
let turn = 0;
let hooks = { changed() {}, deleted() {}, open() {} };

/** Prepare the list. `given`: {changed(), deleted(id), open(id, opener)}. */
export function prepareLibrary(given) {
  hooks = given;
  dialog.replaceChildren(
    el("header", { class: "bar-top" },
      el("h2", { id: "library-title", text: "Articles" }),
      el("button", { type: "button", class: "plain close", text: "Close", "aria-label": "Close the list of articles", onClick: () => dialog.close() })),
    el("div", { class: "scroll" },
      el("div", { class: "dropzone" }, picker, el("label", { for: "picker", class: "ask", text: "Choose files" }),
        el("p", { class: "searched", text: "or drop them on this page: text, web pages, PDF, documents, mail, tables" })),
      byAddress.form,
      again, outcomes, el("div", { class: "finding" }, search, order), total, list, more));
  picker.addEventListener("change", () => { addFiles([...picker.files]); picker.value = ""; });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, hover);
  document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) dropping.hidden = true; });
  document.addEventListener("drop", dropped);
}

/** Open the list. */
export async function openLibrary() {
  if (!dialog.open) dialog.showModal();
  api.about().then((about) => byAddress.offer(about.fetches), () => {});
  await reload();
}

async function reload() {
  offset = 0;
  await load();
}

/** Show the next page of the list, or, from the beginning, the first in the place of what was shown. */
async function load() {
  const mine = ++turn;
  const wanted = search.value.trim();
  try {
    const page = await api.articles({ offset, limit: PAGE, sort: order.value, ...(wanted ? { q: wanted } : {}) });
    if (mine !== turn) return;
    if (offset === 0) list.replaceChildren();
    offset += page.articles.length;
    total.textContent = page.total > 0 ? words.count(page.total, "article") : wanted ? "No article is described so." : "No articles yet.";
    more.hidden = offset >= page.total;
    list.append(...page.articles.map(row));
  } catch (error) {
    total.textContent = error.message;
  }
}

function row(article) {
  const item = el("li", {});
  const title = el("button", { type: "button", class: "link title" }, isolated(words.title(article)));
  title.addEventListener("click", () => { dialog.close(); hooks.open(article.id, title); });
  item.append(el("div", {}, title, el("p", { class: "byline" }, words.byline(article).map((part) => el("span", { class: "detail" }, isolated(part))))),
    deletion(article, item));
  return item;
}

/** "Delete", which asks once more in place. */
function deletion(article, item) {
  const name = words.title(article);
  const box = el("span", { class: "deletion" });
  const first = el("button", { type: "button", class: "link quiet", text: "Delete", "aria-label": `Delete ${name}` });
  const sure = el("button", { type: "button", class: "link danger", text: "Delete for good", "aria-label": `Delete ${name} for good` });
  const keep = el("button", { type: "button", class: "link", text: "Keep" });
  first.addEventListener("click", () => { box.replaceChildren(sure, keep); sure.focus(); });
  keep.addEventListener("click", () => { box.replaceChildren(first); first.focus(); });
  sure.addEventListener("click", async () => {
    try {
      await api.remove(article.id);
      report("deleted", name);
      const neighbour = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (neighbour?.querySelector("button") ?? dialog.querySelector(".close")).focus();
      offset -= 1;
      hooks.deleted(article.id);
      hooks.changed();
    } catch (error) {
      report("not deleted", name, error.message);
      box.replaceChildren(first);
    }
  });
  box.append(first);
  return box;
}

function report(outcome, name, reason = "", { bad = Boolean(reason) } = {}) {
  outcomes.prepend(el("li", { class: bad ? "bad" : null },
    el("strong", { text: outcome }), " ", isolated(name), reason && el("span", { class: "why", text: ` (${reason})` })));
  announce(`${name}: ${outcome}. ${reason}`);
}

/** Add files one after the other; each gets its line. */
export async function addFiles(files) {
  if (files.length === 0) return;
  if (!dialog.open) dialog.showModal();
  const [said, bar] = [el("span"), el("progress", { max: files.length, "aria-label": "Files added" })];
  const progress = el("li", { class: "going" }, said, bar);
  for (const [i, file] of files.entries()) {
    said.textContent = `Adding ${i + 1} of ${files.length}…`;
    bar.value = i;
    outcomes.prepend(progress);
    again.hidden = true;
    try {
      for (const one of await api.add(file)) report(one.outcome, file.name, one.reason ?? one.notices.join("; "), { bad: Boolean(one.reason) });
    } catch (error) {
      report("not added", file.name, error.message);
      failed.push(file);
    }
  }
  progress.remove();
  again.textContent = failed.length === 1 ? "Try the failed file again" : `Try ${failed.length} failed files again`;
  again.hidden = failed.length === 0;
  hooks.changed();
  await reload();
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

function hover(event) {
  if (!hasFiles(event)) return;
  event.preventDefault();
  dropping.hidden = false;
}

function dropped(event) {
  if (!hasFiles(event)) return;
  event.preventDefault();
  dropping.hidden = true;
  addFiles([...event.dataTransfer.files]);
}
