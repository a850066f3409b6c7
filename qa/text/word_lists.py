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


def _lines(name: str) -> list[str]:
    text = resources.files("qa").joinpath(f"text/data/{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


WEEKDAYS = word_list("weekdays")
MONTHS = word_list("months")
PARTICLES = word_list("particles")
TITLES = word_list("titles")
#: Nouns that mean one person by what they do or are: "mayor", "engineer".
CALLINGS = TITLES | word_list("callings")
WORDS_FOR_WOMEN = word_list("words_for_women")
WORDS_FOR_MEN = word_list("words_for_men")
REPORTING_VERBS = kinds_of_words("reporting_verbs")
