// What a question is narrowed to (article, source, date, what was known on a day, whose words): the panel, what is chosen,
// and the chips that show it.

import { el, isolated } from "./dom.js";
import * as words from "./words.js";

const panel = document.getElementById("filter-panel");
const chips = document.getElementById("filter-chips");
const toggle = document.getElementById("toggle-filters");
export const SINGLE = ["published_from", "published_to", "as_of", "speaker"]; // what has one value
let chosen = { article_ids: [], sources: [] };
const titles = new Map(); // of the articles that were chosen here; of others the id is shown

toggle.addEventListener("click", () => {
  unfold(panel.hidden);
  if (!panel.hidden) panel.querySelector("input, button")?.focus();
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  unfold(false);
  toggle.focus();
});

/** Open the panel or close it. */
export function unfold(open) {
  panel.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
}

/** What is chosen, or null when nothing is: the filters of the service, and the speaker beside them. */
export function filters() {
  const given = {};
  if (chosen.article_ids.length > 0) given.article_ids = [...chosen.article_ids];
  if (chosen.sources.length > 0) given.sources = [...chosen.sources];
  for (const name of SINGLE) if (chosen[name]) given[name] = chosen[name];
  return Object.keys(given).length > 0 ? given : null;
}

/** The filters in words. */
export function inWords(given) {
  if (!given) return "";
  const parts = [...(given.article_ids ?? []).map((id) => `“${titles.get(id) ?? id}”`), ...(given.sources ?? [])];
  if (given.published_from && given.published_to) parts.push(`${words.date(given.published_from)} to ${words.date(given.published_to)}`);
  else if (given.published_from) parts.push(`from ${words.date(given.published_from)}`);
  else if (given.published_to) parts.push(`until ${words.date(given.published_to)}`);
  if (given.as_of) parts.push(`what was known on ${words.date(given.as_of)}`);
  if (given.speaker) parts.push(`the words of ${given.speaker}`);
  return parts.join("; ");
}

/** Choose these filters (null for none). */
export function setFilters(given) {
  chosen = { article_ids: given?.article_ids ?? [], sources: given?.sources ?? [] };
  for (const name of SINGLE) chosen[name] = given?.[name] ?? null;
  for (const box of panel.querySelectorAll("input[type=checkbox]")) box.checked = chosen.sources.includes(box.value);
  for (const field of panel.querySelectorAll("input[type=text]")) field.value = chosen[field.name] ?? "";
  drawChips();
}

/** Search in one article alone, whatever else was chosen. */
export function onlyIn(article) {
  titles.set(article.id, words.title(article));
  setFilters({ article_ids: [article.id] });
}

/** Offer the sources and dates there are. */
export function offerFilters(about) {
  toggle.hidden = about.articles === 0;
  const sources = about.sources.map(({ name, articles }) => el("li", {},
    el("label", {}, el("input", { type: "checkbox", value: name, onChange: read }), isolated(name), el("span", { class: "count", text: String(articles) }))));
  panel.replaceChildren(
    el("fieldset", {}, el("legend", { text: "Published" }),
      dateField("published_from", "From", about.published.from), dateField("published_to", "To", about.published.to)),
    el("fieldset", {}, el("legend", { text: "Known on" }), dateField("as_of", "Day", about.published.to)),
    el("fieldset", {}, el("legend", { text: "Whose words" }),
      el("label", {}, "Of", el("input", { type: "text", name: "speaker", class: "whose", maxlength: "200", placeholder: "anybody", autocomplete: "off", title: "A name, or what the articles call somebody, such as the mayor", onChange: read }))),
    sources.length > 0 && el("fieldset", {}, el("legend", { text: "Source" }), el("ul", {}, sources)),
  );
  for (const child of [...panel.childNodes]) if (child.nodeType === Node.TEXT_NODE) child.remove();
  setFilters(filters());
}

/** A date in the one form that nobody reads the other way round; a date field shows it as the browser's country has it. */
function dateField(name, label, day) {
  return el("label", {}, label, el("input", {
    type: "text", name, class: "date", inputmode: "numeric", placeholder: "YYYY-MM-DD", maxlength: "10", size: "11", autocomplete: "off",
    title: day ? `Year-month-day, such as ${day.slice(0, 10)}` : "Year-month-day", onChange: read,
  }));
}

/** Whether a text is a day that there is. */
function isDay(text) {
  const moment = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

function read() {
  chosen.sources = [...panel.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  for (const field of panel.querySelectorAll("input.date")) {
    const text = field.value.trim();
    const isBad = text !== "" && !isDay(text);
    field.setAttribute("aria-invalid", String(isBad));
    field.setCustomValidity(isBad ? "Write the day as year-month-day, such as 2025-04-16." : "");
    if (isBad) field.reportValidity();
    chosen[field.name] = text && !isBad ? text : null;
  }
  chosen.speaker = panel.querySelector("input.whose").value.trim() || null;
  drawChips();
}

function drawChips() {
  const given = filters();
  chips.hidden = given === null;
  chips.replaceChildren();
  if (given === null) return;
  chips.append("Only in ", isolated(inWords(given), "strong"), " ",
    el("button", { type: "button", class: "link", text: "Clear", "aria-label": "Clear the filters", onClick: () => setFilters(null) }));
}
