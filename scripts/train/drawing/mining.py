"""Hard negatives: for a question, the likeliest sentences of its article and of other articles.

Owns two ways to rank them, by shared words (TF-IDF over "title. sentence"), which costs a minute for all of SQuAD, and
by the encoder's vectors, which costs minutes for a fifth of it and finds what the reader will meet; and who may pass
for not answering. Knows nothing of groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from index.encoders.base import Encoder
from scripts.train.records import Pool, Question
from scripts.train.sources import normal

#: (paragraph, sentence) numbers.
Place = tuple[int, int]
Ranked = tuple[list[Place], list[Place]]
_AT_ONCE = 400
#: A word that a larger share of the sentences holds tells nothing, unless they are few.
_COMMON, _FEW = 0.02, 50
#: Letters and digits that a sentence must have, and an answer string so that finding it means something.
_LEAST_SENTENCE, _LEAST_ANSWER = 12, 3
#: A sentence that shares so many of its words with the answering one repeats it.
_REPEATS = 0.6


class Miner(Protocol):
    """Ranks the pool's sentences for questions."""

    def nearest(self, questions: Sequence[Question], *, each: int) -> Iterator[Ranked]:
        """Yield for every question its likeliest sentences: of its own article (its own paragraph among them), and of
        other articles, ``each`` of both, likeliest first."""

    def cosine(self, question: Question, place: Place) -> float | None:
        """Return the encoder's cosine, where vectors were computed."""


class WordMiner:
    """Ranks by shared words, the rarer the more. A sentence that shares none is not among the likeliest."""

    def __init__(self, pool: Pool) -> None:
        self.places = places_of(pool)
        self._articles = _Articles(pool, self.places)
        most = max(_FEW, int(_COMMON * len(self.places)))
        self._words = TfidfVectorizer(stop_words="english", sublinear_tf=True, max_df=most, dtype=np.float32)
        self._table = self._words.fit_transform([titled(pool, place) for place in self.places]).T.tocsr()

    def nearest(self, questions: Sequence[Question], *, each: int) -> Iterator[Ranked]:
        """Yield for every question its likeliest sentences of its own article and of others."""
        for begin in range(0, len(questions), _AT_ONCE):
            part = questions[begin : begin + _AT_ONCE]
            scores = (self._words.transform([q.text for q in part]) @ self._table).tocsr()
            for i, question in enumerate(part):
                row = scores.getrow(i)
                yield self._articles.divided(question, row.indices, row.data, each=each)

    def cosine(self, question: Question, place: Place) -> float | None:  # noqa: ARG002 - the protocol's
        """Return None: no vectors are computed."""
        return None


class VectorMiner:
    """Ranks by the cosine of question and "title. sentence"."""

    def __init__(self, pool: Pool, encoder: Encoder, questions: Sequence[Question]) -> None:
        """Encode the whole pool and the questions: about 150 texts a second on two cores."""
        self.places = places_of(pool)
        self._articles = _Articles(pool, self.places)
        self._sentences = encoder.encode_sentences([titled(pool, place) for place in self.places])
        self._row = {place: row for row, place in enumerate(self.places)}
        self._questions = {q: encoder.encode_question(q.text) for q in dict.fromkeys(questions)}

    def nearest(self, questions: Sequence[Question], *, each: int) -> Iterator[Ranked]:
        """Yield for every question its likeliest sentences of its own article and of others."""
        rows = np.arange(len(self.places))
        for question in questions:
            scores = self._sentences @ self._questions[question]
            yield self._articles.divided(question, rows, scores, each=each)

    def cosine(self, question: Question, place: Place) -> float | None:
        """Return the cosine of a question and a sentence, to three places."""
        return round(float(self._sentences[self._row[place]] @ self._questions[question]), 3)


class _Articles:
    """Which of the pool's sentences are of a question's article."""

    def __init__(self, pool: Pool, places: Sequence[Place]) -> None:
        articles = sorted({paragraph.article for paragraph in pool.paragraphs})
        number = {article: i for i, article in enumerate(articles)}
        self._places = places
        self._of_paragraph = np.array([number[paragraph.article] for paragraph in pool.paragraphs])
        self._of_row = self._of_paragraph[[p for p, _ in places]]

    def divided(self, question: Question, rows: NDArray[Any], scores: NDArray[np.float32], *, each: int) -> Ranked:
        """Return the places of the ``each`` greatest scores of the question's article, and of others."""
        own = self._of_row[rows] == self._of_paragraph[question.paragraph]
        first, second = (_greatest(rows[chosen], scores[chosen], each) for chosen in (own, ~own))
        return [self._places[row] for row in first], [self._places[row] for row in second]


def _greatest(rows: NDArray[Any], scores: NDArray[np.float32], count: int) -> list[int]:
    if len(rows) > count:
        kept = np.argpartition(-scores, count - 1)[:count]
        rows, scores = rows[kept], scores[kept]
    return [int(row) for row in rows[np.lexsort((rows, -scores))]]


def places_of(pool: Pool) -> list[Place]:
    """List the places of all sentences, in order."""
    return [(p, i) for p, paragraph in enumerate(pool.paragraphs) for i in range(len(paragraph.sentences))]


def titled(pool: Pool, place: Place) -> str:
    """Return a sentence as a corpus encodes it: under its title."""
    paragraph = pool.paragraphs[place[0]]
    sentence = paragraph.sentences[place[1]]
    return f"{paragraph.title}. {sentence}" if paragraph.title else sentence


def safe(pool: Pool, question: Question, place: Place) -> bool:
    """Say whether a sentence may pass for not answering: no answer string in it, no repeat of the answering one."""
    text = pool.paragraphs[place[0]].sentences[place[1]]
    plain = normal(text)
    answers = [answer for answer in map(normal, question.answers) if len(answer) >= _LEAST_ANSWER]
    if len(plain) < _LEAST_SENTENCE or any(answer in plain for answer in answers):
        return False
    if question.sentence is None:
        return True
    gold = set(pool.paragraphs[question.paragraph].sentences[question.sentence].lower().split())
    own = set(text.lower().split())
    return len(gold & own) < _REPEATS * min(len(gold), len(own))
