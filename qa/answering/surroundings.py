"""Where candidates stand: their articles, the sentences beside them, and what a reader is shown of that.

Owns the records and the look-up. Knows nothing of ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index import View
from index.records import Article, Sentence
from qa.attribution.subjects import FURTHEST, pronoun_of, subject_of
from qa.reader.base import ReaderInput
from qa.retrieval.hybrid import Candidate


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sentence stands: its article, the sentences just before and after it there, and the person whom it means
    by the pronoun that it begins with, "" where none is known."""

    article: Article
    before: Sentence | None
    after: Sentence | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the candidates stand, by the sentence's number, and which articles are copies of one another: in copies, a
    word that an editor replaced does not make another statement."""

    places: Mapping[int, Surroundings]
    are_one: Callable[[str, str], bool] = lambda _one, _other: False


def surroundings(view: View, sentences: Sequence[Sentence]) -> dict[int, Surroundings]:
    """Look up the article and the neighbours of each sentence, by the sentence's number."""
    articles = {article_id: view.article(article_id) for article_id in dict.fromkeys(s.article_id for s in sentences)}
    near = view.rows(sorted({s.number + step for s in sentences for step in (-1, 1)}))
    return {
        s.number: Surroundings(
            articles[s.article_id],
            _within(near.get(s.number - 1), s),
            _within(near.get(s.number + 1), s),
            _subject(view, articles[s.article_id], s),
        )
        for s in sentences
    }


def _subject(view: View, article: Article, sentence: Sentence) -> str:
    if pronoun_of(sentence) is None:
        return ""
    return subject_of(article.text, sentence, before=view.neighbours(sentence.number, before=FURTHEST, after=0))


def _within(neighbour: Sentence | None, sentence: Sentence) -> Sentence | None:
    return neighbour if neighbour is not None and neighbour.article_id == sentence.article_id else None


def reader_input(candidate: Candidate, place: Surroundings) -> ReaderInput:
    """Lay out a sentence for a reader, with its title, section and the sentence before it; whom it is about stands
    before the section, where neither title nor section say so, and who said it, where the question asks for that."""
    previous = "" if place.before is None else place.before.text
    section = candidate.sentence.section
    if place.subject and place.subject.split()[-1] not in f"{place.article.title} {section}":
        section = f"{place.subject}. {section}".rstrip()
    if candidate.speaker and candidate.speaker not in candidate.sentence.text:
        section = f"{candidate.speaker} said. {section}".rstrip()
    return ReaderInput(candidate.sentence.text, place.article.title, section, previous)
