"""Word lists: the closed lists of English that more than one part needs, each in one file of ``qa/text/data``.

Owns reading them. The first lines of a file begin with "#" and say what it holds and where it comes from; then there
is a word a line, in lower case, with a tab and its kind behind it where the words are of several kinds.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of the list ``data/<name>.txt``."""
    return frozenset(line.split("\t")[0] for line in _lines(name))


@cache
def kinds_of_words(name: str) -> dict[str, frozenset[str]]:
    """Return the words of a list whose words are of several kinds, by kind."""
    rows = [line.split("\t") for line in _lines(name)]
    return {kind: frozenset(word for word, of in rows if of == kind) for _, kind in rows}


def rows_of(name: str) -> list[tuple[str, ...]]:
    """Return the words of each line of a list that holds several a line."""
    return [tuple(line.split()) for line in _lines(name)]


def is_english_word(word: str) -> bool:
    """Tell whether a word in lower case, of six letters or more, is one of English, in any of its forms."""
    return word.isalpha() and f"\n{word}\n" in _english_words()


@cache
def _english_words() -> str:
    # one text: a set of them would take ten times its memory, and is asked of rare words alone
    return _text("english_words")


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).splitlines() if line and not line.startswith("#")]


def _text(name: str) -> str:
    return resources.files("qa").joinpath(f"text/data/{name}.txt").read_text("utf-8")


WEEKDAYS = word_list("weekdays")
MONTHS = word_list("months")
PARTICLES = word_list("particles")
TITLES = word_list("titles")
#: Nouns that mean one person by what they do or are: "mayor", "engineer".
CALLINGS = TITLES | word_list("callings")
WORDS_FOR_WOMEN = word_list("words_for_women")
WORDS_FOR_MEN = word_list("words_for_men")
REPORTING_VERBS = kinds_of_words("reporting_verbs")
