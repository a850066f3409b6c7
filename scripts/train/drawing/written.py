"""Training groups of the articles that were written for this project.

Owns how their groups are drawn: the answering sentence among those of the same article that the encoder takes for
answers. Knows nothing of tokens or models.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoders.base import Encoder
from index.splitting.sentences import split
from scripts.sets.written import WrittenArticle, WrittenQuestion, answering
from scripts.train.records import NO_SPAN, Candidate, Group

#: Of the likeliest sentences that do not answer, so many are drawn from so many.
NEGATIVES, AMONG = 4, 9
#: Groups whose answering sentence is taken away, groups without titles, questions in lower case without a mark.
TAKEN_AWAY, UNTITLED, PLAIN = 0.12, 0.12, 0.1
#: One article of so many is held back.
_HELD_BACK = 15


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A question with its article's sentences, likeliest first: (text, answers, span of the answer)."""

    title: str
    fold: str
    question: WrittenQuestion
    sentences: tuple[tuple[str, bool, tuple[int, int]], ...]


def written_groups(articles: Sequence[WrittenArticle], encoder: Encoder, *, passes: int, seed: int) -> Iterator[Group]:
    """Yield the groups of every question, ``passes`` times with other negatives."""
    chance = random.Random(seed)
    ranked = [one for number, article in enumerate(articles) for one in _ranked(article, encoder, number=number)]
    for _ in range(passes):
        for one in ranked:
            yield _group(one, chance)


def _ranked(article: WrittenArticle, encoder: Encoder, *, number: int) -> Iterator[_Ranked]:
    spans = [(span.start, span.end) for span in split(article.text)]
    texts = [article.text[start:end] for start, end in spans]
    vectors = encoder.encode_sentences([f"{article.title}. {text}" for text in texts])
    fold = "dev" if number % _HELD_BACK == _HELD_BACK - 1 else "train"
    for question in article.questions:
        order = np.argsort(-(vectors @ encoder.encode_question(question.text)), kind="stable")
        sentences = []
        for place in order:
            answers = answering(article, question, *spans[place])
            sentences.append((texts[place], answers, _span(texts[place], question) if answers else NO_SPAN))
        yield _Ranked(article.title, fold, question, tuple(sentences))


def _span(text: str, question: WrittenQuestion) -> tuple[int, int]:
    start = text.find(question.span) if question.span else -1
    return (start, start + len(question.span)) if start >= 0 else NO_SPAN


def _group(one: _Ranked, chance: random.Random) -> Group:
    title = "" if chance.random() < UNTITLED else one.title
    right = [s for s in one.sentences if s[1]]
    wrong = [s for s in one.sentences if not s[1]][:AMONG]
    # the likeliest one always, for it is what the reader will meet
    drawn = wrong[:1] + chance.sample(wrong[1:], min(NEGATIVES - 1, max(0, len(wrong) - 1)))
    candidates = [Candidate(text, title, answers=False, origin="near") for text, _, _ in drawn]
    kind = "on_topic"
    if right and chance.random() < TAKEN_AWAY:
        kind = "taken_away"
    elif right:
        text, _, span = chance.choice(right)
        kind, candidates = "answered", [Candidate(text, title, answers=True, origin="gold", span=span), *candidates]
    asked = one.question.text
    if chance.random() < PLAIN:
        asked = asked.rstrip("? ").lower()
    return Group(asked, kind, one.fold, tuple(candidates))
