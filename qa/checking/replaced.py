"""What a similar sentence of an article has in the place of a name or number of a draft, exchanges with another, or
denies.

Owns when a difference of words is a contradiction. In doubt it is none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from qa.checking.alignment import aligned, words_of
from qa.checking.claims import Claim
from qa.checking.drafts import Statement
from qa.checking.names import are_one, holds, is_day, rivals
from qa.checking.numerals import Amount, amounts
from qa.checking.places import Place
from qa.checking.records import Difference
from qa.text.word_lists import REPORTING_VERBS
from qa.text.words import FUNCTION_WORDS, is_denial, stem, stems, tokens

_REPORTING = frozenset(map(stem, frozenset().union(*REPORTING_VERBS.values())))
_LISTED = re.compile(r"(?:[\s,;/]|and\b|or\b)*")
_PAIRED = re.compile(r"\s*(?:to|[-–—:])\s*")
# A word that stands further behind a number than this is not what is counted.
_BESIDE = 3
# Words on each side of a number that tell which number of a sentence is meant.
_NEAR = 3
# Telling words that may differ beside a name: with more, two stretches say different things.
_MOST_BESIDE = 2


def word_behind(text: str, end: int) -> str | None:
    """Return the word right behind an offset, as words are compared."""
    behind = words_of(text[end:])[:1]
    return behind[0].plain if behind and behind[0].start <= _BESIDE else None


def instead(statement: Statement, claim: Claim, *, place: Place) -> Difference | None:
    """Return what stands in a like sentence where the draft has the claim, when it is of the same kind."""
    text, words = _plain(statement), {word.plain for word in words_of(claim.text)}
    there = [
        one for one in _differences(text, place) if one.article and words & {word.plain for word in words_of(one.draft)}
    ]
    if claim.amount is not None:
        return _another_number(text, claim, claim.amount, place, there)
    return next((one for one in there if _is_another_name(claim, one, text, place)), None)


def _another_number(
    text: str, claim: Claim, amount: Amount, place: Place, differences: Sequence[Difference]
) -> Difference | None:
    """Return the number in the claim's place, or that which counts the same: the one with most of its words around."""
    in_place = (_number_in(one.article, amount, text, place) for one in differences)
    others = [*filter(None, in_place), *_counted_otherwise(text, claim, amount, place)]
    if not others:
        return None
    sentence, mine = place.sentence.text, _around(text, claim.start, claim.end)
    other = max(others, key=lambda one: len(mine & _around(sentence, one.start, one.number_end)))
    return Difference(claim.text, sentence[other.start : other.number_end])


def _around(text: str, start: int, end: int) -> frozenset[str]:
    """Return the telling words near a number: of "charged two people who killed nine people", nine were killed."""
    return stems(" ".join([*text[:start].split()[-_NEAR:], *text[end:].split()[:_NEAR]]))


@lru_cache(maxsize=512)  # asked for each number of a sentence
def pairs(text: str) -> tuple[tuple[Amount, Amount], ...]:
    """Return the numbers that stand as a score: "23 to 19", "5-4"."""
    return tuple(
        (one, other)
        for one, other in itertools.pairwise(amounts(text))
        if _PAIRED.fullmatch(text, one.number_end, other.start)
    )


def exchanged(statement: Statement, claim: Claim, *, place: Place) -> Difference | None:
    """Return what stands in the claim's place in a sentence of the same words, where the two stand in each other's
    place: "23 of the 164" and "164 of the 23"."""
    if claim.amount is not None and (score := _turned(statement, claim.amount, place)) is not None:
        return score
    differences = _differences(_plain(statement), place)
    if len(differences) != 2 or not all(_content(one.draft) and _content(one.article) for one in differences):
        return None
    first, second = differences
    is_crossed = _is_one(first.draft, second.article) and _is_one(second.draft, first.article)
    between = _plain(statement).partition(first.draft)[2].partition(second.draft)[0]
    if not is_crossed or _LISTED.fullmatch(between):  # "in the 12th and 88th minutes": an order that says nothing
        return None
    mine = {word.plain for word in words_of(claim.text)}
    return next((one for one in differences if mine & {word.plain for word in words_of(one.draft)}), None)


def _turned(statement: Statement, amount: Amount, place: Place) -> Difference | None:
    """Return the score of a sentence that the draft has the other way about."""
    text, sentence = statement.blanked, place.sentence.text
    there = pairs(sentence)
    for first, second in pairs(text):
        if amount not in (first, second) or first.is_same(second):
            continue
        if any(first.is_same(one) and second.is_same(other) for one, other in there):
            continue
        for one, other in there:
            if first.is_same(other) and second.is_same(one):
                written = text[first.start : second.number_end], sentence[one.start : other.number_end]
                return Difference(*written)
    return None


def denial(statement: Statement, place: Place) -> Difference | None:
    """Return the words that differ where of two sentences of the same words only one denies."""
    for one in _differences(_plain(statement), place):
        sides = [tokens(one.draft), tokens(one.article)]
        denies = [any(map(is_denial, side)) for side in sides]
        if denies[0] != denies[1] and _content(one.draft) == _content(one.article):
            return one
    return None


def _plain(statement: Statement) -> str:
    return statement.blanked.replace("·", " ")


def _differences(text: str, place: Place) -> Sequence[Difference]:
    alignment = aligned(text, place.sentence.text)
    return alignment.differences if alignment else ()


def similarity(statement: Statement, place: Place) -> float:
    """Return the share of words that a sentence and one of the draft have in the same order."""
    alignment = aligned(_plain(statement), place.sentence.text)
    return 0.0 if alignment is None else alignment.similarity


def _content(text: str) -> frozenset[str]:
    return frozenset(key for word in tokens(text) if not is_denial(word) for key in stems(word))


def _is_one(one: str, other: str) -> bool:
    numbers = amounts(one), amounts(other)
    if any(numbers):
        return len(numbers[0]) == len(numbers[1]) == 1 and numbers[0][0].is_same(numbers[1][0])
    return _content(one) == _content(other)


def _number_in(stretch: str, amount: Amount, text: str, place: Place) -> Amount | None:
    """Return the number of an article's sentence of which a part stands in a stretch of it, if it is none of the
    draft's sentence."""
    sentence, words = place.sentence.text, {word.plain for word in words_of(stretch)}
    there = [one for one in amounts(sentence) if words & _words_of(one, sentence)]
    if any(_agree(amount, one) for one in there):
        return None
    here = amounts(text)
    return next((one for one in there if one.is_like(amount) and not any(map(one.is_same, here))), None)


def _words_of(amount: Amount, text: str) -> set[str]:
    return {word.plain for word in words_of(text[amount.start : amount.number_end])}


def _agree(one: Amount, other: Amount) -> bool:
    """Tell whether two numbers may be one: the same, or a round one and one that it leaves open."""
    return one.is_same(other) or one.fits(other) or other.fits(one)


def _is_another_name(claim: Claim, difference: Difference, text: str, place: Place) -> bool:
    sentence = place.sentence.text
    there = rivals(difference.article, sentence=sentence, start=max(0, sentence.find(difference.article)))
    elsewhere = f"{text[: claim.start]} {text[claim.end :]}"
    mine = {word.plain for word in words_of(claim.text)}
    beside = [word for word in words_of(difference.draft) if word.plain not in mine and stems(word.plain)]
    others = [
        word for word in words_of(difference.article) if stems(word.plain) and word.plain not in " ".join(there).lower()
    ]
    if max(len(beside), len(others)) > _MOST_BESIDE or _reports(difference.draft) != _reports(difference.article):
        return False
    is_exact = difference == Difference(claim.text, difference.article) and difference.article in there
    return any(
        (is_exact or is_day(claim.text) == is_day(name))
        and not are_one(difference.draft, name)
        and not holds(text, name)
        and not (" " in name and re.search(rf"\b{re.escape(name.split()[-1])}\b", elsewhere))  # "Moss", of Daniel Moss
        for name in there
    )


def _reports(text: str) -> bool:
    """Tell whether a stretch says whose words something is, "the Chronicle says"."""
    return not _REPORTING.isdisjoint(map(stem, tokens(text)))


def _counted_otherwise(text: str, claim: Claim, amount: Amount, place: Place) -> list[Amount]:
    """Return the other numbers that a like sentence gives of the same thing: the word behind them is the same."""
    behind = word_behind(text, claim.end)
    if behind is None or behind in FUNCTION_WORDS:
        return []
    sentence, here = place.sentence.text, amounts(text)
    return [
        one
        for one in amounts(sentence)
        if one.is_like(amount)
        and not _agree(amount, one)
        and not any(map(one.is_same, here))
        and stems(behind) & stems(word_behind(sentence, one.number_end) or "")
    ]
