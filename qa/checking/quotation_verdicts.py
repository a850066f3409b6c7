"""A quotation of a draft against places that may hold it: word for word, altered, by another speaker, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answering.citations import cite
from qa.checking.alignment import Alignment, aligned, words_of
from qa.checking.drafts import Quotation
from qa.checking.places import Place, Places
from qa.checking.records import Difference, Finding, Verdict

# What a writer marks as left out of a quotation or put into it.
_CUT = re.compile(r"\s*(?:\[[^\]]*\]|\((?:\.\.\.|…)\)|…|\.\.\.)\s*")
_END = " \t\n,.;:!?"
# From this likeness on a quotation is a stretch of the article with other words in it; of a short one, two of three.
_ALTERED, _ALTERED_SHORT, _SHORT = 0.6, 0.65, 6
_MOST_REACH = 6


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a quotation was found, how like it is, and who says it there."""

    place: Place
    start: int
    end: int
    likeness: float
    is_exact: bool
    differences: tuple[Difference, ...]
    speaker: str | None


def judged(quotation: Quotation, *, near: Sequence[Place], places: Places) -> Finding:
    """Say what the articles make of a quotation."""
    matches = sorted(
        _matches(quotation, near, places),
        key=lambda m: (-m.likeness, not m.is_exact, not agrees(quotation.speaker, m.speaker), m.place.sentence.number),
    )
    least = _ALTERED if len(words_of(quotation.text)) >= _SHORT else _ALTERED_SHORT
    if not matches or matches[0].likeness < least:
        return _finding(quotation, "absent", None)
    best = matches[0]
    if best.likeness < 1.0:
        return _finding(quotation, "altered", best)
    same = [match for match in matches if match.likeness == 1.0]
    if all(_differ(quotation.speaker, match.speaker) for match in same):
        return _finding(quotation, "wrong_speaker", best)
    return _finding(quotation, "verbatim" if best.is_exact else "moved", best)


def agrees(one: str | None, other: str | None) -> bool:
    """Tell whether two ways of naming a speaker can mean the same, as far as names tell."""
    return one is not None and other is not None and not _differ(one, other)


def _differ(one: str | None, other: str | None) -> bool:
    """Tell whether two speakers are surely two: both named, with no word of their names in common."""
    if one is None or other is None or not (_is_name(one) and _is_name(other)):
        return False
    names = [{word.plain for word in words_of(name)} for name in (one, other)]
    return names[0].isdisjoint(names[1])


def _is_name(speaker: str) -> bool:
    return all(word[:1].isupper() for word in speaker.split()[-1:]) and not speaker.lower().startswith(("the ", "a "))


def _matches(quotation: Quotation, near: Sequence[Place], places: Places) -> Iterator[_Match]:
    parts = [part.strip(_END) for part in _CUT.split(quotation.text)]
    parts = [part for part in parts if words_of(part)]
    reach = min(_MOST_REACH, quotation.text.count(". ") + quotation.text.count("? ") + 1)
    known = set()
    for place in near:
        begin, end = place.around(reach)
        if (place.article.id, begin, end) in known:
            continue
        known.add((place.article.id, begin, end))
        stretch = place.article.text[begin:end]
        found = [aligned(part, stretch) for part in parts]
        whole = [one for one in found if one is not None]
        if len(whole) < len(parts) or not whole:
            continue
        yield _match(parts, whole, place, begin=begin, places=places)


def _match(parts: Sequence[str], found: Sequence[Alignment], place: Place, *, begin: int, places: Places) -> _Match:
    sizes = [len(words_of(part)) for part in parts]
    likeness = sum(one.likeness * size for one, size in zip(found, sizes, strict=True)) / sum(sizes)
    if all(one.likeness == 1.0 for one in found):
        likeness = 1.0
    start, end = min(one.start for one in found) + begin, max(one.end for one in found) + begin
    text = place.article.text
    exact = len(parts) == 1 and parts[0] in text[begin:]
    speaker = places.speaker_at(place, start)
    differences = tuple(one for part in found for one in part.differences)
    return _Match(place, start, end, likeness, exact, differences, None if speaker is None else speaker.name)


def _finding(quotation: Quotation, verdict: Verdict, match: _Match | None) -> Finding:
    if match is None:
        text, start, end = quotation.text, quotation.start, quotation.end
        return Finding("quotation", verdict, text, start, end, draft_speaker=quotation.speaker)
    sentences = match.place.sentences
    first = max((s.position for s in sentences if s.start <= match.start), default=0)
    return Finding(
        "quotation",
        verdict,
        quotation.text,
        quotation.start,
        quotation.end,
        source=match.place.article.text[match.start : match.end],
        differences=match.differences,
        draft_speaker=quotation.speaker,
        article_speaker=match.speaker,
        citation=cite(match.place.article, sentences[first]),
    )
