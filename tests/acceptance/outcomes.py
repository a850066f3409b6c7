"""The outcome of every golden question, and the approved outcomes that a change is held to.

    python -m tests.acceptance.outcomes             # print what differs from what was approved
    python -m tests.acceptance.outcomes --approve   # approve what is measured now, to be read in the diff

An outcome is the status of the answer and whether the first sentence is one that answers: "answered right",
"related wrong", "abstained right" (the right sentence was only the nearest), or the status alone where the articles do
not answer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from qa.engine import Engine
from qa.records import Answer
from qa.samples import articles
from qa.settings import Settings, load

_FOLDER = Path(__file__).parent
APPROVED = _FOLDER / "outcomes.json"
#: The readers that the questions are asked with.
READERS = ("none", "fast", "default")


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question over the sample articles; ``expected`` are the sentences that answer it, none where none does."""

    text: str
    kind: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A golden question with its answer."""

    question: GoldenQuestion
    answer: Answer

    @property
    def sentences(self) -> list[str]:
        """Return the sentences that are shown, the quotes first."""
        return [quote.text for quote in (*self.answer.quotes, *self.answer.nearest)]

    @property
    def first_is_right(self) -> bool:
        """Tell whether the first sentence shown is one that answers."""
        first = self.sentences[0] if self.sentences else None
        return first is not None and any(text in first or first in text for text in self.question.expected)

    @property
    def is_false_claim(self) -> bool:
        """Tell whether a sentence is given as the answer that is none."""
        return self.answer.status == "answered" and not self.first_is_right

    def __str__(self) -> str:
        right = f" {'right' if self.first_is_right else 'wrong'}" if self.question.expected else ""
        return f"{self.answer.status}{right}"


def questions() -> list[GoldenQuestion]:
    """Read the golden questions."""
    rows = map(json.loads, (_FOLDER / "questions.jsonl").read_text("utf-8").splitlines())
    return [
        GoldenQuestion(row["question"], row["kind"], tuple(row.get("expect_any") or filter(None, [row.get("expect")])))
        for row in rows
    ]


def outcomes(engine: Engine) -> list[Outcome]:
    """Ask every golden question."""
    return [Outcome(question, engine.ask(question.text)) for question in questions()]


def approved(reader: str) -> dict[str, str]:
    """Read the approved outcome of each question."""
    outcome_of: dict[str, str] = json.loads(APPROVED.read_text("utf-8"))[reader]
    return outcome_of


def differences(reader: str, measured: list[Outcome]) -> list[str]:
    """Say of each question whose outcome is not the approved one what it was and what it is."""
    held = approved(reader)
    return [
        f"{one.question.text}: {held.get(one.question.text, 'not approved')} -> {one} ({one.answer.confidence:.2f})"
        for one in measured
        if held.get(one.question.text) != str(one)
    ]


def _measured(reader: str, folder: Path) -> list[Outcome]:
    settings = Settings(corpus=folder / reader, reader=reader, cache=load().cache)
    with Engine.open(settings=settings, writable=True, create=True) as engine:
        engine.add(articles())
        return outcomes(engine)


def main() -> None:
    """Print the differences, or approve what is measured."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {reader: _measured(reader, Path(folder)) for reader in READERS}
    if "--approve" in sys.argv[1:]:
        held = {reader: {one.question.text: str(one) for one in row} for reader, row in measured.items()}
        APPROVED.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    for reader, row in measured.items():
        sys.stdout.write("".join(f"{reader}: {line}\n" for line in differences(reader, row)))


if __name__ == "__main__":
    main()
