// Checks an evidence file in the browser, with nothing but what stands in it: the seal over all of it, the digest of every
// quote, and that what is shown is what was sealed. SHA-256 is written out, because a file opened from a disk may not have
// the browser's own.
"use strict";
const K = new Uint32Array(64);
const H = new Uint32Array(8);
(() => {
  const root = (n, power) => Math.floor((n ** power % 1) * 2 ** 32);
  for (let n = 2, found = 0; found < 64; n += 1) {
    let prime = true;
    for (let i = 2; i * i <= n; i += 1) if (n % i === 0) prime = false;
    if (!prime) continue;
    if (found < 8) H[found] = root(n, 1 / 2);
    K[found] = root(n, 1 / 3);
    found += 1;
  }
})();

function sha256(bytes) {
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = H.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
  }
  return [...state].map((value) => value.toString(16).padStart(8, "0")).join("");
}

const digest = (text) => sha256(new TextEncoder().encode(text));
const byId = (id) => document.getElementById(id);

/** Return the texts of the page that stand outside what is sealed one by one and what this script writes. */
function texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    if (textContent.trim() && !parentElement.closest(".sealed, script, style, #verdict, #compared, #seal")) found.push(textContent.trim());
  }
  return found;
}

function faults() {
  const text = byId("data").textContent;
  if (digest(text) !== byId("seal").textContent) return ["what was sealed does not bear this seal"];
  const { shown, quotes, frame } = JSON.parse(text);
  const found = quotes.filter((quote) => digest(quote.text) !== quote.sentence_sha256)
    .map((quote) => `a quote of ${quote.article_id} is not the sentence that its digest was made of`);
  const seen = [...document.querySelectorAll(".sealed")].map((element) => element.textContent);
  if (seen.length !== shown.length || seen.some((one, i) => one !== shown[i])) found.push("what is shown is not what was sealed");
  if (texts().some((one) => !frame.includes(one))) found.push("there is text that was not sealed");
  for (const link of document.querySelectorAll("a.sealed")) {
    if (link.getAttribute("href") !== link.textContent) found.push("a link leads elsewhere than it says");
  }
  return found;
}

function say(place, text, isRight) {
  byId(place).textContent = text;
  byId(place).className = isRight ? "right" : "wrong";
}

function check() {
  let found;
  try { found = faults(); } catch { found = ["it is damaged"]; }
  const right = "Checked here, on this machine: nothing was changed since it was sealed.";
  say("verdict", found.length === 0 ? right : `Changed since it was sealed: ${found.join("; ")}.`, found.length === 0);
}

async function compare() {
  const [file] = byId("copy").files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const letters = Array.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const { quotes } = JSON.parse(byId("data").textContent);
  const whole = sha256(bytes);
  const same = quotes.filter((quote) => quote.article_sha256 === whole);
  const standing = quotes.filter((quote) => letters.slice(quote.start, quote.end).join("") === quote.text);
  if (same.length > 0 && same.every((quote) => standing.includes(quote))) {
    say("compared", `This is the article, to the letter, and ${same.length} of the quotes stand in it at their places.`, true);
  } else if (standing.length > 0) {
    say("compared", `This is not the article to the letter, but ${standing.length} of the quotes stand in it at their places.`, true);
  } else {
    say("compared", "No quote stands in this file at its place: it is another text, or another form of it.", false);
  }
}

check();
byId("copy").addEventListener("change", compare);
