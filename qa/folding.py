"""Folding: which sentences say the same, so that a reader sees one quote with all its occurrences.

Owns what "the same" means: equal words, or nearly the same words where one sentence states nothing that the other does
not, with equal numbers and equal denials. Two reports that differ in a number or a name are never one quote. Knows
nothing of scores or articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.words import denies, numbers, stems, tokens

# Below five content words a single one decides ("Turnout was high": "Turnout was low"), so only equality counts there.
_FEWEST_WORDS = 5
_LEAST_OVERLAP = 0.7
_LEAST_SUPPORT = 0.6


@dataclass(frozen=True, slots=True)
class Statement:
    """What of a sentence is compared: its words, the stems of the telling ones, its numbers, whether it denies."""

    words: tuple[str, ...]
    stems: frozenset[str]
    numbers: frozenset[str]
    denies: bool

    @classmethod
    def of(cls, text: str) -> Statement:
        """Read the statement off a sentence."""
        return cls(tuple(tokens(text)), stems(text), numbers(text), denies(text))


def same_statement(one: Statement, other: Statement) -> bool:
    """Tell whether two sentences say the same in the same, or nearly the same, words."""
    if one.words == other.words:
        return bool(one.words)
    if one.numbers != other.numbers or one.denies != other.denies:
        return False
    less, more = sorted((one.stems, other.stems), key=len)
    if len(less) < _FEWEST_WORDS or len(less) < _LEAST_OVERLAP * len(more):
        return False
    return all(_has(more, word) for word in less)


def support(summary: Statement, body: Statement) -> float:
    """Return the share of a headline's or highlight's telling words that a body sentence also says; 0 if too few.

    A number in the summary that the body sentence lacks ends the support: it speaks of something else.
    """
    if not summary.stems or not summary.numbers <= body.numbers:
        return 0.0
    share = sum(_has(body.stems, word) for word in summary.stems) / len(summary.stems)
    return share if share >= _LEAST_SUPPORT else 0.0


def fold(statements: Sequence[Statement]) -> list[list[int]]:
    """Group statements that say the same: lists of places, each led by its first, in order of the leaders.

    A statement joins the first group whose leader says the same, so groups do not depend on anything but the order.
    """
    groups: list[list[int]] = []
    for place, statement in enumerate(statements):
        for group in groups:
            if same_statement(statements[group[0]], statement):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def spelt_alike(one: str, other: str) -> bool:
    """Tell whether two words are spellings of one name: equal in consonants, both ends and, but for one, length."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or one[0] != other[0] or one[-1] != other[-1]:
        return False
    return not one.isdigit() and _consonants(one) == _consonants(other)


def _has(words: frozenset[str], word: str) -> bool:
    return word in words or any(spelt_alike(word, other) for other in words)


def _consonants(word: str) -> str:
    return re.sub(r"[aeiouy]", "", word)
