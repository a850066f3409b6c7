"""Whether a text holds a name of a draft, in whatever form: spelt otherwise, as initials, without a first name.

Owns which words of a text are names that could stand in the place of another. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checking.alignment import telling_words
from qa.text.names import NAME, begins_sentence, is_title
from qa.text.synonyms import plain_wording
from qa.text.word_frequency import rank_of
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, stem

_SMALL = frozenset({"of", "the", "and", "for", "&"})
_INITIALS = re.compile(r"[A-Z]{2,6}")
_SHORTEST_INITIALS = 2


def holds(text: str, name: str, *, telling: str | None = None) -> bool:
    """Tell whether a text, whose ``telling`` words may be known, holds a name: word for word, but for a title before it
    and the small words in it, in another spelling of English, with more words between ("Minister Dorn" in "Minister
    Ulrich Dorn"), or as its initials. One that is nothing but small words ("May", "US") stands as it is written."""
    words = telling_words(name)
    if not words and not (_INITIALS.fullmatch(name) and any(_are_initials(name, run) for run in _runs(text))):
        return re.search(rf"\b{re.escape(name)}\b", text) is not None
    if not words or f" {words} " in f" {telling_words(text) if telling is None else telling} ":
        return True
    return telling is None and any(_is_form_of(words.split(), name, run) for run in _runs(text))


def are_one(one: str, other: str) -> bool:
    """Tell whether two stretches of words name the same: but for titles, small words and the spelling of English."""
    names = [[_plain(word) for word in telling_words(name).split()] for name in (one, other)]
    return names[0] == names[1] or not all(names)


def rivals(text: str, *, sentence: str, start: int) -> list[str]:
    """Return the names of ``text``, a stretch of a sentence from ``start`` on, that may stand where another does: no
    title alone, and no plain word that only begins the sentence."""
    return [
        match.group()
        for match in NAME.finditer(text)
        if telling_words(match.group()) and not _only_opens(match.group(), sentence, start + match.start())
    ]


def is_day(name: str) -> bool:
    """Tell whether a name is that of a weekday or month."""
    return bool(words := name.lower().split()) and all(word in WEEKDAYS | MONTHS for word in words)


def _only_opens(name: str, sentence: str, start: int) -> bool:
    if not begins_sentence(sentence, start) or " " in name:
        return False
    return name.lower() in FUNCTION_WORDS or is_title(name.lower()) or rank_of(name.lower()) is not None


def _runs(text: str) -> Iterator[str]:
    return (match.group() for match in NAME.finditer(text))


def _is_form_of(words: list[str], name: str, run: str) -> bool:
    held = telling_words(run).split()
    plain, wanted = [_plain(word) for word in held], [_plain(word) for word in words]
    if _stand_in_order(wanted, plain):
        return True
    bare = re.sub(r"^The\s+", "", name)
    return _are_initials(bare, run) or _are_initials(run, bare)


def _stand_in_order(wanted: list[str], held: list[str]) -> bool:
    rest = iter(held)
    return all(word in rest for word in wanted)


def _are_initials(short: str, long: str) -> bool:
    if not _INITIALS.fullmatch(short):
        return False
    words = [word for word in re.split(r"[\s-]+", long) if word.lower() not in _SMALL]
    return len(words) >= _SHORTEST_INITIALS and "".join(word[0] for word in words).upper() == short


def _plain(word: str) -> str:
    return plain_wording(stem(word))
