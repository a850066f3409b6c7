"""Wording: which words an editor exchanges without changing what is said - "reporters" for "journalists", "metre" for
"meter". Pure.

Owns what stands for what: the pairs of British and American spelling and the sets of exchanged words are lists of
``qa/text/data``. Words of direction and amount have their own table, of pairs that are opposites.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.text.word_lists import rows_of
from qa.text.words import listed, stem

_OPPOSITES = tuple(
    tuple(map(listed, pair.split("/")))
    for pair in (
        "before/after",
        "above/below",
        "over/under",
        "up/down",
        "more/fewer less",
        "most/few least",
        "all every/some few",
        "for/against",
        "on/off",
        "in into/out",
        "to/from",
        "with/without",
        "first/last",
        "always/never",
        "both/neither",
    )
)


# Of spellings that the list of pairs leaves out: "-our", "-re", "-ise", "-yse", "-ogue", "-ence" and doubled letters,
# on keys, which have lost their endings.
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})our(?=s?\Z|i|h|able)"), "or"),
    (re.compile(r"(?<=[a-z]{2}[tb])r\Z"), "er"),
    (re.compile(r"is(?=\Z|ation|er\Z)"), "iz"),
    (re.compile(r"ys\Z"), "yz"),
    (re.compile(r"ogu\Z"), "og"),
    (re.compile(r"enc\Z"), "ens"),
    (re.compile(r"mm+\Z"), "m"),
    (re.compile(r"(?<=[a-z]{4})ll+\Z"), "l"),
)
_SHORTEST_RESPELT = 4


@lru_cache(maxsize=20_000)
def plain_wording(stemmed: str) -> str:
    """Return one form for all the stems that may stand for each other: by spelling, or by the table."""
    respelt = _respelt(stemmed)
    return _CLASSES.get(respelt, respelt)


def told_otherwise(stemmed: str) -> frozenset[str]:
    """Return the stems of the words by which articles may tell what is asked for by this one, without it."""
    return _TOLD.get(stemmed, frozenset())


def _respelt(stemmed: str) -> str:
    while (shorter := _respelt_once(stemmed)) != stemmed:
        stemmed = shorter
    return stemmed


def _respelt_once(stemmed: str) -> str:
    stemmed = _AMERICAN.get(stemmed, stemmed)
    if len(stemmed) >= _SHORTEST_RESPELT:
        for pattern, spelling in _SPELLINGS:
            stemmed = pattern.sub(spelling, stemmed)
        if stemmed.endswith("er"):
            stemmed = stem(stemmed)  # "kilometr" is "kilometer", of which the stem is shorter
    return stemmed


_AMERICAN = {stem(british): stem(american) for british, american in rows_of("british_american")}
_TOLD: dict[str, frozenset[str]] = {}
for _row in rows_of("asked_otherwise"):
    _stems = frozenset(map(stem, _row))
    for _word in _stems:
        _TOLD[_word] = _TOLD.get(_word, frozenset()) | (_stems - {_word})
_CLASSES = {_respelt(stem(word)): _respelt(stem(words[0])) for words in rows_of("exchanged") for word in words}


def opposed(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether of two sets of words each holds the opposite of what only the other holds: "before" and "after"."""
    only, others = one - other, other - one
    return any(
        (not a.isdisjoint(only) and not b.isdisjoint(others)) or (not b.isdisjoint(only) and not a.isdisjoint(others))
        for a, b in _OPPOSITES
    )
