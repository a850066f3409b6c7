// Draws where independent reports give different numbers or dates: each in its own sentence, side by side, and a line of steps
// for a number that grew over days. Says never which is right.

import { el, isolated, marked } from "./dom.js";
import * as words from "./words.js";

const WIDTH = 280, HEIGHT = 70, EDGE = 6;

/** Draw a disagreement of an answer. `show(quote, opener)` opens the article of one. */
export function drawDisagreement({ kind, about, sides }, show) {
  const what = kind === "date" ? "dates" : about ? `numbers of ${about}` : "numbers";
  return el("section", { class: "disagreement" },
    el("h3", {}, "Independent reports give different ", isolated(what)),
    kind === "number" && steps(sides),
    el("ul", {}, sides.map((side) => drawSide(side, show))));
}

function drawSide(side, show) {
  const button = el("button", { type: "button", class: "link", text: "Show in article" });
  button.addEventListener("click", () => show({ ...side, occurrences: [] }, button));
  return el("li", {},
    el("blockquote", { dir: "auto" }, marked(side.text, { start: side.start, end: side.end })),
    el("p", { class: "byline" }, [days(side), words.count(side.origins, "origin"), words.title(side.citation)].filter(Boolean)
      .map((detail) => el("span", { class: "detail" }, isolated(detail))), button));
}

function days({ first, latest }) {
  if (first === null) return "";
  return first === latest ? words.date(first) : `${words.date(first)} to ${words.date(latest)}`;
}

/** A number that only grew, a step for each day on which another value was first reported; null for any other. */
export function steps(sides) {
  const points = sides.filter(({ first }) => first !== null).map(({ first, value }) => [Date.parse(first), value]);
  const grew = points.every(([day, value], i) => i === 0 || (day > points[i - 1][0] && value > points[i - 1][1]));
  if (points.length < 2 || points.length < sides.length || !grew) return null;
  const [start, least] = points[0], [end, most] = points.at(-1);
  const x = (day) => EDGE + (WIDTH - 2 * EDGE) * (day - start) / (end - start);
  const y = (value) => HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - least) / (most - least);
  const path = points.map(([day, value], i) => (i === 0 ? `M${x(day)} ${y(value)}` : `H${x(day)}V${y(value)}`)).join("");
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  picture.setAttribute("class", "steps");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", sides.map((side) => `${words.date(side.first)}: ${side.text.slice(side.start, side.end)}`).join("; "));
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", `${path}H${WIDTH}`);
  picture.append(line);
  return picture;
}
