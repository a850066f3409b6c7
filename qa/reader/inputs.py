"""How a question and a candidate are laid out for the reader: one layout, shared by training and by answering.

    [CLS] question [SEP] title. section. previous [SEP] sentence [SEP]        (middle part absent without context)
    type   0 ............................................  1 .........

Owns token budgets and the windows of long sentences. Knows nothing of tokenizers, models or scores: token ids in, rows
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Budget:
    """Most tokens of each part. The question and the context are cut to theirs; the sentence is read in windows.

    A title and a section keep their beginnings, the previous sentence its end, which is nearest to the sentence; a
    question that is too long keeps its first quarter and its end, where it usually says what it asks for. ``first`` and
    ``between`` are the ids that begin a row and close its parts: BERT's [CLS] and [SEP] unless the vocabulary has
    others.
    """

    question: int = 64
    title: int = 16
    section: int = 16
    previous: int = 24
    sentence: int = 128
    stride: int = 96
    first: int = CLS
    between: int = SEP


@dataclass(frozen=True, slots=True)
class Row:
    """One row for the model. Token ``first + i`` of the sentence stands at ``ids[begin + i]``, ``length`` of them."""

    ids: tuple[int, ...]
    begin: int
    length: int
    first: int = 0

    def types(self) -> list[int]:
        """Return the segment of every token: 1 from the sentence on, 0 before it."""
        return [0] * self.begin + [1] * (len(self.ids) - self.begin)


def context_ids(title: Sequence[int], section: Sequence[int], *, previous: Sequence[int], budget: Budget) -> list[int]:
    """Join the parts of a candidate's context, each cut to its budget."""
    tail = previous[-budget.previous :] if budget.previous else ()
    return [*title[: budget.title], *section[: budget.section], *tail]


def rows(question: Sequence[int], sentence: Sequence[int], *, context: Sequence[int], budget: Budget) -> list[Row]:
    """Lay out one candidate: one row, or overlapping rows that together hold every token of a long sentence."""
    if len(question) > budget.question:
        lead = budget.question // 4
        question = [*question[:lead], *question[lead - budget.question :]]
    head = [budget.first, *question, budget.between]
    if context:
        head += [*context, budget.between]
    parts = windows(len(sentence), budget.sentence, stride=budget.stride)
    return [Row((*head, *sentence[p.start : p.stop], budget.between), len(head), len(p), p.start) for p in parts]


def windows(count: int, room: int, *, stride: int) -> list[range]:
    """Divide ``count`` tokens into overlapping runs of up to ``room``, ``stride`` apart: at least one, none missed."""
    last = max(0, count - room)
    return [range(first, min(count, first + room)) for first in (*range(0, last, stride), last)]
