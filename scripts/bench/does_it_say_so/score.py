"""Scores replies against the labels: the rules of the benchmark. Needs the standard library alone.

A reply is right when its first quote says the answer: the quote holds at least half of an accepted sentence's marked
words, and these begin within its first ``SEEN`` characters (a quote in which the reader must search for the answer does
not count). With the trap "reprint" it must also not say the same twice among its quotes. A question that the articles
do not answer has no right reply but none.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

#: Characters of a quote in which the answer must begin; the longest sentence of the articles has 220.
SEEN = 300
#: The share of wrong answers at which coverage is reported.
RISK = 0.1


def is_right(question: dict[str, Any], reply: dict[str, Any], texts: dict[str, str]) -> bool:
    """Tell whether a reply's first quote says the answer."""
    quotes = reply["quotes"]
    if not quotes or not any(_says(quotes[0], accept, texts) for accept in question["accept"]):
        return False
    words = [" ".join(quote["text"].split()).casefold() for quote in quotes]
    return question["trap"] != "reprint" or len(set(words)) == len(words)


def _says(quote: dict[str, Any], accept: dict[str, str], texts: dict[str, str]) -> bool:
    if quote["article_id"] != accept["article_id"]:
        return False
    text = texts[accept["article_id"]]
    wanted = text.index(accept["sentence"])
    start = quote["start"] if quote["start"] is not None else text.find(quote["text"])
    if start < 0:
        return False
    seen = min(start + len(quote["text"]), start + SEEN)
    common = min(seen, wanted + len(accept["sentence"])) - max(start, wanted)
    return common >= len(accept["sentence"]) / 2


def is_verbatim(quote: dict[str, Any], texts: dict[str, str]) -> bool:
    """Tell whether a quote stands, letter for letter, in the article that it names."""
    text: str = quote["text"]
    return bool(text) and text in texts.get(quote["article_id"], "")


def is_true_offset(quote: dict[str, Any], texts: dict[str, str]) -> bool:
    """Tell whether a quote's offsets cut it out of its article."""
    if quote["start"] is None or quote["end"] is None:
        return False
    cut = texts.get(quote["article_id"], "")[quote["start"] : quote["end"]]
    return cut == str(quote["text"])


def scored(
    questions: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], texts: dict[str, str]
) -> dict[str, Any]:
    """Score a system on its first run, and compare the replies of the others with it."""
    replies = {reply["id"]: reply for reply in runs[0]["replies"]}
    rows = [(question, replies[question["id"]]) for question in questions]
    right = {question["id"]: is_right(question, reply, texts) for question, reply in rows}
    answerable = [(q, r) for q, r in rows if q["accept"]]
    answered = [(q, r) for q, r in rows if r["answered"] and r["quotes"]]
    quotes = [quote for _, reply in answered for quote in reply["quotes"]]
    curve = risk_coverage([(reply["score"], right[q["id"]]) for q, reply in rows if reply["quotes"]])
    return {
        "right": sum(right[q["id"]] and r["answered"] for q, r in answerable) / len(answerable),
        "first": sum(right[q["id"]] for q, _ in answerable) / len(answerable),
        "false": sum(r["answered"] and bool(r["quotes"]) for q, r in rows if not q["accept"])
        / (len(rows) - len(answerable)),
        "of_answered": sum(right[q["id"]] for q, _ in answered) / max(len(answered), 1),
        "aurc": sum(risk for _, risk in curve) / max(len(curve), 1),
        "coverage_at_risk": _coverage(curve, len(rows)),
        "verbatim": _share([is_verbatim(quote, texts) for quote in quotes]),
        "offsets": _share([is_true_offset(quote, texts) for quote in quotes]),
        "characters": median([len(reply["quotes"][0]["text"]) for _, reply in answered] or [0]),
        "same_again": _share([_bare(run) == _bare(runs[0]) for run in runs[1:]]),
        "traps": _by_trap(rows, right),
        "curve": [[count / len(rows), round(risk, 4)] for count, risk in curve],
        "took": _took(runs),
    }


def risk_coverage(cases: Sequence[tuple[float, bool]]) -> list[tuple[int, float]]:
    """Return, for every score as a bar, how many replies reach it and the share of them that is wrong."""
    ranked = sorted(cases, key=lambda case: -case[0])
    wrong, curve = 0, []
    for count, (score, is_right) in enumerate(ranked, 1):
        wrong += not is_right
        if count == len(ranked) or ranked[count][0] != score:  # replies of one score come and go together
            curve.append((count, wrong / count))
    return curve


def _coverage(curve: Sequence[tuple[int, float]], questions: int) -> float:
    return max((count for count, risk in curve if risk <= RISK), default=0) / questions


def _by_trap(rows: Sequence[tuple[dict[str, Any], dict[str, Any]]], right: dict[str, bool]) -> dict[str, list[int]]:
    """Return for each trap how many questions were dealt with rightly (none answered that have no answer), of all."""
    found: dict[str, list[int]] = {}
    for question, reply in rows:
        is_answered = reply["answered"] and bool(reply["quotes"])
        well = right[question["id"]] and is_answered if question["accept"] else not is_answered
        counts = found.setdefault(question["trap"], [0, 0])
        counts[0] += well
        counts[1] += 1
    return found


def _bare(run: dict[str, Any]) -> list[dict[str, Any]]:
    return [{key: reply[key] for key in ("id", "answered", "score", "quotes")} for reply in run["replies"]]


def _share(cases: Sequence[bool]) -> float | None:
    return sum(cases) / len(cases) if cases else None


def _took(runs: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the medians over the runs, and of the questions the median and the slowest of a hundred, in ms."""
    found = {key: median(run["took"][key] for run in runs) for key in runs[0]["took"]}
    for name, key in (("ask", "s"), ("ask_cpu", "cpu_s")):
        times = sorted(reply[key] for run in runs for reply in run["replies"][1:])
        found |= {f"{name}_p50_ms": median(times) * 1e3, f"{name}_p99_ms": times[int(len(times) * 0.99)] * 1e3}
    return found
