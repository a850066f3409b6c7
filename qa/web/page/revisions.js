// What an article said before: what became of a cited sentence, the earlier versions, and what differs between two.

import * as api from "./api.js";
import { el, isolated } from "./dom.js";
import * as words from "./words.js";

const FATES = {
  unchanged: "The article has changed since, and the sentence stands as it was cited.",
  moved: "The article has changed since, and the sentence stands elsewhere in it, in the same words.",
  changed: "The sentence has changed since it was cited.",
  gone: "The sentence has gone from the article since it was cited.",
  deleted: "The article has been deleted since.",
};
const FIELDS = { title: "Title", url: "Address", source: "Source", author: "Author", published: "Date", updated: "Updated", language: "Language" };
const CHANGES = { edited: "In other words", moved: "Elsewhere", removed: "Removed", added: "Added" };

/** Say what became of a cited sentence, with both texts where they differ. Resolves to {notice, now}: `now` is where it stands. */
export async function fate(quote) {
  const { article_id, start, end, sentence_sha256 } = quote.citation;
  const found = await api.verify({ article_id, start, end, sentence_sha256, ...(quote.text ? { quote: quote.text } : {}) });
  const was = found.was ?? quote.text;
  const differs = found.standing === "changed" || found.standing === "gone";
  const notice = el("div", { class: "notice changed-since", role: "note" }, el("p", { text: FATES[found.standing] }),
    differs && was && pair("As it was cited", was, "del"), differs && found.text && pair("As it reads now", found.text, "ins"));
  return { notice, now: found.standing === "gone" || found.standing === "deleted" ? null : found.citation };
}

/** A box with the earlier versions of an article, each with what changed since; they are looked up when it is opened. */
export function earlier(article) {
  const list = el("ol", { class: "revisions" }, el("li", { text: "Looking them up…" }));
  const box = el("details", { class: "earlier" }, el("summary", { text: "Earlier versions" }), list);
  box.addEventListener("toggle", async () => {
    const found = await api.revisions(article.id).catch((error) => ({ error }));
    if (found.error) return list.replaceChildren(el("li", { text: found.error.message }));
    const before = found.revisions.filter((one) => !one.is_current);
    return list.replaceChildren(...before.length ? before.map((one) => version(article, one)) : [el("li", { text: "None is kept any more." })]);
  }, { once: true });
  return box;
}

function version(article, { revision, known, stored, published }) {
  const place = el("div", { "aria-live": "polite" });
  const when = (known || stored || published || "").slice(0, 10);
  const show = el("button", { type: "button", class: "link", text: "What changed since", "aria-label": `What changed since version ${revision}`, "aria-expanded": "false" });
  show.addEventListener("click", async () => {
    const is_open = show.getAttribute("aria-expanded") === "true";
    show.setAttribute("aria-expanded", String(!is_open));
    place.replaceChildren(...is_open ? [] : [await api.difference(article.id, revision).then(drawn, (error) => el("p", { class: "failed", text: error.message }))]);
  });
  const address = `${api.root}/articles/${encodeURIComponent(article.id)}?revision=${revision}`;
  const said = [`Version ${revision}`, when && words.date(when)].filter(Boolean);
  return el("li", {}, el("p", { class: "byline" }, said.map((text) => el("span", { class: "detail", text }))),
    el("span", { class: "actions" }, show, el("a", { href: address, target: "_blank", text: "Read it" })), place);
}

/** Draw what differs: what went is struck out, what came is underlined, and both are said in words. */
function drawn({ fields, changes, unchanged }) {
  const said = fields.map(({ name, before, after }) => el("li", {}, el("p", { class: "kind", text: FIELDS[name] ?? name }), side("Before", before ?? "(none)", "del"), side("Now", after ?? "(none)", "ins")));
  const sentences = changes.map(({ change, before, after }) => el("li", {}, el("p", { class: "kind", text: CHANGES[change] }),
    before && change !== "moved" && side("Before", before.text, "del"), after && side("Now", after.text, change === "moved" ? "span" : "ins")));
  return el("div", { class: "difference" }, el("ul", {}, said, sentences),
    el("p", { class: "kind", text: `${unchanged} ${unchanged === 1 ? "sentence is" : "sentences are"} unchanged.` }));
}

const side = (label, text, tag) => el("p", {}, el("span", { class: "visually-hidden", text: `${label}: ` }), isolated(text, tag));
const pair = (label, text, tag) => el("p", {}, el("span", { class: "kind", text: label }), isolated(text, tag));
