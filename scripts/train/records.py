"""What the steps of the training pass on: paragraphs, questions, candidates, groups. Immutable, with names.

Owns the form of the groups file: one line of JSON a group, compressed, the recipe in the first line. Knows nothing of
how groups are drawn or read.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

#: The answer's place is not known, or there is none.
NO_SPAN = (-1, -1)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's sentences in order. ``article`` groups paragraphs of one article; ``title`` is "" for none."""

    title: str
    article: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a paragraph (its number in the pool). ``sentence`` is the number of the one that answers, None
    where the paragraph does not; ``span`` the answer's (start, end) in it; ``answers`` every accepted answer string."""

    text: str
    paragraph: int
    sentence: int | None
    span: tuple[int, int]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """All paragraphs and questions, in reading order."""

    paragraphs: tuple[Paragraph, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence to read under its title and its section's heading. ``origin`` says how it came into its group: "gold",
    "near" (same paragraph), "article", "far" (another article), "echo" or "cut". ``span`` is the answer's place, in
    code points; ``cosine`` the encoder's of question and "title. sentence", where it was computed; ``taught`` a
    teacher's relevance, a logit, where one has read the pair."""

    text: str
    title: str
    answers: bool
    origin: str
    span: tuple[int, int] = NO_SPAN
    cosine: float | None = None
    taught: float | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its candidates, of which at most one answers. ``kind`` says what the group teaches, ``fold`` is
    "train" or "dev"."""

    question: str
    kind: str
    fold: str
    candidates: tuple[Candidate, ...]


def write_groups(path: Path, groups: Iterable[Group], *, recipe: dict[str, Any]) -> None:
    """Write a groups file. The same groups give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as out:
        out.write((json.dumps({"recipe": recipe}, sort_keys=True) + "\n").encode("utf-8"))
        for group in groups:
            out.write((json.dumps(asdict(group), ensure_ascii=False) + "\n").encode("utf-8"))


def read_recipe(path: Path) -> dict[str, Any]:
    """Read how a groups file was drawn."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        recipe: dict[str, Any] = json.loads(next(lines))["recipe"]
        return recipe


def read_groups(path: Path, *, fold: str) -> Iterator[Group]:
    """Yield the groups of one fold, in the file's order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            entry = json.loads(line)
            if entry["fold"] == fold:
                yield _group(entry)


def _group(entry: dict[str, Any]) -> Group:
    candidates = tuple(Candidate(**{**c, "span": tuple(c["span"])}) for c in entry["candidates"])
    return Group(entry["question"], entry["kind"], entry["fold"], candidates)
