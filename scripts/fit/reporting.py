"""What a fitted confidence model does on each set, as a table of Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.confidence.abstention import Rated
from qa.confidence.estimator import ConfidenceModel
from qa.evaluation.metrics import auroc, calibration_error, mean

_COLUMNS = (
    "set|questions|P@1|AUROC|AUROC of cosine|ECE|answered|right of answered|false|false related|answered at 4 % false"
)


class Asked(Protocol):
    """A question of a set."""

    @property
    def of(self) -> str:
        """Name the set."""

    @property
    def answerable(self) -> bool:
        """Tell whether the articles answer it."""


class First(Protocol):
    """The first statement of a question."""

    @property
    def case(self) -> Asked:
        """Return the question."""

    @property
    def evidence(self) -> Rated:
        """Return the statement."""

    @property
    def right(self) -> bool:
        """Tell whether it is right."""


def report(first: Sequence[First], model: ConfidenceModel) -> None:
    """Write, a line a set: how often the first is right, how well confidence tells what is answered and how true it is;
    of the answerable the share answered, of those answered the share right, of the unanswerable the share answered
    (false) and shown as related, and the share of the answerable that is answered when 4 % of the others are."""
    columns = _COLUMNS.split("|")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    for name in dict.fromkeys(row.case.of for row in first):
        print(f"| {name} | " + " | ".join(_line([row for row in first if row.case.of == name], model)) + " |")


def _line(rows: Sequence[First], model: ConfidenceModel) -> list[str]:
    sure = [model.confidence(row.evidence.features) for row in rows]
    yes = [(c, r) for c, r in zip(sure, rows, strict=True) if r.case.answerable]
    no = [(c, r) for c, r in zip(sure, rows, strict=True) if not r.case.answerable]
    answered = [r for c, r in zip(sure, rows, strict=True) if c >= model.threshold]
    related = [model.related_threshold <= c < model.threshold for c, _ in no]
    cosines = [[r.evidence.features.dense for _, r in one] for one in (yes, no)]
    values = [
        mean([float(r.right) for _, r in yes]),
        auroc([c for c, _ in yes], [c for c, _ in no]) if no else float("nan"),
        auroc(*cosines) if no else float("nan"),
        calibration_error(sure, [r.right for r in rows]),
        mean([float(c >= model.threshold) for c, _ in yes]),
        mean([float(r.right) for r in answered]),
        mean([float(c >= model.threshold) for c, _ in no]),
        mean([float(one) for one in related]),
        _answered_at([c for c, _ in yes], [c for c, _ in no], false=0.04),
    ]
    return [str(len(rows)), *(f"{value:.3f}" for value in values)]


def _answered_at(yes: Sequence[float], no: Sequence[float], *, false: float) -> float:
    """Return the share answered of what is answerable at a threshold that lets so much of the rest through."""
    if not no:
        return float("nan")
    kept = sorted(no, reverse=True)
    threshold = kept[int(false * len(kept))]
    return mean([float(c > threshold) for c in yes])
