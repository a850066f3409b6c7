"""Near-duplicates: which sentences say the same, so that a reader sees one quote with all its occurrences.

Owns what "the same" means: equal words, or nearly the same words in the same order where one sentence states nothing
that the other does not, with equal numbers and equal denials. Words that editors exchange count as equal. Two reports
that differ in a number, a name, a date or a denial are never one quote. Knows nothing of scores or articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words.keys import is_capitalised
from index.words.keys import words as keyed
from qa.text.synonyms import opposed, plain_wording
from qa.text.word_lists import WEEKDAYS
from qa.text.words import FUNCTION_WORDS, content_words, is_denial, listed, numbers_in_order, stem

# With fewer than five content words one word changes all ("Turnout was high", "Turnout was low"): then only equal
# sentences count.
_FEWEST_WORDS = 5
_LEAST_OVERLAP = 0.7
_LEAST_SUPPORT = 0.6
# In a sentence of at least this many words, nine in ten or more still agree when one is exchanged.
_FEWEST_TO_EXCHANGE = 8
# Forms of verbs without a regular ending that say what happened or how it stands.
_VERBS = frozenset(
    map(
        stem,
        listed(
            """
            is are was were be been has had won lost rose fell grew shrank hit beat struck hurt shot cut died killed
            kept left took gave got made found held sold bought paid told knew saw met led fled sank
            burnt broke began ended wins loses rises falls grows hits beats kills dies keeps leaves takes gives gets
            makes finds holds sells buys pays"""
        ),
    )
)
# Days move about in a sentence without changing what it says.
_DAYS = frozenset(map(stem, WEEKDAYS | listed("yesterday today tomorrow")))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of a sentence is compared: its words; the stems of the telling ones, in order, in one wording; which of them
    are names; its numbers, in order; and what it denies."""

    words: tuple[str, ...]
    order: tuple[str, ...]
    names: frozenset[str]
    numbers: tuple[str, ...]
    denied: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        """Read the statement off a sentence."""
        return _read(text)

    @property
    def stems(self) -> frozenset[str]:
        """Return the stems of the telling words."""
        return frozenset(self.order)


@lru_cache(maxsize=4096)
def _read(text: str) -> Fingerprint:
    read = keyed(text)
    words = [word.text for word in read]
    order = tuple(dict.fromkeys(plain_wording(stem(word)) for word in content_words(text)))
    raised = [] if text.isupper() else [w for w in read if is_capitalised(text[w.start : w.end])]
    names = frozenset(plain_wording(stem(word.text)) for word in raised)
    denied = tuple(_after(words, place) for place, word in enumerate(words) if is_denial(word))
    return Fingerprint(tuple(words), order, names, numbers_in_order(text), denied)


def _after(words: Sequence[str], place: int) -> str:
    """Return what a denial denies: the first telling word behind it."""
    behind = content_words(" ".join(words[place + 1 :]))
    return plain_wording(stem(behind[0])) if behind else ""


def is_duplicate(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two sentences say the same in the same, or nearly the same, words."""
    if one.words == other.words:
        return bool(one.words)
    if one.numbers != other.numbers or one.denied != other.denied:
        return False
    less, more = sorted((one, other), key=lambda statement: len(statement.order))
    if len(less.order) < _FEWEST_WORDS or len(less.order) < _LEAST_OVERLAP * len(more.order):
        return False
    counterparts = [_counterpart(word, less, more) for word in less.order if word not in _DAYS]
    if not _days(less) <= _days(more) or counterparts != [word for word in more.order if word in counterparts]:
        return False
    return not opposed(frozenset(one.words), frozenset(other.words))


def _days(statement: Fingerprint) -> frozenset[str]:
    return statement.stems & _DAYS


def _counterpart(word: str, one: Fingerprint, other: Fingerprint) -> str | None:
    """Return the word of the other sentence that says what a word of one does: itself, or a name spelt alike."""
    if word in other.order:
        return word
    if word not in one.names:
        return None
    return next((name for name in other.order if name in other.names and spelt_alike(word, name)), None)


def one_word_apart(one: str, other: str) -> bool:
    """Tell whether two sentences are the same but for one ordinary word in the same place, as when an editor changes a
    word in a copy. The word is no name, number or denial, no opposite, and no verb, since that says what happened."""
    mine, theirs = _read(one).words, _read(other).words
    if len(mine) != len(theirs) or len(mine) < _FEWEST_TO_EXCHANGE:
        return False
    apart = [place for place, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if len(apart) != 1 or numbers_in_order(one) != numbers_in_order(other):
        return False
    a, b = keyed(one)[apart[0]], keyed(other)[apart[0]]
    written = one[a.start : a.end], other[b.start : b.end]
    return all(map(_is_ordinary, written)) and not opposed(frozenset({a.text}), frozenset({b.text}))


def _is_ordinary(word: str) -> bool:
    is_plain = word.isalpha() and word.islower() and word not in FUNCTION_WORDS and not is_denial(word)
    return (
        is_plain
        and not word.endswith(("ed", "ing"))
        and stem(word) not in _DAYS | _VERBS
        and not numbers_in_order(word)
    )


def support(summary: Fingerprint, body: Fingerprint) -> float:
    """Return the share of a headline's or highlight's telling words that a body sentence also says; 0 if too few.

    A number in the summary that the body sentence lacks ends the support: it speaks of something else.
    """
    if not summary.order or not frozenset(summary.numbers) <= frozenset(body.numbers):
        return 0.0
    share = sum(_counterpart(word, summary, body) is not None for word in summary.order) / len(summary.order)
    return share if share >= _LEAST_SUPPORT else 0.0


def group_duplicates(statements: Sequence[Fingerprint]) -> list[list[int]]:
    """Group statements that say the same: lists of places, each led by its first, in order of the leaders.

    A statement joins the first group whose leader says the same, so groups do not depend on anything but the order.
    """
    groups: list[list[int]] = []
    for place, statement in enumerate(statements):
        for group in groups:
            if is_duplicate(statements[group[0]], statement):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def spelt_alike(one: str, other: str) -> bool:
    """Tell two spellings of one name: the same consonants, the same ends, at most a letter's difference in length."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or one[0] != other[0] or one[-1] != other[-1]:
        return False
    return not one.isdigit() and _consonants(one) == _consonants(other)


def _consonants(word: str) -> str:
    return re.sub(r"[aeiouy]", "", word)
