"""The speech ledger: a person's direct and indirect speech, the earliest first, reprints folded into one line.

Owns what a line is about, and how lines are folded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index import View
from index.records import Filters, Sentence
from qa.answering.citations import cite
from qa.records import Citation, Occurrence, Speech
from qa.rendering.wire import on_wire
from qa.retrieval.speaker_words import MOST_ARTICLES, SpokenSentence, spoken_in, words_of
from qa.text.near_duplicates import Fingerprint, group_duplicates
from qa.text.words import stems

_MOST_LINES = 1_000
# How far from a line its topic may be named: a quotation goes on about what the sentences before it are about.
_BEFORE, _AFTER = 2, 1


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One thing that somebody said: the sentence, how its article calls who said it, and where else it stands.

    ``published`` is the day of the first article that has it, None where none is dated."""

    text: str
    speaker: str
    speech: Speech
    published: str | None
    citation: Citation
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What somebody said, the earliest first. ``is_complete``: every article that names the person was read."""

    name: str
    about: str | None
    lines: tuple[SaidLine, ...]
    articles_read: int
    is_complete: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as plain JSON types."""
        return on_wire(self)


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """Somebody who speaks in the articles, as they are called there, and in how many sentences."""

    name: str
    sentences: int
    articles: int


def said_by(view: View, name: str, *, about: str | None = None, filters: Filters | None = None) -> Ledger:
    """Collect what somebody said, all of it or what is about a topic. ``name`` is a name or what the articles call
    somebody ("the mayor of Elmsford"). Raises QuestionError for one without letters."""
    words = words_of(view, name, filters=filters)
    lines = list(words.lines if about is None else _about(view, stems(about), words.lines))
    lines.sort(key=lambda one: (one.article.published or "9999", one.article.id, one.sentence.start))
    is_complete = words.is_complete and len(lines) <= _MOST_LINES
    folded = tuple(_folded(lines[:_MOST_LINES]))
    return Ledger(name, about, folded, words.articles_read, is_complete)


def speakers(view: View, *, limit: int = 100) -> tuple[list[SpeakerCount], bool]:
    """Count who speaks in the newest articles, who says most first; and whether that is all articles."""
    summaries = view.articles(limit=MOST_ARTICLES)
    sentences, articles = Counter[str](), Counter[str]()
    for summary in summaries:
        spoken = [line.speaker for line in spoken_in(view, summary.id)]
        sentences.update(spoken)
        articles.update(set(spoken))
    names = sorted(sentences, key=lambda one: (-sentences[one], one))[:limit]
    counted = [SpeakerCount(one, sentences[one], articles[one]) for one in names]
    return counted, len(summaries) == view.article_count


def _about(view: View, topic: frozenset[str], lines: Sequence[SpokenSentence]) -> Iterator[SpokenSentence]:
    """Yield the lines that are about a topic; about anything where it has no words."""
    sentences = {article_id: view.sentences(article_id) for article_id in {line.article.id for line in lines}}
    for line in lines:
        if not topic or _is_about(topic, sentences[line.article.id], line.sentence.position):
            yield line


def _is_about(topic: frozenset[str], sentences: Sequence[Sentence], position: int) -> bool:
    """Tell whether a sentence, its heading or those beside it hold a word of a topic."""
    near = sentences[max(0, position - _BEFORE) : position + _AFTER + 1]
    held = stems(". ".join([sentences[position].section, *(one.text for one in near)]))
    return bool(topic & held)


def _folded(lines: Sequence[SpokenSentence]) -> Iterator[SaidLine]:
    for group in group_duplicates([Fingerprint.of(line.sentence.text) for line in lines]):
        first, *others = (lines[place] for place in group)
        places = (Occurrence(o.article.id, o.sentence.start, o.sentence.end) for o in others)
        citation = cite(first.article, first.sentence)
        published = first.article.published
        yield SaidLine(first.sentence.text, first.speaker, first.speech, published, citation, tuple(places))
