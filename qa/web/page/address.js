// Adding by address: a page, feed or sitemap is fetched by the server, as a job whose progress is shown.

import * as api from "./api.js";
import { el } from "./dom.js";
import * as words from "./words.js";

const PAUSE = 700; // milliseconds between two looks at a job
const ENDED = ["done", "failed", "cancelled", "interrupted"];
const HIDDEN = ["unchanged"]; // outcomes that are only counted

/**
 * The form, hidden until `offer` says that this server fetches. `report(outcome, name, reason)` writes a line, `changed`
 * is called when articles may have come.
 */
export function addressForm({ report, changed }) {
  const input = el("input", { type: "url", required: true, maxlength: 2048, placeholder: "https://…", "aria-label": "Address of a page, feed or sitemap", autocomplete: "off", spellcheck: "false" });
  const submit = el("button", { type: "submit", class: "ask", text: "Add address" });
  const said = el("span", { role: "status" });
  const stop = el("button", { type: "button", class: "link", text: "Stop", hidden: true });
  const form = el("form", { class: "by-address", hidden: true }, input, submit, el("p", { class: "searched" }, said, stop));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = input.value.trim();
    submit.disabled = true;
    said.textContent = "Asking the server to fetch it…";
    try {
      await follow(await api.addAddress(address), address);
      input.value = "";
    } catch (error) {
      report("not added", address, error.message);
    } finally {
      submit.disabled = false;
      stop.hidden = true;
      said.textContent = "";
      changed();
    }
  });

  /** Look at a job until it has ended, and write a line for what came of each page. */
  async function follow(job, address) {
    let told = 0;
    stop.hidden = false;
    stop.onclick = () => { stop.hidden = true; api.cancelJob(job.id).catch(() => {}); };
    for (;;) {
      job = await api.job(job.id);
      for (const line of job.outcomes.slice(told)) {
        if (HIDDEN.includes(line.outcome)) continue;
        report(line.outcome === "failed" ? "not added" : line.outcome, line.path, line.reason ?? "", { bad: line.outcome === "failed" });
      }
      told = job.outcomes.length;
      said.textContent = job.state === "waiting" ? "Waiting for its turn… " : `Fetching: ${words.tally(job.counts)} `;
      if (ENDED.includes(job.state)) break;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
    if (job.state === "done") report("done", address, words.tally(job.counts), { bad: false });
    else report(job.state, address, job.reason ?? "what came before is in", { bad: job.state === "failed" });
  }

  return { form, offer: (fetches) => { form.hidden = !fetches; } };
}
