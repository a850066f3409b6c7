// Says numbers, dates, confidence and reasons in words. Knows nothing of elements.

const LEVELS = [
  [0.85, 4, "Very likely the answer"],
  [0.65, 3, "Likely the answer"],
  [0.4, 2, "Possibly the answer"],
  [0, 1, "Uncertain"],
];

/** Confidence as {level 1..4, words, exact}. */
export function confidence(value) {
  const [, level, words] = LEVELS.find(([least]) => value >= least) ?? LEVELS.at(-1);
  return { level, words, exact: `${Math.round(value * 100)} of 100 answers given with this confidence should be right` };
}

const REASONS = {
  unknown_terms: "The question turns on words that none of the articles use.",
  below_threshold: "No sentence answers it well enough to be quoted as an answer.",
  outside_filters: "Nothing within your filters answers it.",
  not_a_question: "This does not read as a question that articles could answer.",
  empty_corpus: "There are no articles to search yet.",
  unknown_speaker: "The articles do not say who said it.",
};

/** Why no answer is given. */
export const reason = (code) => REASONS[code] ?? "The articles do not answer this.";

const counts = new Intl.NumberFormat("en");

/** "1 article", "1,204 sentences". */
export const count = (number, noun) => `${counts.format(number)} ${noun}${number === 1 ? "" : "s"}`;

/** "3 September 2024" of an ISO date; what cannot be read as one is shown as it is. */
export function date(iso) {
  if (!iso) return "";
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!parts) return iso;
  const day = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(day);
}

/** The parts of a byline that are there: source, author, date. */
export const byline = (c) => [c.source, c.author, date(c.published)].filter(Boolean);

const ROLES = { headline: "From the headline", highlight: "From the highlights", caption: "From a caption", heading: "From a heading" };

/** Where in the article a sentence stands, when it is not plain running text. */
export const role = (code) => ROLES[code] ?? "";

/** A citation in one line: title, source, author, date, address. */
export function reference(citation, address) {
  return [citation.title || "Untitled", ...byline(citation)].join(", ") + `. ${address}`;
}
