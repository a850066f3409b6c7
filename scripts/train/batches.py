"""Groups to packed rows of token ids, laid out as the service lays them out.

Owns tokenising and the order in which groups are read. Knows nothing of the network.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache

import torch
from tokenizers import Tokenizer

from index.encoders.compiling.e5_weights import BOS, EOS
from qa.reader.inputs import Budget, Row, context_ids, rows
from scripts.train.model import Batch
from scripts.train.records import Candidate, Group

BUDGET = Budget(question=40, title=12, section=12, previous=0, sentence=96, stride=72, first=BOS, between=EOS)
#: Sentences are ranked by the reader together with the cosine, so the reader learns to say what the cosine does not:
#: the losses see relevance + WEIGHT * (cosine - CENTRE), where a cosine was computed.
PRIOR_WEIGHT, PRIOR_CENTRE = 40.0, 0.87
#: Groups are sorted by length within so many times a step's pairs, and the steps shuffled.
_STRETCH = 16


class Layout:
    """Turns groups into packed rows."""

    def __init__(self, tokenizer: Tokenizer, budget: Budget = BUDGET, *, prior_weight: float = PRIOR_WEIGHT) -> None:
        """``prior_weight``: what a candidate's cosine counts for in its prior."""
        self._tokenizer, self.budget, self.prior_weight = tokenizer, budget, prior_weight
        self._short = lru_cache(maxsize=20_000)(lambda text: self.ids(text)[0])

    def ids(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Tokenise without marks: ids, and (start, end) of each in the text."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def row(self, question: Sequence[int], candidate: Candidate) -> tuple[Row, int, int]:
        """Lay out a candidate: of its windows the one with the answer, and the answer's first and last token in it."""
        sentence, offsets = self.ids(candidate.text)
        title, section = (self._short(f"{part}.") if part else [] for part in (candidate.title, candidate.section))
        context = context_ids(title, section, previous=[], budget=self.budget)
        windows = rows(question, sentence, context=context, budget=self.budget)
        if not candidate.answers:
            return windows[0], 0, 0
        start, end = candidate.span
        held = [i for i, (s, e) in enumerate(offsets) if s < end and e > start] if start >= 0 else []
        for window in windows if held else ():
            if window.first <= held[0] and held[-1] < window.first + window.length:
                shift = window.begin - window.first
                return window, held[0] + shift, held[-1] + shift
        return windows[0], -100, -100

    def batch(self, groups: Sequence[Group]) -> Batch:
        """Pack the rows of whole groups."""
        laid, number, label, prior, taught = [], [], [], [], []
        for i, group in enumerate(groups):
            question = self.ids(group.question)[0]
            for candidate in group.candidates:
                laid.append(self.row(question, candidate))
                number.append(i)
                label.append(float(candidate.answers))
                taught.append(math.nan if candidate.taught is None else candidate.taught)
                prior.append(0.0 if candidate.cosine is None else self.prior_weight * (candidate.cosine - PRIOR_CENTRE))
        packed = [row for row, _, _ in laid]
        return Batch(
            ids=torch.tensor([i for row in packed for i in row.ids]),
            places=torch.tensor([i for row in packed for i in range(len(row.ids))]),
            types=torch.tensor([t for row in packed for t in row.types()]),
            lengths=torch.tensor([len(row.ids) for row in packed]),
            group=torch.tensor(number),
            label=torch.tensor(label),
            start=torch.tensor([start for _, start, _ in laid]),
            end=torch.tensor([end for _, _, end in laid]),
            prior=torch.tensor(prior),
            taught=torch.tensor(taught),
        )


def batches(groups: Sequence[Group], *, pairs: int, seed: int) -> Iterator[list[Group]]:
    """Yield the groups of each step for ever, ``pairs`` candidates or a few more a step; always the same for a seed.
    Groups of similar length stand together, so that part of a step is not idle for another."""
    stretch = pairs * _STRETCH // 4
    for begin in itertools.count(0, stretch):
        part = [groups[i % len(groups)] for i in range(begin, begin + stretch)]
        part.sort(key=lambda group: max(len(c.text) for c in group.candidates))
        made, current, size = [], [], 0
        for group in part:
            current.append(group)
            size += len(group.candidates)
            if size >= pairs:
                made.append(current)
                current, size = [], 0
        random.Random(seed + begin).shuffle(made)
        yield from made
