// Two thumbs under an answer: leave a verdict on it, change it, take it back. Knows nothing of how answers are drawn.

import * as api from "./api.js";
import { announce, el } from "./dom.js";

/** What is left about a quote of an answer, or, with null, about its having none. */
export function verdictOn(answer, quote) {
  const { question, understood_as, status, generation } = answer;
  const place = quote && { article_id: quote.citation.article_id, quote: quote.text, start: quote.citation.start, end: quote.citation.end };
  return { question, understood_as, status, generation, confidence: (quote ?? answer).confidence, ...place };
}

/** Draw the thumbs. `labels`: what up and down mean; `kept`: {get(), set({id, right} or null)}, where a verdict is remembered. */
export function thumbs(about, { labels, kept, prompt = null }) {
  const buttons = [true, false].map((right, i) => el("button", { type: "button", class: "thumb", title: labels[i], "aria-label": labels[i], onClick: () => press(right) },
    el("span", { class: right ? "icon up" : "icon down", "aria-hidden": "true" })));
  let busy = false;
  const said = el("span", { class: "said" });
  const undo = el("button", { type: "button", class: "link", text: "Undo", "aria-label": "Undo the verdict", onClick: () => press(kept.get()?.right) });
  const box = el("span", { class: "thumbs", role: "group", "aria-label": prompt ?? "Was this right?" }, prompt && el("span", { class: "prompt", text: prompt }), buttons, said);

  function draw(message = "") {
    const now = kept.get();
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(now !== null && now.right === (i === 0))));
    said.replaceChildren(...(now !== null ? ["Noted. ", undo] : [message]));
  }

  async function press(right) {
    if (busy) return;
    busy = true;
    const before = kept.get();
    const held = document.activeElement;
    try {
      if (before !== null) await withdrawn(before.id);
      kept.set(null);
      if (before?.right !== right) kept.set({ right, id: (await api.leaveFeedback({ ...about, right })).id });
      announce(kept.get() ? `Noted: ${labels[right ? 0 : 1]}` : "Verdict withdrawn");
      draw();
    } catch (error) {
      announce(error.message);
      draw(error.message);
    }
    busy = false;
    if (held === undo && !undo.isConnected) buttons[right ? 0 : 1].focus();
  }

  draw();
  return box;
}

/** Withdraw a verdict; one that has gone with its article is withdrawn already. */
async function withdrawn(id) {
  try {
    await api.withdrawFeedback(id);
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}
