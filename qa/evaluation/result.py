"""The result of measuring a question set, in one value: what terminal, JSON and report are made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.evaluation.measures import Measure, Miss, curve, measures, misses, ranking
from qa.evaluation.metrics import RiskPoint
from qa.evaluation.question_set import BadLine, QuestionSet
from qa.evaluation.run import WAYS, Outcome, ask_all, borne_out


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A question set measured on a corpus. ``measures`` are by name, ``rankings`` by way and name; ``aside`` are the
    lines that say nothing that could be measured; ``threshold`` is the confidence from which on it is answered."""

    file: str
    sha256: str
    corpus: str
    generation: int
    models: dict[str, str]
    threshold: float
    outcomes: tuple[Outcome, ...]
    bad: tuple[BadLine, ...]
    aside: tuple[int, ...]
    measures: dict[str, Measure]
    rankings: dict[str, dict[str, Measure]]
    curve: tuple[RiskPoint, ...]
    misses: tuple[Miss, ...]

    def count(self, answerable: bool | None) -> int:
        """Count the questions that the articles answer, that they do not, or of which only a wrong quote is known."""
        return sum(outcome.labelled.answerable is answerable for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON types; a measure of no questions is null."""
        return {
            "object": "qa.evaluation",
            "file": self.file,
            "sha256": self.sha256,
            "corpus": self.corpus,
            "generation": self.generation,
            "models": dict(self.models),
            "threshold": self.threshold,
            "questions": {
                "answerable": self.count(True),
                "unanswerable": self.count(False),
                "known_wrong": self.count(None),
            },
            "bad_lines": [asdict(bad) for bad in self.bad],
            "lines_aside": list(self.aside),
            "measures": {name: _measure(measure) for name, measure in self.measures.items()},
            "rankings": {
                way: {name: _measure(measure) for name, measure in by_name.items()}
                for way, by_name in self.rankings.items()
            },
            "risk_coverage": [asdict(point) for point in self.curve],
            "misses": [_miss(miss) for miss in self.misses],
        }


def evaluate(
    engine: Engine, questions: QuestionSet, *, file: Path, on_asked: Callable[[int], None] = lambda _: None
) -> Evaluation:
    """Ask an engine every question of a set, and measure. Raises EvaluationError when nothing can be measured."""
    kept, bad = borne_out(engine, questions)
    outcomes = ask_all(engine, kept, on_asked=on_asked)
    return Evaluation(
        file=file.name,
        sha256=questions.sha256,
        corpus=str(engine.corpus.folder),
        generation=max(outcome.answer.generation for outcome in outcomes),
        models=engine.models.named(),
        threshold=engine.models.confidence_model.threshold,
        outcomes=tuple(outcomes),
        bad=tuple(bad),
        aside=questions.aside,
        measures=measures(outcomes),
        rankings={way: ranking(outcomes, way) for way in WAYS},
        curve=tuple(curve(outcomes)),
        misses=tuple(misses(outcomes)),
    )


def _measure(measure: Measure) -> dict[str, Any]:
    values = {name: getattr(measure, name) for name in ("value", "low", "high")}
    return {name: None if math.isnan(v) else round(v, 6) for name, v in values.items()} | {"questions": measure.count}


def _miss(miss: Miss) -> dict[str, Any]:
    outcome, first = miss.outcome, miss.outcome.first
    labelled, answer = outcome.labelled, outcome.answer
    place = None if first is None else first.citation
    return {
        "question": labelled.question,
        "lines": list(labelled.lines),
        "why": miss.why,
        "expected": [{"text": label.text, "article_id": label.article_id} for label in labelled.right],
        "expected_sentence": outcome.sentence,
        "marked_wrong": [{"text": label.text, "article_id": label.article_id} for label in labelled.wrong],
        "status": answer.status,
        "reason": answer.reason,
        "confidence": outcome.confidence,
        "first": None
        if first is None or place is None
        else {"text": first.text, "article_id": place.article_id, "start": place.start, "end": place.end},
        "rank": miss.rank,
        "found_at": miss.fused_rank,
    }
