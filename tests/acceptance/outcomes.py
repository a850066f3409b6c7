"""The outcome of every golden question, and the approved outcomes that a change is held to.

    python -m tests.acceptance.outcomes             # print what differs from what was approved
    python -m tests.acceptance.outcomes --approve   # approve what is measured now, to be read in the diff

Processors round sums of fractions otherwise, so what was approved on one may differ a little on another: confidence
by ``NEAR``, and so the status where it lies that near to a threshold, and which of two equally sure sentences is first.

An outcome is the status of the answer and whether the first sentence is one that answers: "answered right",
"related wrong", "abstained right" (the right sentence was only the nearest), or the status alone where the articles do
not answer.
"""

from __future__ import annotations

import json
import platform
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
#: How much surer or less sure an answer may be on another processor: chosen, not measured, as no two kinds of processor
#: were at hand together.
NEAR = 0.05


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question over the sample articles; ``expected`` are the sentences that answer it, none where none does."""

    text: str
    kind: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """An outcome that was approved, and how sure the answer was."""

    outcome: str
    confidence: float


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
        return bool(self.sentences) and self._is_right(self.sentences[0])

    @property
    def is_false_claim(self) -> bool:
        """Tell whether a sentence is given as the answer that is none."""
        return self.answer.status == "answered" and not self.first_is_right

    def is_as(self, held: Approved) -> bool:
        """Tell whether this is the approved outcome, or may be it on another processor."""
        if str(self) == held.outcome:
            return True
        if abs(self.answer.confidence - held.confidence) > NEAR:
            return False
        if self._rightness == held.outcome.removeprefix(held.outcome.split(" ")[0]):
            return True
        is_answer = "answered" in (self.answer.status, held.outcome.split(" ")[0])
        return not is_answer and any(self._is_right(text) for text in self.sentences[:2])

    @property
    def _rightness(self) -> str:
        return f" {'right' if self.first_is_right else 'wrong'}" if self.question.expected else ""

    def _is_right(self, sentence: str) -> bool:
        return any(text in sentence or sentence in text for text in self.question.expected)

    def __str__(self) -> str:
        return f"{self.answer.status}{self._rightness}"


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


def approved(reader: str) -> dict[str, Approved]:
    """Read the approved outcome of each question."""
    rows = json.loads(APPROVED.read_text("utf-8"))[reader]
    return {question: Approved(*row) for question, row in rows.items()}


def processor() -> str:
    """Return the kind of processor, as far as it decides how sums of fractions are rounded."""
    flags = Path("/proc/cpuinfo")
    known = flags.read_text().split() if flags.exists() else []
    return next((kind for kind in ("avx512f", "avx2") if kind in known), platform.machine())


def is_approved_here() -> bool:
    """Tell whether the outcomes were approved on a processor of this kind."""
    return bool(json.loads(APPROVED.read_text("utf-8"))["processor"] == processor())


def differences(reader: str, measured: list[Outcome]) -> list[str]:
    """Say of each question whose outcome is not the approved one what it was and what it is."""
    held = approved(reader)
    nothing = Approved("not approved", -1.0)
    return [
        f"{one.question.text}: {before.outcome} ({before.confidence:.2f}) -> {one} ({one.answer.confidence:.2f})"
        for one in measured
        if not one.is_as(before := held.get(one.question.text, nothing))
    ]


def _measured(reader: str, folder: Path) -> list[Outcome]:
    settings = Settings(corpus=folder / reader, reader=reader, cache=load().cache)
    with Engine.open(settings=settings, writable=True, create=True) as engine:
        engine.add(articles())
        return outcomes(engine)


def _a_question_a_line(held: dict[str, dict[str, list[object]]]) -> str:
    """Return JSON whose differences can be read."""
    readers = []
    for reader, rows in held.items():
        lines = [f"  {json.dumps(text, ensure_ascii=False)}: {json.dumps(row)}" for text, row in rows.items()]
        readers.append(f" {json.dumps(reader)}: {{\n" + ",\n".join(lines) + "\n }")
    return f'{{\n "processor": "{processor()}",\n' + ",\n".join(readers) + "\n}\n"


def main() -> None:
    """Print the differences, or approve what is measured."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {reader: _measured(reader, Path(folder)) for reader in READERS}
    if "--approve" in sys.argv[1:]:
        held = {
            reader: {one.question.text: [str(one), round(one.answer.confidence, 2)] for one in row}
            for reader, row in measured.items()
        }
        APPROVED.write_text(_a_question_a_line(held), encoding="utf-8")
        return
    for reader, row in measured.items():
        sys.stdout.write("".join(f"{reader}: {line}\n" for line in differences(reader, row)))


if __name__ == "__main__":
    main()
