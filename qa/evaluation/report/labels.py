"""How measures and misses are called where people read them. Knows nothing of terminals or reports."""

from __future__ import annotations

import math

from qa.evaluation.measures import Measure, Miss, Why
from qa.evaluation.result import Evaluation
from qa.evaluation.run import DENSE, FULL, FUSED, LEXICAL

#: Each measure's name, and what it says.
MEASURES = {
    "precision_at_1": ("P@1", "the right sentence stands first"),
    "mrr_at_10": ("MRR@10", "mean of 1 / rank of the right sentence, 0 beyond ten"),
    "coverage": ("coverage", "questions answered, of all"),
    "coverage_of_answerable": ("– of the answerable", "questions answered, of those that have an answer"),
    "risk": ("risk", "answers whose first sentence is wrong, of those given"),
    "abstained_of_unanswerable": ("abstention", "not answered, of the questions that have no answer"),
    "auroc": ("AUROC", "an answerable question looks surer than one that is not"),
    "calibration_error": ("calibration error", "mean gap of confidence and share of right ones"),
}

WAYS = {
    FULL: "as the service answers",
    FUSED: "dense and BM25 together",
    LEXICAL: "words alone",
    DENSE: "vectors alone",
}

#: Each kind of miss as a heading, and what it means.
WHYS: dict[Why, tuple[str, str]] = {
    "not retrieved": ("Not retrieved", "The sentence expected was not among those found at all."),
    "ranked lower": ("Ranked lower", "The sentence expected was found, and another stands before it."),
    "abstained": ("Abstained", "The sentence expected stands first, but was not sure enough to be given."),
    "answered though unanswerable": ("Answered though unanswerable", "The articles do not say, and it answered."),
    "quoted though marked wrong": ("Quoted though marked wrong", "What feedback called wrong was given again."),
}


def number(value: float) -> str:
    """Write a measure's value to three places, or a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def percent(share: float) -> str:
    """Write a share in whole percent."""
    return f"{100 * share:.0f} %"


def interval(measure: Measure) -> str:
    """Write a measure's 95 % interval, or a dash where there is none."""
    return "–" if math.isnan(measure.low) else f"{measure.low:.3f} – {measure.high:.3f}"


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: "1 question", "2 questions", "2 misses"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "es" if noun.endswith("s") else "s")


def kinds(evaluation: Evaluation) -> str:
    """Say how many of the questions have an answer, have none, or are known by a wrong quote alone."""
    parts = [f"{evaluation.count(True):,} answerable", f"{evaluation.count(False):,} not"]
    if known_wrong := evaluation.count(None):
        parts.append(f"{known_wrong:,} known by a wrong quote alone")
    return ", ".join(parts)


def lost(miss: Miss) -> str:
    """Say where the sentence expected was lost."""
    if miss.why == "not retrieved":
        return "not among the sentences found"
    if miss.why == "ranked lower":
        return (
            f"ranked {miss.rank}" if miss.rank is not None else f"found at rank {miss.fused_rank}, too low to be read"
        )
    if miss.why == "abstained":
        return f"first, with a confidence of {miss.outcome.confidence:.2f}"
    return ""
