"""Who is meant by an office: "the mayor" is not "the deputy mayor", and "the mayor of Pellworth" is the mayor in an
article that is about Pellworth.

Owns when an article bears that out; doubt means nobody. Knows nothing of who says what.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from index.records import Article
from index.words.keys import CAPITAL
from qa.attribution.person_names import RANKS
from qa.retrieval.spoken import beside, is_called
from qa.text.words import FUNCTION_WORDS

_PLACE = rf"(?:the\s+)?(?P<place>{CAPITAL}[\w’'-]*(?:\s+{CAPITAL}[\w’'-]*)*)"
#: An office in small letters, of something with a name: "the mayor of Pellworth".
_OFFICE = regex.compile(rf"\s*(?:[Tt]he\s+)?(?P<office>[\p{{Ll}}][\w’' -]*?)\s+(?:of|for|in|at)\s+{_PLACE}\s*")
_OF_PLACE = regex.compile(rf"\b(?:of|for|in|at)\s+{_PLACE}")
_WORD = regex.compile(r"[\w’'-]+")
# The title and the first sentence or two say where an article of news is.
_OPENING = 250


def is_meant(who: str, name: str, *, article: Article) -> bool:
    """Tell whether somebody who is asked for is a speaker of an article: by name, by what is put beside the name, or
    by an office of the place that the article is about."""
    if is_called(who, name):
        return True
    parts = beside(article.text, name)
    if is_called(who, " ".join([name, *parts])):
        return not _is_of_another_rank(who, parts)
    match = _OFFICE.fullmatch(who)
    if match is None or not _is_about(match["place"], article):
        return False
    office = match["office"]
    holds = is_called(office, " ".join(parts)) and not _is_of_another_rank(office, parts)
    return holds and not any(of["place"] != match["place"] for part in parts for of in _OF_PLACE.finditer(part))


def _is_about(place: str, article: Article) -> bool:
    """Tell whether an article names a place in its title, or right at its beginning: "PELLWORTH — The library"."""
    named = regex.compile(rf"\b{regex.escape(place)}\b", regex.IGNORECASE)
    return named.search(article.title) is not None or named.search(article.text[:_OPENING]) is not None


def _is_of_another_rank(who: str, parts: Sequence[str]) -> bool:
    """Tell whether a rank that was not asked for stands before the office wherever it is put beside the name."""
    wanted = [word for word in _words(who) if word not in FUNCTION_WORDS]
    if not wanted or not RANKS.isdisjoint(wanted):
        return False
    tokens = [_words(part) for part in parts]
    ranked = [at > 0 and of[at - 1] in RANKS for of in tokens for at, word in enumerate(of) if word == wanted[0]]
    return bool(ranked) and all(ranked)


def _words(text: str) -> list[str]:
    return [word for match in _WORD.findall(text.lower()) for word in match.split("-")]
