"""Precedence: which statement stands before a more relevant one: one with all names of the question, or one that is
known to be the words, or to tell the act, of whoever is asked for.

Owns these rules. Statements, ranked, in; the same statements in another order out. Knows nothing of how they were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from qa.confidence.abstention import RIVAL, Rated
from qa.confidence.features import QuestionFeatures
from qa.text.speech_questions import asked_act
from qa.text.words import content_words, stems


class Stated(Rated, Protocol):
    """A statement with the sentence that is quoted for it."""

    @property
    def text(self) -> str:
        """Return the sentence."""


_Statement = TypeVar("_Statement", bound=Stated)


def in_order(question: QuestionFeatures, ranked: Sequence[_Statement]) -> list[_Statement]:
    """Put the statement first that has precedence over the most relevant one, if any has; keep the others' order."""
    acting = _acting(question, ranked)
    if acting is not None:  # also without the first name that the question has
        return _before(ranked, acting)
    named = _before(ranked, _named(ranked))
    return _before(named, _spoken(named))


def _before(ranked: Sequence[_Statement], first: _Statement | None) -> list[_Statement]:
    return sorted(ranked, key=lambda one: one is not first)


def _named(ranked: Sequence[_Statement]) -> _Statement | None:
    """If the first statement lacks a name of the question: the best one that has all names and is surer."""
    named = [one for one in ranked if not one.features.unmatched_entities]
    if not named or named[0] is ranked[0]:
        return None
    return next((one for one in named if one.confidence > ranked[0].confidence), None)


def _acting(question: QuestionFeatures, ranked: Sequence[_Statement]) -> _Statement | None:
    """Where it is asked what somebody promised or denied: the best one that tells it, if nearly as sure as the first.
    What they said besides is no promise."""
    act = asked_act(question.question)
    if not act or not ranked:
        return None
    who = stems(" ".join(content_words(question.speaker)[-1:]))
    telling = (one for one in ranked if act in stems(one.text) and who <= stems(one.text))
    return next((one for one in telling if one.confidence >= RIVAL * ranked[0].confidence), None)


def _spoken(ranked: Sequence[_Statement]) -> _Statement | None:
    """If somebody's words are asked for and the first statement is not known to be theirs: the best one that is and is
    surer. "What did the goalkeeper say?" is not answered by what the coach said."""
    if not ranked or ranked[0].features.spoken:
        return None
    return next((one for one in ranked if one.features.spoken and one.confidence > ranked[0].confidence), None)
