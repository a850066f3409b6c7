"""Where candidates stand: their articles, the sentences beside them, and what a reader is shown of that.

Owns the records and the look-up. Knows nothing of ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index import View
from index.records import Article, Sentence
from qa.attribution.subjects import FURTHEST, pronoun_of, subject_of
from qa.confidence.features import QuestionFeatures
from qa.dates import WrittenOut, names_a_day, written_out
from qa.reader.base import ReaderInput, Reading
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

    def find() -> str:
        return subject_of(article.text, sentence, before=view.neighbours(sentence.number, before=FURTHEST, after=0))

    return view.derived(("subject", sentence.number), find)


def _within(neighbour: Sentence | None, sentence: Sentence) -> Sentence | None:
    return neighbour if neighbour is not None and neighbour.article_id == sentence.article_id else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader is shown of a candidate, and how its text differs from the sentence."""

    input: ReaderInput
    written: WrittenOut

    def placed(self, reading: Reading) -> Reading:
        """Return a reading with its span where it stands in the sentence itself."""
        span = reading.answer_span
        return reading if span is None else replace(reading, answer_span=self.written.back(span))


def shown(question: QuestionFeatures, candidate: Candidate, *, place: Surroundings) -> Shown:
    """Lay out a candidate for a reader.

    Where the question asks when, "on Monday" is written as the date that it means: readers have learned from
    encyclopaedias that a date tells when, and are less sure that a weekday does."""
    written = WrittenOut(candidate.sentence.text)
    if question.kind == "time" and not names_a_day(question.question):
        before = () if place.before is None else (place.before,)
        written = written_out(place.article, candidate.sentence, before=before)
    return Shown(_reader_input(candidate, place, text=written.text), written)


def _reader_input(candidate: Candidate, place: Surroundings, *, text: str) -> ReaderInput:
    """Lay out a sentence, as ``text``, with its title, section and the sentence before it; whom it is about stands
    before the section, where neither title nor section say so, and who said it, where the question asks for that."""
    previous = "" if place.before is None else place.before.text
    section = candidate.sentence.section
    if place.subject and place.subject.split()[-1] not in f"{place.article.title} {section}":
        section = f"{place.subject}. {section}".rstrip()
    if candidate.speaker and candidate.speaker not in candidate.sentence.text:
        section = f"{candidate.speaker} said. {section}".rstrip()
    return ReaderInput(text, place.article.title, section, previous)
