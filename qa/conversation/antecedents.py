"""Referents: whom or what a question could mean that names nobody - the names in the sentences likeliest to answer it.

Owns how names are found in sentences without a grammar, and which of them fit "he", "it" or "this county". Pure: texts
in, places of names out. Knows nothing of corpora or of how sentences are ranked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from index.words.keys import CAPITAL
from qa.conversation.references import Pointer
from qa.text.mentions import FEMALE, MALE, content_stems
from qa.text.near_duplicates import spelt_alike
from qa.text.words import FUNCTION_WORDS, listed, stem

MOST = 5

# Only so many places where a name may stand are looked at, and so far around each: a text can be long, and hostile.
_MOST_SPANS = 200
_NEAR = 200
_CAPITAL = rf"{CAPITAL}[\w’'-]*"
_NAME = regex.compile(rf"\b{_CAPITAL}(?:[ \t]+(?:(?:of|of the|de|del|la|van|von|der|bin|al)[ \t]+)?{_CAPITAL})*")
_TITLE = listed(
    """mr mrs ms dr sir dame lord lady president minister mayor governor senator captain inspector detective sergeant
    colonel lieutenant general judge justice professor reverend bishop king queen prince princess chancellor secretary
    director"""
)
_SPEAKING = re.compile(
    r"\W{0,3}\s*(?:who |also |later |has |had |then )*(?:said|says|told|tells|added|adds|maintained|asked|answered"
    r"|replied|warned|insisted|argued|explained|wrote|writes|announced|denied|called|radioed|recalled)\b"
)
_SPOKEN_BY = re.compile(r"\b(?:said|says|told|added|according to|asked|by|who is|named)\s+$", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:in|at|near|from|around|outside|across|to|into|towards)\s+(?:the\s+)?$", re.IGNORECASE)
# What ends the name of an institution, a work or a place, and never that of a person.
_IMPERSONAL = listed(
    """bank bay bridge bureau center centre church city club college commission committee company corporation council
    county court department desert district echo fund government guard harbour hospital house institute island lake
    league library ministry mission mountain museum news office park parliament party police port post province river
    road school sea service society square state station street strasse times tower town tribune union university
    village wall war zone agency airport army association telescope cup day act space"""
)
_CALENDAR = listed(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter"""
)
_HE, _SHE = (re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE) for words in (MALE, FEMALE))
_MALE_TITLES, _FEMALE_TITLES = listed("mr sir lord king prince"), listed("mrs ms dame lady queen princess")


class Told(NamedTuple):
    """A sentence that names may stand in, and the one after it, which may go on about them."""

    text: str
    after: str = ""


@dataclass(slots=True)
class Name:
    """A name, where it was first found - sentence by place in the order given, ``start`` and ``end`` in its text - and
    what its surroundings say it is. ``male`` is negative for a woman, 0 where nothing tells."""

    text: str
    sentence: int
    start: int
    end: int
    person: int = 0
    place: int = 0
    male: int = 0
    called: set[str] = field(default_factory=set)

    @property
    def is_person(self) -> bool:
        """Say whether it can be a person's name: a single word needs more than a position to be one."""
        return self.person > self.place and (self.person > 1 or " " in self.text)


def referents(pointer: Pointer, sentences: Sequence[Told], *, asked: Collection[str] = ()) -> list[Name]:
    """Choose up to MOST names from sentences, the likeliest first, that a pointer could mean.

    ``asked`` are the stems of the question: what it names itself is not what it asks for. For "this county" those
    called a county come before those that only stand in a place's or thing's position.
    """
    known = frozenset(asked) - set(pointer.noun)
    found = [n for n in names(sentences) if not frozenset(content_stems(n.text)) <= known]
    if pointer.human:
        against = -1 if pointer.human == "he" else 1
        return [n for n in found if n.is_person and n.male * against <= 0][:MOST]
    if pointer.noun:
        called = [n for n in found if not n.called.isdisjoint(pointer.noun)]
        return (called or [n for n in found if not n.is_person])[:MOST]
    return sorted(found, key=lambda n: n.is_person)[:MOST]


def names(sentences: Sequence[Told]) -> list[Name]:
    """Find the names in sentences, in order, each once: "Holt" is the "Maren Holt" of another sentence.

    A capital that begins a sentence makes no name of a word that is written with one nowhere else.
    """
    every = ((place, start, end) for place, told in enumerate(sentences) for start, end in _spans(told.text))
    spans = list(itertools.islice(every, _MOST_SPANS))
    inside = {sentences[p].text[s:e] for p, s, e in spans if not _begins(sentences[p].text, s)}
    found: list[Name] = []
    for place, start, end in spans:
        start += _led_in_by(sentences[place].text, (start, end), inside)
        shown = sentences[place].text[start:end]
        if " " not in shown and shown not in inside:
            continue
        name = next((n for n in found if _is_same(shown, n.text)), None)
        if name is None:
            name = Name(shown, place, start, end)
            found.append(name)
        elif len(shown.split()) > len(name.text.split()):
            name.text, name.sentence, name.start, name.end = shown, place, start, end
        _describe(name, sentences[place], span=(start, end))
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Find runs of capitalised words, without what leads in to a name: function words, titles and days."""
    for match in _NAME.finditer(text):
        words = list(re.finditer(r"\S+", match.group()))
        while words and _leads_in(words[0].group()):
            words.pop(0)
        if words and not (match.group().isupper() and len(match.group()) > 5):  # a dateline
            start = match.start() + words[0].start()
            yield start, start + len(re.sub(r"['’]s?$", "", text[start : match.end()]))


def _leads_in(word: str) -> bool:
    lower = word.lower()
    return lower in FUNCTION_WORDS or lower in _TITLE or re.sub(r"['’]s$", "", lower) in _CALENDAR


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence, or what is quoted or reported in it, begins here."""
    return text[max(0, start - _NEAR) : start].rstrip()[-1:] in {"", *".:;?!—–-•“‘\"'("}


def _led_in_by(text: str, span: tuple[int, int], inside: Collection[str]) -> int:
    """Return the length of a first word that is only capital because the sentence begins with it."""
    first, _, rest = text[span[0] : span[1]].partition(" ")
    return len(first) + 1 if rest in inside and _begins(text, span[0]) else 0


def _is_same(one: str, other: str) -> bool:
    """Tell whether two names are one: equal but for the spelling, or the words of one within the other."""
    few, many = sorted((one.split(), other.split()), key=len)
    places = range(len(many) - len(few) + 1)
    return any(all(a == b or spelt_alike(a, b) for a, b in zip(few, many[at:], strict=False)) for at in places)


def _describe(name: Name, told: Told, *, span: tuple[int, int]) -> None:
    shown = told.text[span[0] : span[1]]
    before, after = told.text[max(0, span[0] - _NEAR) : span[0]], told.text[span[1] : span[1] + _NEAR]
    words = frozenset(shown.lower().split())
    title = "".join(re.findall(r"[\w’'-]+", before)[-1:]).lower()
    placed = bool(_PLACED.search(before))
    speaks = (bool(_SPEAKING.match(after)) and not placed) or title in _TITLE
    name.person += 2 * speaks + bool(_SPOKEN_BY.search(before)) + (len(words) in (2, 3))
    name.place += 2 * placed + 4 * (not _IMPERSONAL.isdisjoint(words) or any(map(str.isdigit, words)))
    name.male += (title in _MALE_TITLES) - (title in _FEMALE_TITLES)
    name.male += sum(bool(_HE.search(text)) - bool(_SHE.search(text)) for text in (after, told.after[:_NEAR]))
    name.called |= set(content_stems(shown)) | _kinds(before, after)


def _kinds(before: str, after: str) -> set[str]:
    """Return the stems of what a name is said to be: "the county of NAME", "NAME county", "NAME, a county"."""
    kinds = re.findall(r"([\w-]+)(?:\s+of)?\s+(?:the\s+)?$", before)[-1:]
    kinds += re.findall(r"^\s+([\w-]+)", after)
    for apposition in re.findall(r"^,\s+(?:an?|the|one of the)\s+([^,.;]{1,60})", after):
        kinds += re.findall(r"[\w-]+", apposition)[:6]
    return {stem(kind.lower()) for kind in kinds if kind.lower() not in FUNCTION_WORDS}
