"""Whether two sentences speak of one scene: a place or event that both name, and neither only a part of it.

Owns which names say nothing about that. Pure. It prevents the kinds of mistakes that were found by reading flags on
RealTimeQA (tests/data/disagreement_labels.jsonl): a disease or "County" as the only common name; a state
against all states, a country against "Turkey and Syria". Periods and parts of places are told apart by ``extents``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.records import Article
from qa.disagreement.extents import happenings, have_one_extent, is_struck_before
from qa.disagreement.quantities import NUMERALS
from qa.disagreement.sayings import claim_of
from qa.text.names import IMPERSONAL, name_words
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, listed, tokens

# Characters at the beginning of an article, where its subject is named.
_LEAD = 1_500
# If one of the two has more names than this that the other lacks, they are about other places.
_MOST_MORE = 3
# Names that do not identify a place: a disease, and general words of place names.
_EVERYWHERE = listed("covid coronavirus county state states city town district province region")
# Adjectives of nations do not say where something happened ("the Turkish ministry").
_NATIONAL = re.compile(r"(?:[aei]ans?|ese|ish|[dnq]is?|eli|elis)$")
# What stands in brackets explains who speaks.
_ASIDE = re.compile(r"\([^()]*\)")
# "109 people, with 105 of those in Florida": the names are those of the part, but not behind an aside that ends: "123
# people − 33 of them children − in the West Bank".
_OF_THEM = r"(?:with\s+|and\s+)?[\w,.]+\s+of\s+(?:those|them|these|whom|which)\b"
_PART_ASIDE = re.compile(
    rf"\s[−–—-]+\s{_OF_THEM}[^−–—]{{0,120}}?\s[−–—-]+(?=\s)|,\s{_OF_THEM}[^,A-Z\d]{{0,120}},(?=\s(?:in|at|on|near|were|was|died)\s)"
)
_PART = re.compile(rf"[\s,]*\b{_OF_THEM}.*", re.IGNORECASE | re.DOTALL)
# "In one block of flats", "on its top floor": a part of what the other counts, unless it says so too.
_WITHIN = re.compile(
    r"\b(?:in|on|at|inside|under|near|aboard)\s+(?:one|an?|its|his|her|their|(?:[A-Z][\w-]*\s)*[A-Z][\w-]*[’']s)\s+"
    r"(?:[A-Z][\w-]*\s+)?((?:[a-z-]+\s+){0,2}[a-z-]+)"
)
# "In the goods train", of a sentence that also names the place that the other names.
_WITHIN_THE = re.compile(r"\b(?:in|on|at|inside|aboard)\s+the\s+((?:[a-z-]+\s+){0,2}[a-z-]+)")
_WHOLE = listed(
    "area region city town village district night morning afternoon evening day week end total past same wake meantime"
)
_WHERE_SAID = listed("statement interview post tweet report video letter speech update message briefing news press new")
_FIRST = re.compile(r"\W*([A-Z][\w-]*)(\s[A-Z])?")
_PLACE = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
# "Turkey and Syria", "California, Hawaii and New Jersey": what is counted is counted in all of these together.
_JOINED = re.compile(rf"{_PLACE}(?:, (?:the )?{_PLACE})*,? and (?:the )?{_PLACE}")
# "Quay, Linden withdraw 900 ladders": two that act in a headline, or a place in a place.
_LISTED = re.compile(rf"\b({_PLACE}),\s(?=({_PLACE}))")
_BETWEEN = re.compile(r",? and (?:the )?|, (?:the )?")


def is_one_scene(one: tuple[Article, str], other: tuple[Article, str], *, is_placed: bool = False) -> bool:
    """Tell whether two sentences, each with its article, name one place or event that both articles begin with, and
    count all of it. ``is_placed``: the same place is known to stand beside both numbers."""
    (article, text), (article_there, text_there) = one, other
    return _is_one_scene((text, lead_of(article)), (text_there, lead_of(article_there)), is_placed)


@lru_cache(maxsize=2_048)  # question after question finds the same sentences, and compares them again
def _is_one_scene(one: tuple[str, str], other: tuple[str, str], is_placed: bool) -> bool:
    pairs = [(_PART.sub("", _PART_ASIDE.sub("", _ASIDE.sub("", text))), lead) for text, lead in (one, other)]
    texts = one[0], other[0]
    all_names, all_there = (_names_of(text, lead) for text, lead in pairs)
    names, names_there = (_claimed(text, lead) for text, lead in pairs)
    leads = [names_in(lead) for _, lead in pairs]
    is_in_leads = _telling(all_names & all_there) & leads[0] & leads[1]
    if not is_placed and (not is_in_leads or len(names ^ names_there) > _MOST_MORE):
        return False
    if _is_in_more(texts[0], all_there, own=all_names) or _is_in_more(texts[1], all_names, own=all_there):
        return False
    if any(_is_within_more(text, there) for text, there in (texts, texts[::-1])):
        return False
    if names == names_there and _inner_place(*texts) != _inner_place(*texts[::-1]):
        return False
    return have_one_extent(*texts)


def each_names_more(one: tuple[Article, str], other: tuple[Article, str]) -> bool:
    """Tell whether each sentence, with its article, names a place or body that the other does not ("Maine cast ...",
    "Nebraska cast ..."), who says it left aside or not."""
    pairs = [[reading(text, lead_of(article)) for article, text in (one, other)] for reading in (_names_of, _claimed)]
    return not any(names <= names_there or names_there <= names for names, names_there in pairs)


def share_a_name(one: tuple[Article, str], other: tuple[Article, str]) -> bool:
    """Tell whether two sentences, each with its article, have a name in common."""
    names, names_there = (_names_of(text, lead_of(article)) for article, text in (one, other))
    return not names.isdisjoint(names_there)


def _claimed(text: str, lead: str) -> frozenset[str]:
    return names_in(claim_of(text), lead)


def _names_of(text: str, lead: str) -> frozenset[str]:
    """Return the words of names in a sentence; a first word that only belongs to who says it does not count."""
    return names_in(text) | _claimed(text, lead)


def lead_of(article: Article) -> str:
    """Return the beginning of an article's text, where its subject is named."""
    return article.text[:_LEAD]


def _is_within_more(text: str, other: str) -> bool:
    """Tell whether a sentence counts within a place without a name of which another says nothing."""
    places = [frozenset(tokens(match[1])) - FUNCTION_WORDS for match in _WITHIN.finditer(text)]
    return any(place and place.isdisjoint({*tokens(other), *_WHERE_SAID}) for place in places)


def _inner_place(text: str, other: str) -> bool:
    """Tell whether a sentence counts within something that another says nothing of: no event, hour or whole place."""
    claim = claim_of(text)
    matches = [match for match in _WITHIN_THE.finditer(claim) if not is_struck_before(claim, match.start())]
    places = [frozenset(tokens(match[1])) - FUNCTION_WORDS for match in matches]
    elsewhere = {*tokens(other), *_WHOLE}
    return any(place and place.isdisjoint(elsewhere) and not happenings(" ".join(place)) for place in places)


def _is_in_more(text: str, names: frozenset[str], *, own: frozenset[str]) -> bool:
    """Tell whether a sentence joins places of which only some are among the names of another. ``own``: its names."""
    for match in _LISTED.finditer(claim_of(text)):
        first, second = (frozenset(tokens(place)) for place in match.groups())
        if first <= own and first.isdisjoint(names) and not second.isdisjoint(names):
            return True
    for match in _JOINED.finditer(text):
        places = [frozenset(tokens(place)) for place in _BETWEEN.split(match.group())]
        shared = [not place.isdisjoint(names) for place in places]
        if any(shared) and not all(shared):
            return True
    return False


@lru_cache(maxsize=2_048)
def names_in(text: str, lead: str = "") -> frozenset[str]:
    """Return the words of names in a text but those of days, for two events of one Saturday are two; its first word too
    where another name follows or the lead of its article has it as a name."""
    names = name_words(text) - WEEKDAYS - MONTHS
    first = _FIRST.match(text)
    if first and (first[2] or re.search(rf"[a-z,]\s{re.escape(first[1])}\b", lead)):
        names |= {first[1].lower()} - WEEKDAYS - MONTHS - FUNCTION_WORDS
    return names - NUMERALS


def _telling(names: frozenset[str]) -> frozenset[str]:
    kept = names - _EVERYWHERE - IMPERSONAL
    return frozenset(name for name in kept if len(name) > 1 and not _NATIONAL.search(name))
