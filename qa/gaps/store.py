"""The file of questions without a sure answer: what was asked, why it was not answered, when and how often.

Owns which answers count and how many are kept. Nothing is written unless it is turned on, and never a word of an
article: of a follow-up, words carried from earlier turns are kept only if a question used them.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import IndexingError, Sidecar
from qa.errors import UnknownGap
from qa.records import Answer, Turn

NAME = "gaps.json"
#: As many as a person reads through; the one that was asked longest ago goes first.
MOST_GAPS = 500
# Reasons that say nothing about the articles: with other filters or words the question might have been answered.
_NO_GAP = frozenset({"not_a_question", "underspecified", "outside_filters"})

log = logging.getLogger("qa.gaps")


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """One question without a sure answer. ``first``, ``last``: seconds since 1970; ``times``: how often it was searched
    for, without those answered from memory."""

    id: str
    question: str
    status: str
    reason: str | None
    first: int
    last: int
    times: int


class Gaps:
    """The questions without a sure answer of one corpus folder. Safe to use from several processes at once."""

    def __init__(self, folder: Path, *, is_on: bool = False) -> None:
        """Take a corpus folder, and whether anything new is to be kept in it."""
        self._sidecar, self._is_on = Sidecar(folder, NAME), is_on

    def keep(self, answer: Answer, history: Sequence[Turn] = ()) -> None:
        """Keep the question of an answer that is none, or not sure, where that is turned on. Never raises: an answer
        is given whether or not its question can be kept."""
        is_gap = answer.status != "answered" and answer.reason not in _NO_GAP and not answer.missing
        if not (self._is_on and is_gap):
            return
        try:
            with self._sidecar.changing() as body:
                _add(body, _question_of(answer, history), answer)
        except (IndexingError, OSError) as error:
            log.warning("a question without a sure answer could not be kept: %s", type(error).__name__)

    def all(self) -> list[UnansweredQuestion]:
        """Return what is kept, the one asked last first. Raises CorpusDamaged."""
        questions = [UnansweredQuestion(id_, **one) for id_, one in self._sidecar.read().items()]
        return sorted(questions, key=lambda one: (-one.last, one.id))

    def forget(self, gap_id: str) -> None:
        """Forget one question. Raises UnknownGap, CorpusDamaged."""
        with self._sidecar.changing() as body:
            if body.pop(gap_id, None) is None:
                raise UnknownGap(
                    f"there is no question without a sure answer with the id {gap_id!r}; `qa gaps` shows them"
                )

    def forget_all(self) -> int:
        """Forget all questions, and return how many there were. Raises CorpusDamaged."""
        with self._sidecar.changing() as body:
            count = len(body)
            body.clear()
        return count


def _question_of(answer: Answer, history: Sequence[Turn]) -> str:
    """Return the question as understood where all that it was given was asked before; else as it was asked."""
    earlier = " ".join(turn.question for turn in history).casefold()
    carried = [answer.understood_as[start:end] for start, end in answer.carried]
    return answer.understood_as if all(part.casefold() in earlier for part in carried) else answer.question


def _add(body: dict[str, Any], question: str, answer: Answer) -> None:
    key = " ".join(question.casefold().split())
    known = next((id_ for id_, one in body.items() if " ".join(one["question"].casefold().split()) == key), None)
    before = body.get(known) if known else None
    body[known or secrets.token_hex(5)] = {
        "question": question,
        "status": answer.status,
        "reason": answer.reason,
        "first": before["first"] if before else answer.created,
        "last": answer.created,
        "times": 1 + (before["times"] if before else 0),
    }
    while len(body) > MOST_GAPS:
        del body[min(body, key=lambda id_: (body[id_]["last"], id_))]
