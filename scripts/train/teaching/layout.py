"""Groups to packed rows for the teacher: [begin] question [end] [end] title. sentence [end], in its own vocabulary.

Knows nothing of the network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from scripts.train.model import Batch
from scripts.train.records import Candidate, Group

_BEGIN, _END = 0, 2
#: Most tokens of a question, of a title and of a sentence.
QUESTION, TITLE, SENTENCE = 40, 14, 96


class TeacherLayout:
    """Turns groups into packed rows, as ``scripts.train.batches.Layout`` does for the reader."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def ids(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Tokenise without marks: ids, and (start, end) of each in the text."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def row(self, question: Sequence[int], candidate: Candidate) -> tuple[list[int], int, int, int]:
        """Lay out a candidate: the row, where the sentence begins in it, and the answer's first and last token (0 for
        none, -100 where it is not known). Of a long sentence the part up to the answer is read, else its beginning."""
        title = self.ids(f"{candidate.title}.")[0][:TITLE] if candidate.title else []
        sentence, offsets = self.ids(candidate.text)
        start, end = candidate.span
        known = candidate.answers and start >= 0
        held = [place for place, (s, e) in enumerate(offsets) if s < end and e > start] if known else []
        skipped = max(0, held[-1] + 1 - SENTENCE) if held else 0
        head = [_BEGIN, *question[:QUESTION], _END, _END, *title]
        row = [*head, *sentence[skipped : skipped + SENTENCE], _END]
        if not candidate.answers:
            return row, len(head), 0, 0
        if not held or held[0] < skipped:
            return row, len(head), -100, -100
        shift = len(head) - skipped
        return row, len(head), held[0] + shift, held[-1] + shift

    def batch(self, groups: Sequence[Group]) -> Batch:
        """Pack the rows of whole groups."""
        laid, number, label = [], [], []
        for place, group in enumerate(groups):
            question = self.ids(group.question)[0]
            for candidate in group.candidates:
                laid.append(self.row(question, candidate))
                number.append(place)
                label.append(float(candidate.answers))
        return Batch(
            ids=torch.tensor([i for row, *_ in laid for i in row]),
            places=torch.tensor([i for row, *_ in laid for i in range(len(row))]),
            types=torch.tensor([int(i >= begin) for row, begin, *_ in laid for i in range(len(row))]),
            lengths=torch.tensor([len(row) for row, *_ in laid]),
            group=torch.tensor(number),
            label=torch.tensor(label),
            start=torch.tensor([start for _, _, start, _ in laid]),
            end=torch.tensor([end for *_, end in laid]),
            prior=torch.zeros(len(laid)),
            taught=torch.full((len(laid),), math.nan),
        )
