"""The speech ledger: a person's direct and indirect speech, the earliest first, reprints folded into one line.

Owns which articles are read for it and how lines are folded. Speakers are found when they are asked for, so an article
costs nothing more when it is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index import View
from index.records import Article, Filters, Sentence
from qa.answering.citations import cite
from qa.attribution.speakers import Speakers
from qa.errors import QuestionError
from qa.records import Citation, Occurrence, Speech
from qa.rendering.wire import citation_on_wire
from qa.retrieval.spoken import means
from qa.text.near_duplicates import Fingerprint, group_duplicates
from qa.text.words import stems

#: Articles that are read for one ledger, those first that name the person most; more are told as not read.
MOST_ARTICLES = 300
_MOST_HITS = 3_000
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

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain JSON types."""
        citation = citation_on_wire(asdict(self.citation))
        return asdict(self) | {"citation": citation, "occurrences": [asdict(one) for one in self.occurrences]}


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
        return {
            "name": self.name,
            "about": self.about,
            "lines": [line.to_dict() for line in self.lines],
            "articles_read": self.articles_read,
            "is_complete": self.is_complete,
        }


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """Somebody who speaks in the articles, as they are called there, and in how many sentences."""

    name: str
    sentences: int
    articles: int


@dataclass(frozen=True, slots=True)
class _Line:
    article: Article
    sentence: Sentence
    speaker: str
    speech: Speech


def said_by(view: View, name: str, *, about: str | None = None, filters: Filters | None = None) -> Ledger:
    """Collect what somebody said, all of it or what is about a topic. ``name`` is a name or what the articles call
    somebody ("the mayor of Elmsford"). Raises QuestionError for one without letters."""
    if not any(character.isalpha() for character in name):
        raise QuestionError(f"{name!r} names nobody; give a name, such as 'Ilse Marrowby'")
    hits = view.rows([hit.number for hit in view.lexical(name, _MOST_HITS, filters=filters)])
    named = [article for article, _ in Counter(row.article_id for row in hits.values()).most_common()]
    lines: list[_Line] = []
    for article_id in named[:MOST_ARTICLES]:
        lines += _lines(view, article_id, who=name, about=frozenset() if about is None else stems(about))
    lines.sort(key=lambda one: (one.article.published or "9999", one.article.id, one.sentence.start))
    is_complete = len(named) <= MOST_ARTICLES and len(hits) < _MOST_HITS and len(lines) <= _MOST_LINES
    folded = tuple(_folded(lines[:_MOST_LINES]))
    return Ledger(name, about, folded, min(len(named), MOST_ARTICLES), is_complete)


def speakers(view: View, *, limit: int = 100) -> tuple[list[SpeakerCount], bool]:
    """Count who speaks in the newest articles, who says most first; and whether that is all articles."""
    summaries = view.articles(limit=MOST_ARTICLES)
    sentences, articles = Counter[str](), Counter[str]()
    for summary in summaries:
        spoken = [line.speaker for line in _lines(view, summary.id)]
        sentences.update(spoken)
        articles.update(set(spoken))
    names = sorted(sentences, key=lambda one: (-sentences[one], one))[:limit]
    counted = [SpeakerCount(one, sentences[one], articles[one]) for one in names]
    return counted, len(summaries) == view.article_count


def _lines(
    view: View, article_id: str, *, who: str | None = None, about: frozenset[str] = frozenset()
) -> Iterator[_Line]:
    article, sentences = view.article(article_id), view.sentences(article_id)
    known, meant = Speakers(article.text, sentences), dict[str, bool]()
    for sentence in sentences:
        attribution = known.of(sentence.position)
        if attribution.speaker is None or attribution.speech is None:
            continue
        name = attribution.speaker.name
        if who is not None and name not in meant:
            meant[name] = means(who, name, text=article.text)
        if meant.get(name, True) and (not about or _is_about(about, sentences, sentence.position)):
            yield _Line(article, sentence, name, attribution.speech)


def _is_about(topic: frozenset[str], sentences: Sequence[Sentence], position: int) -> bool:
    """Tell whether a sentence, its heading or those beside it hold a word of a topic."""
    near = sentences[max(0, position - _BEFORE) : position + _AFTER + 1]
    held = stems(". ".join([sentences[position].section, *(one.text for one in near)]))
    return bool(topic & held)


def _folded(lines: Sequence[_Line]) -> Iterator[SaidLine]:
    for group in group_duplicates([Fingerprint.of(line.sentence.text) for line in lines]):
        first, *others = (lines[place] for place in group)
        places = (Occurrence(o.article.id, o.sentence.start, o.sentence.end) for o in others)
        citation = cite(first.article, first.sentence)
        published = first.article.published
        yield SaidLine(first.sentence.text, first.speaker, first.speech, published, citation, tuple(places))
