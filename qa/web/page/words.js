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
  unknown_terms: "It turns on words that stand nowhere in these articles.",
  outside_filters: "Nothing within your filters was recognised as an answer.",
  not_a_question: "This does not read as a question that articles could answer.",
  empty_corpus: "There are no articles to search yet.",
  unknown_speaker: "Who said it was not recognised in the articles.",
  underspecified: "The question does not say who or what it is about. Name it, and ask again.",
};

/** The verdict over an abstention. */
export const verdict = (code) => ({
  underspecified: "About whom, or what?",
  not_a_question: "That is no question for articles.",
  empty_corpus: "No articles yet.",
}[code] ?? "No answer was recognised.");

/** Which quotes, by their places, answer only together. */
export function together(places) {
  const numbers = places.map((place) => place + 1);
  return `Sentences ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)} answer together.`;
}

/** How many of each outcome there are: "3 added, 1 failed". */
export const tally = (counts) => Object.entries(counts).map(([outcome, number]) => `${number} ${outcome}`).join(", ") || "nothing yet";

/** A remark as a sentence. */
export const sentence = (remark) => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`;

/** Why no answer is given, of an answer that abstains: no more is claimed than was looked at. */
export function reason({ reason: code, searched: { articles } }) {
  if (REASONS[code] && code !== "unknown_terms") return REASONS[code];
  const where = articles === 1 ? "the one article" : `these ${counts.format(articles)} articles`;
  return [`No sentence in ${where} was recognised as an answer.`, REASONS[code]].filter(Boolean).join(" ");
}

const DOUBTS = {
  names_missing: "a name or number of the question does not stand in it or near it",
  kind_missing: "it holds no number, time or person as the question asks for",
  unknown_terms: "some words of the question stand nowhere in the articles",
  vague: "the question says too little to tell which article it means",
  rivals: "other sentences are as likely",
  weak_match: "it fits the question only in part",
};

/** Why it is not sure whether a sentence answers, as a sentence; "" where no reason is told. */
export function doubts(codes = []) {
  const told = codes.map((code) => DOUBTS[code]).filter(Boolean);
  return told.length > 0 ? `Why it is not sure: ${told.join("; ")}.` : "";
}

/** What an article is called: its title, or whatever else tells it from others. */
export function title({ title: own, source, url, published }) {
  if (own) return own;
  const host = URL.canParse?.(url ?? "") ? new URL(url).host : "";
  return [source ?? host, date(published)].filter(Boolean).join(", ") || "An article without a title";
}

/** In how many places that know of it by themselves a sentence stands: copies of one report back up nothing. */
export function places({ articles, origins, occurrences }) {
  if (articles < 2) return `${occurrences.length + 1} times in this article`;
  return articles === origins ? `said in ${count(origins, "place")}` : `said in ${count(origins, "place")} (${count(articles, "article")})`;
}

/** The end of a text, at most so many characters of it, from the beginning of a word. */
export function ending(text, most) {
  return text.length <= most ? text : `… ${text.slice(-most).replace(/^\S*\s+/, "")}`;
}

/** The beginning of a text, at most so many characters of it, to the end of a word. */
export function beginning(text, most) {
  return text.length <= most ? text : `${text.slice(0, most).replace(/\s+\S*$/, "")} …`;
}

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
export const byline = (c) => [c.source, c.author, date(c.published), c.place].filter(Boolean);

const ROLES = { headline: "From the headline", highlight: "From the highlights", caption: "From a caption", heading: "From a heading" };

/** Where in the article a sentence stands, when it is not plain running text. */
export const role = (code) => ROLES[code] ?? "";

/** A quote's reference in one line: speaker, title, source, author, date, address. */
export function reference(quote, address) {
  const named = quote.said_by && quote.speech !== "indirect" ? `${quote.said_by.name}, in ` : "";
  return named + [title(quote.citation), ...byline(quote.citation)].join(", ") + `. ${address}`;
}

/** Whose words a quote is, as [lead-in, name, remark], or null where nobody's are told. */
export function speaker({ said_by: by, speech }) {
  if (!by?.name) return null;
  return [speech === "indirect" ? "According to " : "Said by ", by.name, by.via === "pronoun" ? "named before in the article" : ""];
}

const OPERATIONS = {
  speaker: "Who says it",
  date: "When it was published",
  source: "Where it stands",
  context: "What stands around it",
  occurrences: "Where else it stands",
  more: "More",
};

/** What was asked about the sentences found before. */
export const operation = (name) => OPERATIONS[name] ?? "About the sentences found before";

/** What is asked about a quote, as the fact that answers it: [text from the program, text from the article]. */
export function fact(name, quote) {
  const { citation } = quote;
  const said = speaker(quote);
  return {
    speaker: said && [said[0], said[1]],
    date: citation.published ? ["Published on ", date(citation.published)] : ["The article bears no date.", ""],
    source: citation.source ? ["From ", citation.source] : ["The article names no source.", ""],
    occurrences: quote.occurrences.length > 0 ? null : ["It stands nowhere else in these articles.", ""],
  }[name] ?? null;
}

/** "today", "yesterday", or the date, of a moment in milliseconds. */
export function day(moment) {
  const midnight = (ms) => new Date(ms).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(Date.now()) - midnight(moment)) / 86_400_000);
  return days === 0 ? "Today" : days === 1 ? "Yesterday" : new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(moment);
}
