"""The names and numbers of a draft's sentences, compared with sentences of articles that say the same: supported,
contradicted, or neither.

Owns what counts as saying the same. In doubt the verdict is "not in the articles": a name or number is contradicted
only where a similar sentence has another one in its place, or where it denies what the draft says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from qa.answering.citations import cite
from qa.checking import replaced
from qa.checking.claims import Claim
from qa.checking.drafts import Statement
from qa.checking.names import holds, is_day
from qa.checking.numerals import OF_TIME, Amount, amounts, is_another_unit
from qa.checking.places import Place
from qa.checking.records import Difference, Finding, Verdict
from qa.text.names import NAME_WORD
from qa.text.words import FUNCTION_WORDS, stems

# The shares of a sentence's other telling words that another sentence must hold: to support it; to contradict it; to
# contradict it although the name stands just beside, or to be taken for its denial.
_BORNE_OUT, _SAME, _ALL = 0.34, 0.5, 0.75
_FEWEST = 2
# Words of a report about words, which say nothing of what is reported.
_REPORTING = stems("said says told tells added reporters journalists")
_NUMBERED = regex.compile(rf"{NAME_WORD} \Z")
# Words that two sentences must share before one contradicts the other: fewer with a name among them.
_FEWEST_SHARED = 3


@dataclass(frozen=True, slots=True)
class _Overlap:
    """A sentence of an article beside one of the draft: how many of the telling words it holds, their share, and how
    many others it has."""

    share: float
    shared: int
    others: int
    place: Place


def judged(
    statement: Statement, claims: Sequence[Claim], *, near: Sequence[Place], quoted: Sequence[Place] = ()
) -> Iterator[Finding]:
    """Say of each claim of a sentence what the articles make of it. ``quoted``: where its quotations stand."""
    denied = _denied(statement, near)
    for claim in claims:
        rest = _telling(statement.blanked[: claim.start] + " " + statement.blanked[claim.end :])
        if denied is not None:
            finding = _finding(statement, claim, "contradicted", *denied)
        elif len(rest) < _FEWEST:  # "Ilse Marrowby said" states nothing about the name that could be checked
            bearing = next((place for place in near if _is_named_in(place, claim)), None)
            finding = _finding(statement, claim, "not_in_articles" if bearing is None else "supported", bearing)
        else:
            like = sorted((_overlap(rest, place) for place in near), key=lambda one: (-one.share, one.others))
            others = [one for one in claims if one.subject == "name" and one is not claim and not is_day(one.text)]
            finding = _weighed(statement, claim, [(one, _is_about(others, one)) for one in like], quoted=quoted)
        is_rank = claim.amount is not None and claim.amount.is_rank and not claim.text[0].isdigit()
        if not (is_rank and finding.verdict == "not_in_articles"):  # "a third man" counts nothing
            yield finding


def _denied(statement: Statement, near: Sequence[Place]) -> tuple[Place, Difference] | None:
    """Return the sentence nearly the same that denies what the draft says, or says what it denies."""
    rest = _telling(statement.blanked)
    like = [one for place in near if (one := _overlap(rest, place)).share >= _ALL]
    if len(rest) <= _FEWEST or not like:
        return None
    likest = max(like, key=lambda one: (one.share, replaced.similarity(statement, one.place)))
    difference = replaced.denial(statement, likest.place)
    return None if difference is None else (likest.place, difference)


def _weighed(
    statement: Statement, claim: Claim, like: Sequence[tuple[_Overlap, bool]], *, quoted: Sequence[Place]
) -> Finding:
    """Judge by the sentences that say most of the rest: does one hold the claim, or another in its place?

    A name may also stand just beside a sentence, as where that says "she"; not where it is nearly the same otherwise
    and has another name there."""
    able = [one for one, _ in like if one.share >= _BORNE_OUT and one.shared >= _FEWEST]
    bearing = next((one for one in able if _holds(statement, claim, one)), None)
    near_enough = _SAME if is_day(claim.text) else _BORNE_OUT
    is_name = claim.subject == "name"
    beside = next(
        (one.place for one in able if is_name and one.share >= near_enough and _is_beside(one.place, claim)), None
    )
    least = _ALL if beside is not None else _SAME
    for one, is_about in like:
        if one.share < least or (bearing is not None and one.share < bearing.share):
            break
        is_same = bearing is not None and one.share == bearing.share
        if not is_about:
            continue
        find = replaced.exchanged if is_same and one.share >= _ALL else None if is_same else replaced.instead
        against = None if find is None else find(statement, claim, place=one.place)
        if against is not None:
            return _finding(statement, claim, "contradicted", one.place, against)
    if bearing is not None and (measured := _of_another_unit(claim, bearing.place)) is not None:
        if any(one is bearing and is_about for one, is_about in like):
            return _finding(statement, claim, "contradicted", bearing.place, measured)
        bearing = None
    where = beside if bearing is None else bearing.place
    if where is None and claim.subject == "name":
        where = next((place for place in quoted if _is_beside(place, claim, reach=2)), None)
    return _finding(statement, claim, "not_in_articles" if where is None else "supported", where)


def _telling(text: str) -> frozenset[str]:
    return stems(re.sub(r"·+", " ", text)) - _REPORTING


def _overlap(rest: frozenset[str], place: Place) -> _Overlap:
    """Count a sentence's telling words that another sentence holds, its title and heading included."""
    held = stems(f"{place.article.title}. {place.sentence.section}. {place.sentence.text}")
    shared = len(rest & held)
    return _Overlap(shared / len(rest) if rest else 0.0, shared, len(stems(place.sentence.text) - rest), place)


def _is_about(names: Sequence[Claim], one: _Overlap) -> bool:
    """Tell whether a sentence is about the same as one of the draft: it shares enough words, and half of the other
    names stand in its article."""
    if one.share < _SAME:
        return False
    there = sum(_is_named_in(one.place, name) for name in names)
    return 2 * there >= len(names) and (there > 0 or one.shared >= _FEWEST_SHARED or one.share >= _ALL)


def _is_named_in(place: Place, claim: Claim) -> bool:
    return holds(place.article.text, claim.text, telling=place.held.telling) or holds(place.sentence.text, claim.text)


def _holds(statement: Statement, claim: Claim, one: _Overlap) -> bool:
    """Tell whether a sentence holds the claim: a number, of the same thing or with nearly all of the rest."""
    if claim.amount is None:
        # "Mr Brill" in an article that names Otto Brill
        by_surname = holds(one.place.sentence.text, claim.text.split()[-1]) and _is_named_in(one.place, claim)
        return by_surname or holds(one.place.sentence.text, claim.text)
    same = _same_amounts(claim.amount, one.place)
    if not same:
        return False
    if _is_in_a_score(statement, claim.amount, one.place) or _is_behind_name(statement, claim, one.place):
        return True
    measured = claim.amount.unit not in OF_TIME and bool(claim.amount.unit)
    if measured and any(claim.amount.unit == amount.unit for amount in same):
        return True
    return one.share >= _ALL or _is_same_thing(statement, claim, same, text=one.place.sentence.text)


def _is_in_a_score(statement: Statement, amount: Amount, place: Place) -> bool:
    """Tell whether a number is one of a score that a sentence has as well: "23 to 19"."""
    mine = [pair for pair in replaced.pairs(statement.blanked) if amount in pair]
    there = replaced.pairs(place.sentence.text)
    return any(all(map(Amount.is_same, pair, other)) for pair in mine for other in there)


def _is_behind_name(statement: Statement, claim: Claim, place: Place) -> bool:
    """Tell whether a number belongs to a name that a sentence has as well: "Apollo 11"."""
    before = _NUMBERED.search(statement.blanked, 0, claim.start)
    return before is not None and f"{before.group()}{claim.text}" in place.sentence.text


def _same_amounts(amount: Amount, place: Place) -> list[Amount]:
    """Return the amounts of a sentence that are as much as one of the draft, or that it leaves open."""
    return [one for one in amounts(place.sentence.text) if amount.is_same(one) or amount.fits(one)]


def _of_another_unit(claim: Claim, place: Place) -> Difference | None:
    """Return what differs where a sentence gives a number of the draft, but of another unit only."""
    amount = claim.amount
    same = [] if amount is None else _same_amounts(amount, place)
    if amount is None or not same or not all(is_another_unit(amount.unit, one.unit) for one in same):
        return None
    there, text = same[0], place.sentence.text
    return Difference(f"{claim.text} {amount.unit}".strip(), text[there.start : there.end].strip())


def _is_beside(place: Place, claim: Claim, *, reach: int = 1) -> bool:
    start, end = place.around(reach)
    return holds(f"{place.article.title}. {place.article.text[start:end]}", claim.text)


def _is_same_thing(statement: Statement, claim: Claim, same: Sequence[Amount], *, text: str) -> bool:
    """Tell whether the word behind a number is the same where a sentence has that number, where there is one."""
    behind = replaced.word_behind(statement.blanked, claim.end)
    if behind is None or behind in FUNCTION_WORDS:
        return True
    return any(stems(behind) & stems(replaced.word_behind(text, one.number_end) or "") for one in same)


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
