"""What an adapter is, and the two data files. Needs the standard library alone, so that it runs in any environment.

Owns the shape of an article, a question and a reply. Knows nothing of what is measured.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

FOLDER = Path(__file__).parent
#: Quotes that are asked for; more are cut off.
LIMIT = 3

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”]?\s+(?=[\"“A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Quote:
    """What is quoted of which article; the code points from ``start`` to ``end`` of its text, None where not known."""

    article_id: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Whether there is an answer, how sure that is (any scale, more is surer), and the quotes, the best first.

    Where ``answered`` is False, ``quotes`` may hold the nearest sentences: they are scored as if the threshold had been
    lower."""

    answered: bool
    score: float
    quotes: list[Quote] = field(default_factory=list)


class Adapter(Protocol):
    """What is measured. Made with an empty folder of its own and the folder of the embedding model to use, if it takes
    one."""

    def __init__(self, folder: Path, model: str) -> None:
        """Open, without articles."""

    def add(self, articles: list[dict[str, str]]) -> None:
        """Take articles in: ``id``, ``title``, ``source``, ``author``, ``published``, ``text``."""

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        """Answer. ``history``: the turns before, the oldest first, each a ``question`` and its ``answer``."""


def articles() -> list[dict[str, str]]:
    """Return the articles."""
    return _rows("articles.jsonl")


def questions() -> list[dict[str, Any]]:
    """Return the questions: ``id``, ``trap``, ``question``, ``history``, and in ``accept`` the sentences that answer;
    none where the articles do not."""
    return _rows("questions.jsonl")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end, by a plain rule: for adapters whose library cuts nothing."""
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for gap in _SENTENCE_END.finditer(line[0]):
            spans.append((start, line.start() + gap.start() + len(gap[0].rstrip())))
            start = line.start() + gap.end()
        spans.append((start, line.end()))
    return spans


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
