"""The articles written for this project, with natural questions: to train on and to fit confidence on.

Owns reading ``scripts/sets/written/*.jsonl`` and which sentences of an article answer a question. Every article is made
up; what is named in them does not exist. Batches "d" and "f" are never trained on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "written"
#: What is trained on, and what confidence is fitted and measured on: news, and articles of more kinds.
TRAINING, FITTING, FURTHER = (*"abceghijklmnopqtuvwx",), ("d", "f"), ("r", "s")
#: Documents of every day, many with headings: to train on.
EVERYDAY = ("aa", "ab", "ac", "ad")
#: The like, never trained on.
EVERYDAY_FITTING = ("ae",)


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question of an article. ``answers``: every sentence that answers it by itself, verbatim; none where the article
    does not answer. ``span``: the short answer in the first of them; "" where there is none."""

    text: str
    kind: str
    answers: tuple[str, ...]
    span: str


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """An article with its questions. ``headings``: what each paragraph stands under, "" for nothing; none at all where
    the article has no headings."""

    id: str
    title: str
    site: str
    published: str
    paragraphs: tuple[str, ...]
    questions: tuple[WrittenQuestion, ...]
    headings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the paragraphs as one text."""
        return "\n\n".join(self.paragraphs)

    def heading(self, place: int) -> str:
        """Return the heading that a place of the text stands under."""
        for paragraph, heading in zip(self.paragraphs, self.headings, strict=bool(self.headings)):
            if place < len(paragraph):
                return heading
            place -= len(paragraph) + 2
        return ""


def written(batches: tuple[str, ...], *, folder: Path = FOLDER) -> Iterator[WrittenArticle]:
    """Yield the articles of some batches, in the files' order. Raises ValueError for an answer that stands nowhere in
    its article."""
    for batch in batches:
        for line in (folder / f"{batch}.jsonl").read_text("utf-8").splitlines():
            article = _article(json.loads(line))
            for question in article.questions:
                for answer in question.answers:
                    if answer not in article.text:
                        raise ValueError(f"{article.id}: {answer!r}, said to answer {question.text!r}, is not in it")
            yield article


def answering(article: WrittenArticle, question: WrittenQuestion, start: int, end: int) -> bool:
    """Tell whether the sentence at (start, end) of the article's text answers: it shares more than half of its
    characters with one that is named."""
    for answer in question.answers:
        begin = article.text.index(answer)
        if 2 * (min(end, begin + len(answer)) - max(start, begin)) > end - start:
            return True
    return False


def _article(row: Mapping[str, Any]) -> WrittenArticle:
    questions = tuple(
        WrittenQuestion(q["q"], q["kind"], tuple(q["a"]), q.get("span", "") if q["a"] else "") for q in row["questions"]
    )
    paragraphs, headings = tuple(row["paragraphs"]), tuple(row.get("headings", ()))
    return WrittenArticle(row["id"], row["title"], row["site"], row["published"], paragraphs, questions, headings)
