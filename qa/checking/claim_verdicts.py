"""The names and numbers of a draft's sentences, compared with sentences of articles that say the same: supported,
contradicted, or neither.

Owns what counts as saying the same. In doubt the verdict is "not in the articles": a name or number is contradicted
only where a similar sentence has another one in its place.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answering.citations import cite
from qa.checking.alignment import aligned, telling_words, words_of
from qa.checking.amounts import Amount, amount_at, amounts, is_another_unit
from qa.checking.drafts import Statement
from qa.checking.places import Place
from qa.checking.records import Difference, Finding, Verdict
from qa.text.names import NAME, begins_sentence
from qa.text.words import FUNCTION_WORDS, numbers, stems

# The shares of a sentence's other telling words that another sentence must hold: to support it; to contradict it; to
# contradict it although the name stands just beside.
_BORNE_OUT, _SAME, _ALL = 0.34, 0.5, 0.75
_FEWEST = 2
# A word that stands further behind a number than this is not what is counted.
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A name or number of a sentence, at its place there."""

    subject: Literal["name", "number"]
    text: str
    start: int
    end: int


def claims_of(statement: Statement, *, known_names: frozenset[str]) -> list[Claim]:
    """List the names and numbers that a sentence states outside its quotations, in order.

    ``known_names``: words that stand with a capital inside the draft's sentences; one that only begins a sentence is
    none."""
    text = statement.blanked
    claims = [
        Claim("name", m.group(), m.start(), m.end())
        for m in NAME.finditer(text)
        if not (begins_sentence(text, m.start()) and _is_opening(m.group(), known_names))
    ]
    named = [(claim.start, claim.end) for claim in claims]
    claims += [
        Claim("number", text[w.start : w.end], w.start, w.end)
        for w in words_of(text)
        if numbers(text[w.start : w.end]) and not any(s <= w.start < e for s, e in named)
    ]
    return sorted(claims, key=lambda claim: claim.start)


def known_names(statements: Sequence[Statement]) -> frozenset[str]:
    """Collect the words written with a capital inside sentences."""
    names = set()
    for statement in statements:
        for match in NAME.finditer(statement.blanked):
            if not begins_sentence(statement.blanked, match.start()):
                names |= set(match.group().lower().split())
    return frozenset(names)


def _is_opening(name: str, known: frozenset[str]) -> bool:
    words = name.lower().split()
    return len(words) == 1 and (words[0] in FUNCTION_WORDS or words[0] not in known)


def judged(statement: Statement, claims: Sequence[Claim], *, near: Sequence[Place]) -> Iterator[Finding]:
    """Say of each claim of a sentence what the articles make of it."""
    for claim in claims:
        rest = _telling(statement.blanked[: claim.start] + " " + statement.blanked[claim.end :])
        if len(rest) < _FEWEST:  # "Ilse Marrowby said" states nothing about the name that could be checked
            bearing = next(
                (place for place in near if _names(place.article.text, claim, telling=place.held.telling)), None
            )
            yield _finding(statement, claim, "not_in_articles" if bearing is None else "supported", bearing)
            continue
        yield _weighed(statement, claim, sorted(((_share(rest, p), p) for p in near), key=lambda one: -one[0]))


def _weighed(statement: Statement, claim: Claim, like: Sequence[tuple[float, Place]]) -> Finding:
    """Judge by the sentences that say most of the rest: does one hold the claim, or another in its place?

    A name may also stand just beside a sentence, as where that says "she"; not where it is nearly the same otherwise
    and has another name there."""
    bearing = next(((s, p) for s, p in like if s >= _BORNE_OUT and _holds(statement, claim, p, share=s)), None)
    beside = next(
        (p for s, p in like if s >= _BORNE_OUT and claim.subject == "name" and _is_beside(place=p, claim=claim)), None
    )
    least = _ALL if beside is not None else _SAME
    for share, place in like:
        if share < least or (bearing is not None and share <= bearing[0]):
            break
        against = _instead(statement, claim, place)
        if against is not None:
            return _finding(statement, claim, "contradicted", *against)
    if bearing is not None and (measured := _of_another_unit(statement, claim, bearing[1])) is not None:
        if bearing[0] >= _SAME:
            return _finding(statement, claim, "contradicted", bearing[1], measured)
        bearing = None
    where = beside if bearing is None else bearing[1]
    return _finding(statement, claim, "not_in_articles" if where is None else "supported", where)


def _telling(text: str) -> frozenset[str]:
    return stems(re.sub(r"·+", " ", text))


def _share(rest: frozenset[str], place: Place) -> float:
    """Return the share of a sentence's telling words that another sentence holds, its title and heading included."""
    held = stems(f"{place.article.title}. {place.sentence.section}. {place.sentence.text}")
    return len(rest & held) / len(rest) if rest else 0.0


def _holds(statement: Statement, claim: Claim, place: Place, *, share: float) -> bool:
    """Tell whether a sentence holds the claim: a number, of the same thing or with nearly all of the rest."""
    if claim.subject == "name":
        return _names(place.sentence.text, claim)
    same = _same_amounts(statement, claim, place)
    if not same and not numbers(claim.text) <= numbers(place.sentence.text):
        return False
    if any(amount.unit and amount.unit == unit for unit, amount in same):
        return True
    return share >= _ALL or _same_thing(statement.blanked[claim.end :], claim, place)


def _same_amounts(statement: Statement, claim: Claim, place: Place) -> list[tuple[str, Amount]]:
    """Return the amounts of a sentence that are as much as the one that a number of the draft belongs to, each with the
    unit of that one."""
    amount = amount_at(statement.blanked, claim.start)
    if amount is None:
        return []
    return [(amount.unit, one) for one in amounts(place.sentence.text) if one.values & amount.values]


def _of_another_unit(statement: Statement, claim: Claim, place: Place) -> Difference | None:
    """Return what differs where a sentence gives a number of the draft, but of another unit only."""
    amount = amount_at(statement.blanked, claim.start) if claim.subject == "number" else None
    same = _same_amounts(statement, claim, place)
    if amount is None or not same or not all(is_another_unit(unit, one.unit) for unit, one in same):
        return None
    (_, there), text = same[0], place.sentence.text
    return Difference(statement.blanked[amount.start : amount.end].strip(), text[there.start : there.end].strip())


def _is_beside(*, claim: Claim, place: Place) -> bool:
    start, end = place.around(1)
    text = f"{place.article.title} {place.article.text[start:end]}"
    return _names(text, claim)


def _same_thing(after: str, claim: Claim, place: Place) -> bool:
    """Tell whether the word behind a number is the same in a sentence that has that number, where there is one."""
    behind = words_of(after)[:1]
    if not behind or behind[0].plain in FUNCTION_WORDS or behind[0].start > _BESIDE:
        return True
    words = words_of(place.sentence.text)
    return any(
        numbers(claim.text) <= numbers(word.plain) and stems(following.plain) & stems(behind[0].plain)
        for word, following in itertools.pairwise(words)
    )


def _names(text: str, claim: Claim, *, telling: str | None = None) -> bool:
    """Tell whether a text, whose ``telling`` words may be known, holds a name, word for word, but for a title before it
    and the small words in it. A name that is nothing but such words ("May", "US") stands as it is written."""
    name = telling_words(claim.text)
    if not name:
        return re.search(rf"\b{re.escape(claim.text)}\b", text) is not None
    return f" {name} " in f" {telling_words(text) if telling is None else telling} "


def _instead(statement: Statement, claim: Claim, place: Place) -> tuple[Place, Difference] | None:
    """Return what stands in a like sentence where the draft has the claim, when it is of the same kind."""
    text = statement.blanked.replace("·", " ")
    alignment = aligned(text, place.sentence.text)
    for difference in alignment.differences if alignment else ():
        shared = {w.plain for w in words_of(claim.text)} & {w.plain for w in words_of(difference.draft)}
        if not shared or not difference.article:
            continue
        if claim.subject == "number" and numbers(difference.article):
            return place, difference
        if claim.subject == "name" and any(
            not begins_sentence(difference.article, m.start()) or m.group().lower() not in FUNCTION_WORDS
            for m in NAME.finditer(difference.article)
        ):
            return place, difference
    return _counted_otherwise(text, claim, place) if claim.subject == "number" else None


def _counted_otherwise(text: str, claim: Claim, place: Place) -> tuple[Place, Difference] | None:
    """Return the other number that a like sentence gives of the same thing: the word behind it is the same."""
    behind = words_of(text[claim.end :])[:1]
    words = words_of(place.sentence.text)
    for word, following in itertools.pairwise(words):
        written = place.sentence.text[word.start : word.end]
        if behind and numbers(written) and stems(following.plain) & stems(behind[0].plain):
            return place, Difference(claim.text, written)
    return None


def _finding(
    statement: Statement, claim: Claim, verdict: Verdict, place: Place | None, difference: Difference | None = None
) -> Finding:
    start = statement.start + claim.start
    return Finding(
        claim.subject,
        verdict,
        claim.text,
        start,
        start + len(claim.text),
        source=None if place is None else place.sentence.text,
        differences=() if difference is None else (difference,),
        citation=None if place is None else cite(place.article, place.sentence),
    )
