"""Questions as people type them into a search engine, on paragraphs of SQuAD train: to train on, and to measure.

Owns reading ``scripts/sets/typed/*.jsonl``. The paragraphs are not in it: a line names one by its digest, and where in
it the answer stands, in code points.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "typed"
#: The files that the readers learn from, first and later, and those that confidence is fitted to and measured on, each
#: with its own paragraphs.
TRAINING = tuple(f"{number:02}" for number in range(14))
TRAINING_AGAIN = tuple(f"{number:02}" for number in range(18, 32))
FITTING = tuple(f"{number:02}" for number in range(14, 18))
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question on one paragraph. ``answers``: the (start, end) of every sentence that answers it by itself, none
    where the paragraph does not; ``span`` that of the short answer, in the first of them."""

    text: str
    paragraph: str
    answers: tuple[Range, ...]
    span: Range | None


def digest(title: str, context: str) -> str:
    """Return what names a paragraph: twelve hexadecimal digits of the SHA-256 of its title and its text."""
    return hashlib.sha256(f"{title}\n{context}".encode()).hexdigest()[:12]


def typed(files: tuple[str, ...], *, folder: Path = FOLDER) -> Iterator[TypedQuestion]:
    """Yield the questions of some files, in their order."""
    for name in files:
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            span = (row["span"][0], row["span"][1]) if row["a"] else None
            yield TypedQuestion(row["q"], row["p"], tuple((s, e) for s, e in row["a"]), span)
