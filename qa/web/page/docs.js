// Draws the API's own description: every route with its fields and answers, a form to try it, and the shapes it refers to.

import * as api from "./api.js";
import { el } from "./dom.js";

const root = document.getElementById("routes");
let shapes = {};

const named = (schema) => (schema?.$ref ? schema.$ref.split("/").pop() : null);
const resolved = (schema) => (schema?.$ref ? shapes[named(schema)] ?? {} : schema ?? {});

/** The type of a schema in words; the shapes it names are links. */
function typeOf(schema) {
  if (!schema) return [""];
  if (schema.$ref) return [el("a", { href: `#${named(schema)}`, text: named(schema), onClick: () => document.getElementById(named(schema))?.setAttribute("open", "") })];
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.filter((one) => one.type !== "null").flatMap((one, i) => (i > 0 ? [" or ", ...typeOf(one)] : typeOf(one)));
  if (schema.type === "array") return ["list of ", ...(schema.items ? typeOf(schema.items) : ["anything"])];
  if (schema.enum) return [schema.enum.map((one) => JSON.stringify(one)).join(" or ")];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  return [schema.type ?? "anything"];
}

const BOUNDS = { minimum: "at least …", exclusiveMinimum: "more than …", maximum: "at most …", exclusiveMaximum: "less than …", minLength: "at least … characters", maxLength: "at most … characters", maxItems: "at most … items", minItems: "at least … items" };

function limits(schema) {
  const bounds = [schema, ...(schema?.anyOf ?? [])];
  return Object.entries(BOUNDS).flatMap(([name, said]) => bounds.filter((one) => one?.[name] !== undefined).map((one) => said.replace("…", one[name]))).join(", ");
}

function meaning(schema, required) {
  const given = schema?.default;
  const otherwise = given !== undefined && given !== null && given !== "" && !(Array.isArray(given) && given.length === 0);
  return [schema?.description ?? resolved(schema).description, limits(schema), required ? "required" : otherwise ? `default ${JSON.stringify(given)}` : ""].filter(Boolean).join("; ");
}

function table(caption, rows, heads = ["Name", "Type", "Meaning"]) {
  if (rows.length === 0) return null;
  return el("table", {}, el("caption", { text: caption }),
    el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, rows.map(([name, type, said]) => el("tr", {}, el("td", {}, el("code", { text: name })), el("td", {}, type), el("td", { text: said })))));
}

const fields = (schema) => Object.entries(schema.properties ?? {}).map(([field, one]) => [field, typeOf(one), meaning(one, (schema.required ?? []).includes(field))]);

/** An example of a body: its required fields, with the examples that the description gives. */
function example(given, depth = 0) {
  const schema = resolved(given);
  const [found] = schema.examples ?? [];
  if (found !== undefined) return found;
  if (schema.anyOf) return example(schema.anyOf[0], depth);
  if (schema.type === "object" && depth < 4) return Object.fromEntries((schema.required ?? []).map((name) => [name, example(schema.properties[name], depth + 1)]));
  if (schema.type === "array") return [example(schema.items, depth + 1)];
  if (schema.enum) return schema.enum.includes("user") ? "user" : schema.enum[0];
  return { integer: 1, number: 0.5, boolean: false }[schema.type] ?? "What happened at the harbour?";
}

/** A form that sends the request from this page, and shows what came back. */
function trial(path, method, route) {
  const inputs = (route.parameters ?? []).filter((p) => p.in !== "header").map((p) => ({ ...p, field: el("input", { type: "text", value: p.required && p.in === "query" ? example(p.schema) : "", "aria-label": p.name, placeholder: p.required ? "required" : "" }) }));
  const json = route.requestBody?.content?.["application/json"]?.schema;
  const body = json && el("textarea", { rows: "6", spellcheck: "false", "aria-label": "Body, as JSON" });
  if (body) body.value = JSON.stringify(example(json), null, 2);
  const shown = el("pre", { hidden: true, tabindex: "0", "aria-label": "What came back" });
  const form = el("form", { class: "trial" },
    inputs.map(({ name, field }) => el("label", {}, el("code", { text: name }), field)), body,
    el("p", {}, el("button", { type: "submit", class: "ask", text: "Send" })), shown);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams(inputs.filter(({ field, in: where }) => where === "query" && field.value).map(({ name, field }) => [name, field.value]));
    const address = inputs.filter((p) => p.in === "path").reduce((so, { name, field }) => so.replace(`{${name}}`, encodeURIComponent(field.value)), path);
    shown.hidden = false;
    shown.textContent = "…";
    shown.textContent = await api.tried(`${address}${query.size ? `?${query}` : ""}`, method, body?.value).catch((error) => error.message);
  });
  return el("details", { class: "try" }, el("summary", { text: "Try it" }), form);
}

function drawRoute(path, method, route) {
  const parameters = (route.parameters ?? []).map((p) => [p.name, [...typeOf(p.schema), ` (${p.in})`], meaning({ ...p.schema, description: p.description ?? p.schema?.description }, p.required)]);
  const bodies = Object.entries(route.requestBody?.content ?? {});
  const taken = bodies.map(([type, { schema }]) => [type, typeOf(schema), ""]);
  const [, first] = bodies.find(([type]) => type === "application/json") ?? [];
  const answers = Object.entries(route.responses ?? {}).map(([status, { description, content }]) =>
    [status, Object.values(content ?? {}).flatMap(({ schema }) => typeOf(schema)), description ?? ""]);
  const [said = ""] = (route.description ?? "").split(/(?<=\.)\s/);
  return el("details", {},
    el("summary", {}, el("span", { class: "method", text: method.toUpperCase() }), el("code", { text: path }), el("span", { class: "says", text: said })),
    el("p", { text: route.description ?? "" }), table("Parameters", parameters),
    table("Body", taken, ["Media type", "Shape", ""]), first && table("Fields of the body", fields(resolved(first.schema))),
    table("Answers", answers, ["Status", "Shape", "Meaning"]), trial(path, method, route));
}

function drawShape(name, schema) {
  return el("details", { id: name }, el("summary", {}, el("code", { text: name })), el("p", { text: schema.description ?? "" }), table("Fields", fields(schema)));
}

try {
  const description = await api.description();
  shapes = description.components?.schemas ?? {};
  const routes = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, route]) => ({ path, method, route })));
  const topics = [...new Set(routes.map(({ route }) => route.tags?.[0] ?? "Other"))];
  root.replaceChildren(
    ...topics.flatMap((topic) => [el("h2", { text: topic }), ...routes.filter(({ route }) => (route.tags?.[0] ?? "Other") === topic).map(({ path, method, route }) => drawRoute(path, method, route))]),
    el("h2", { text: "Shapes" }), ...Object.entries(shapes).map(([name, schema]) => drawShape(name, schema)));
} catch (error) {
  root.replaceChildren(el("p", { class: "failed", text: error.message }));
}
