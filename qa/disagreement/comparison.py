"""Sentences of independent origins that give different numbers or dates for the same thing.

Owns what "the same thing" is: the same noun with the same words before it, most of the other telling words, a common
name, and days near each other. Precision goes before recall: where any of it is in doubt nothing is said, and never
which is right.

Of 93 flags on RealTimeQA that were read (tests/data/disagreement_labels.jsonl) 50 were wrong under the rules that
raised them. 24 are left, none of them wrong, 15 of them in the half that nothing was mended on
(scripts/sets/disagreement_labels.py). That half had been read before units of doses, names of which each sentence has
one that the other lacks, bounds and places within a place were mended: before, 30 were left and 3 wrong.
Of 80 pairs of our own (tests/data/disagreement_pairs.jsonl) 54 only look like a disagreement; 2 of these are flagged.

Of 82 flags on invented reports (tests/data/disagreement_report_labels.jsonl) 3 are wrong; 13 of 90 were before two
events of one place, two parties and a part of a whole were told apart (``events``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.records import Article, Sentence
from qa.disagreement.acts import is_one_act, is_one_event, telling_words
from qa.disagreement.events import Counted, day_of, is_update, may_be_two, times_of
from qa.disagreement.quantities import Kind, Quantity, counts_on, counts_twice, quantities
from qa.disagreement.scenes import is_one_scene
from qa.disagreement.states import is_foreseen, state_of, tells_of_earlier
from qa.text.names import name_words
from qa.text.synonyms import opposed
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import is_denial, tokens

# The share of the telling words of the sentence with fewer such words that the other must hold, and at least how many,
# counted with who says it: a common speaker makes it likelier that one thing is meant, another one not less likely.
_LEAST_SHARED = {"number": 0.7, "date": 0.75}
_FEWEST_SHARED = 5
#: Reports further apart are about two events, or about one that has lasted long.
_MOST_DAYS = 10
# Counts of one event: the most days between reports, and the least names in common in so many first characters.
_MOST_DAYS_OF_EVENT, _FEWEST_NAMES, _LEAD = 4, 4, 1_500
#: A number this near to another may be the same, rounded.
_ROUNDED, _AT_LEAST = 0.02, 0.1
#: Texts whose names and words are cached: every sentence found is compared with every quoted one.
_MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence with the number or date that it gives."""

    article: Article
    sentence: Sentence
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Conflict:
    """Reports of one thing by the value that they give: the earliest reported value first."""

    kind: Kind
    about: str
    sides: tuple[tuple[Report, ...], ...]


def conflicts(
    sentences: Sequence[Sentence],
    *,
    among: Sequence[Sentence],
    articles: Mapping[str, Article],
    are_one: Callable[[str, str], bool],
) -> list[Conflict]:
    """Find where others give another number or date than these sentences do for the same thing.

    ``articles``: by id, those of all the sentences; ``are_one`` tells whether two of them are one origin."""
    differing: list[Conflict] = []
    seen: set[tuple[int, int]] = set()
    counting: dict[tuple[object, ...], list[Report]] = {}
    for report in (one for sentence in among for one in _reports(articles, sentence)):
        counting.setdefault(report.quantity.counted, []).append(report)
    for report in (one for sentence in sentences for one in _reports(articles, sentence)):
        place = (report.sentence.number, report.quantity.start)
        if place in seen:
            continue
        others = counting.get(report.quantity.counted, ())
        same = _all_the_same(report, others)
        independent = [o for o in same if not is_update(report.article, o.article)]
        against = [o for o in independent if _differ(report, o) and not are_one(report.article.id, o.article.id)]
        if against:
            values = {o.quantity.value for o in against} | {report.quantity.value}
            reports_of_values = [report, *(o for o in same if o.quantity.value in values)]
            seen |= {(o.sentence.number, o.quantity.start) for o in reports_of_values}
            differing.append(Conflict(report.quantity.kind, _about(report), _sides(reports_of_values)))
    return differing


def _all_the_same(report: Report, others: Sequence[Report]) -> list[Report]:
    """Return the others that are of the same thing as a report and as each other."""
    same: list[Report] = []
    for other in others:
        if other.sentence.number != report.sentence.number and all(_same(one, other) for one in (report, *same)):
            same.append(other)
    return same


def _reports(articles: Mapping[str, Article], sentence: Sentence) -> Iterator[Report]:
    """Yield what a sentence gives; a picture's day is its own."""
    for one in () if sentence.role == "caption" else _plain_quantities(sentence.text):
        yield Report(articles[sentence.article_id], sentence, one)


@lru_cache(maxsize=_MOST_KEPT)
def _plain_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence, but where two of its numbers count the same: which is which is not known
    then. A number without a noun ("nine died in Dunvale and four in Ostryn") counts the same as the one before it."""
    amounts = () if counts_on(text) else quantities(text)
    nouns = [one.noun for one in amounts]
    return tuple(one for one in amounts if nouns.count(one.noun) == 1 and not counts_twice(text, one))


def _same(one: Report, other: Report) -> bool:
    mine, theirs = one.quantity, other.quantity
    if not _near(one.article, other.article):
        return False
    for tells in (state_of, is_foreseen):
        if tells(one.sentence.text, mine) != tells(other.sentence.text, theirs):
            return False
    if mine.kind == "number":
        if not is_one_scene(*((each.article, each.sentence.text) for each in (one, other))):
            return False
        if may_be_two(*(Counted(each.article, each.sentence.text, each.quantity, _day(each)) for each in (one, other))):
            return False
    return _is_same_state(one, other) or _say_the_same(one, other)


def _near(one: Article, other: Article) -> bool:
    days = [day for article in (one, other) if (day := day_of(article)) is not None]
    return len(days) == 2 and abs((days[0] - days[1]).days) <= _MOST_DAYS


def _is_same_state(one: Report, other: Report) -> bool:
    """Tell whether two reports count the same: those killed, say, in what both sentences name and both articles
    tell."""
    if one.quantity.kind != "number" or abs((_day(one) - _day(other)).days) > _MOST_DAYS_OF_EVENT:
        return False
    if state_of(one.sentence.text, one.quantity) is None:
        return False
    if any(tells_of_earlier(report.sentence.text) for report in (one, other)):
        return False
    named, named_there = (_names(report.sentence.text) for report in (one, other))
    if not (named <= named_there or named_there <= named):  # each names a place or body that the other does not
        return False
    leads = [_names(report.article.text[:_LEAD]) for report in (one, other)]
    return bool(named & named_there) and len(leads[0] & leads[1]) >= _FEWEST_NAMES


def _day(report: Report) -> date:
    return day_of(report.article) or date.min


def _say_the_same(one: Report, other: Report) -> bool:
    texts = one.sentence.text, other.sentence.text
    kind = one.quantity.kind
    mine, theirs = map(telling_words, texts)
    if len(mine & theirs) < _LEAST_SHARED[kind] * min(len(mine), len(theirs)):
        return False
    if len(frozenset.intersection(*(telling_words(text, with_speaker=True) for text in texts))) < _FEWEST_SHARED:
        return False
    named, named_there = (_names(report.sentence.text) for report in (one, other))
    if not (named <= named_there or named_there <= named):  # "Maine cast ...", "Nebraska cast ..."
        return False
    if not named & named_there or (kind == "date" and not is_one_event(*texts)):
        return False
    if kind == "number":
        if tells_of_earlier(one.sentence.text) != tells_of_earlier(other.sentence.text):
            return False
        when, when_there = times_of(one.sentence.text), times_of(other.sentence.text)
        if when and when_there and when != when_there:
            return False
        if not is_one_act((one.sentence.text, one.quantity), (other.sentence.text, other.quantity)):
            return False
    words, words_there = (frozenset(tokens(report.sentence.text)) for report in (one, other))
    denials = [any(map(is_denial, held)) for held in (words, words_there)]
    return denials[0] == denials[1] and not opposed(words, words_there)


@lru_cache(maxsize=_MOST_KEPT)
def _names(text: str) -> frozenset[str]:
    """Return the words of names in a text, but those of days: two events of one Saturday are two."""
    return name_words(text) - WEEKDAYS - MONTHS


def _differ(one: Report, other: Report) -> bool:
    mine, theirs = one.quantity, other.quantity
    if mine.value == theirs.value:
        return False
    if mine.kind == "date":
        return True
    less, more = sorted((mine, theirs), key=lambda quantity: quantity.value)
    difference = more.value - less.value
    if less.bound == "least" and (difference <= _AT_LEAST * more.value):
        return False  # "more than 1,100" of 1,136
    if less.bound == "least" and more.bound != "least":  # "over 50" of 70; above it on a later day it has grown
        fewer, larger = (one, other) if less is mine else (other, one)
        return _day(fewer) < _day(larger)
    if "about" in (less.bound, more.bound) or difference <= _ROUNDED * more.value:
        return difference > 0.25 * more.value
    return not (more.bound == "most" and less.bound == "exact")


def _about(report: Report) -> str:
    """Return the words of a sentence that say what is counted; "date" for one."""
    if report.quantity.kind == "date":
        return "date"
    end = report.quantity.end
    return report.sentence.text[end : end + report.quantity.behind].strip()


def _sides(reports: Sequence[Report]) -> tuple[tuple[Report, ...], ...]:
    by_value: dict[float, list[Report]] = {}
    for report in sorted(reports, key=lambda one: (day_of(one.article) or date.max, one.sentence.number)):
        by_value.setdefault(report.quantity.value, []).append(report)
    return tuple(map(tuple, by_value.values()))
