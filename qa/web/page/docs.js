// Draws the API's own description: every route with its parameters, body and answers, and the shapes they refer to.

import * as api from "./api.js";
import { el } from "./dom.js";

const root = document.getElementById("routes");

function nameOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(nameOf).join(" or ");
  if (schema.type === "array") return `list of ${nameOf(schema.items) || "anything"}`;
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return schema.type ?? "anything";
}

const BOUNDS = { minimum: "at least", maximum: "at most", minLength: "at least … characters", maxLength: "at most … characters", maxItems: "at most … items", minItems: "at least … items" };

function limits(schema) {
  return Object.entries(BOUNDS).filter(([name]) => schema?.[name] !== undefined)
    .map(([name, said]) => (said.includes("…") ? said.replace("…", schema[name]) : `${said} ${schema[name]}`)).join(", ");
}

function table(caption, rows) {
  if (rows.length === 0) return null;
  return el("table", {}, el("caption", { text: caption }),
    el("thead", {}, el("tr", {}, ["Name", "Type", "Meaning"].map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, rows.map(([name, type, meaning]) => el("tr", {}, el("td", {}, el("code", { text: name })), el("td", { text: type }), el("td", { text: meaning })))));
}

function meaning(schema, required) {
  return [schema?.description, limits(schema), required ? "required" : schema?.default !== undefined && schema.default !== null ? `default ${JSON.stringify(schema.default)}` : ""].filter(Boolean).join("; ");
}

function drawRoute(path, method, route) {
  const parameters = (route.parameters ?? []).map((p) => [p.name, `${nameOf(p.schema)} (${p.in})`, meaning({ ...p.schema, description: p.description }, p.required)]);
  const bodies = Object.entries(route.requestBody?.content ?? {}).map(([type, { schema }]) => [type, nameOf(schema), "body"]);
  const answers = Object.entries(route.responses ?? {}).map(([status, { description, content }]) =>
    [status, Object.values(content ?? {}).map(({ schema }) => nameOf(schema)).filter(Boolean).join(" or "), description ?? ""]);
  return el("details", {},
    el("summary", {}, el("span", { class: "method", text: method.toUpperCase() }), el("code", { text: path })),
    el("p", { text: route.description ?? "" }), table("Parameters", parameters), table("Body", bodies), table("Answers", answers));
}

function drawShape(name, schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([field, one]) => [field, nameOf(one), meaning(one, (schema.required ?? []).includes(field))]);
  return el("details", {}, el("summary", {}, el("code", { text: name })), el("p", { text: schema.description ?? "" }), table("Fields", rows));
}

try {
  const description = await api.description();
  const routes = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, route]) => ({ path, method, route })));
  const topics = [...new Set(routes.map(({ route }) => route.tags?.[0] ?? "Other"))];
  root.replaceChildren(
    ...topics.flatMap((topic) => [el("h2", { text: topic }), ...routes.filter(({ route }) => (route.tags?.[0] ?? "Other") === topic).map(({ path, method, route }) => drawRoute(path, method, route))]),
    el("h2", { text: "Shapes" }), ...Object.entries(description.components?.schemas ?? {}).map(([name, schema]) => drawShape(name, schema)));
} catch (error) {
  root.replaceChildren(el("p", { class: "failed", text: error.message }));
}
