// Builds elements from plain values. Owns the two rules that keep article text inert: text only ever becomes a text node,
// and a link only ever points at http or https.

// Marks that have letters drawn in another order than they are written in. Each stands in a box of its own, which ends
// what it does, and is seen there; the text stays as it is.
const OVERRIDE = /([\u202d\u202e])/;

/** Text as nodes or strings that draw it in the order in which it is written. */
export function inOrder(text) {
  return text.split(OVERRIDE).map((part) => {
    if (!OVERRIDE.test(part)) return part;
    const box = document.createElement("span");
    box.className = "override";
    box.textContent = part;
    return box;
  });
}

/** Make an element. `props`: class, text, dataset, on{Event}, or any attribute; null and false leave an attribute out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.append(...inOrder(String(value)));
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  const there = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  node.append(...there.flatMap((child) => (child instanceof Node ? child : inOrder(String(child)))));
  return node;
}

/** Text from outside, isolated: its direction marks cannot reorder what stands beside it. */
export function isolated(text, tag = "bdi") {
  return el(tag, { dir: "auto", text });
}

// What makes an address look like another, as for the service (index/records.py): a browser would drop or turn it.
const ODD = /[\u0000-\u0020\u007f-\u009f\s\\\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** A web address as URL if it is http or https, with no user name and nothing odd in it, else null. */
export function webAddress(address) {
  try {
    const url = new URL(address);
    const plain = !url.username && !url.password && !ODD.test(address);
    return (url.protocol === "https:" || url.protocol === "http:") && plain ? url : null;
  } catch {
    return null;
  }
}

/** A link that leaves this server, or null when the address is not a web address. */
export function outsideLink(address, label) {
  const url = webAddress(address ?? "");
  if (url === null) return null;
  const props = { href: url.href, rel: "noopener noreferrer nofollow ugc", target: "_blank", title: url.host };
  return el("a", props, label, el("span", { "aria-hidden": "true", text: " ↗" }), el("span", { class: "visually-hidden", text: ` (opens ${url.host})` }));
}

/** A text cut by code points, as the service counts, where JavaScript counts UTF-16 units. */
export class Points {
  constructor(text) {
    this.points = Array.from(text);
  }
  slice(start, end) {
    return this.points.slice(start, end).join("");
  }
  get length() {
    return this.points.length;
  }
}

/** The nodes of `text` with stretches of it marked: one {start, end}, a list of them in order, or null. */
export function marked(text, spans, props = {}) {
  const points = new Points(text);
  const nodes = [];
  let at = 0;
  for (const { start, end } of [spans ?? []].flat()) {
    nodes.push(points.slice(at, start), el("mark", { ...props, text: points.slice(start, end) }));
    at = end;
  }
  return [...nodes, points.slice(at)];
}

/** Tell screen readers. */
export function announce(message) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = message; });
}

/** Put text on the clipboard; also where the page is not a secure context. */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = el("textarea", { class: "visually-hidden", "aria-hidden": "true" });
  area.value = text;
  const host = document.querySelector("dialog[open]") ?? document.body;
  host.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A button that copies a text, or what a function gives, and says so in its place. */
export function copyButton(label, purpose, text) {
  const button = el("button", { type: "button", class: "link", text: label, title: purpose, "aria-label": purpose });
  button.addEventListener("click", async () => {
    try {
      await copy(typeof text === "function" ? text() : text);
      button.textContent = "Copied";
      announce("Copied");
    } catch {
      button.textContent = "Not copied";
      announce("The browser did not allow copying");
    }
    setTimeout(() => { button.textContent = label; }, 1600);
  });
  return button;
}
