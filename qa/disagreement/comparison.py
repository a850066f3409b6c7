"""Sentences of independent origins that give different numbers or dates for the same thing.

Owns what "the same thing" is: the same noun with the same words before it, most of the other telling words, a common
name, and days near each other; or one claim, word for word, whoever makes it (``claims``). Precision goes first: where
any of it is in doubt nothing is said, and never which is right.

How many flags on RealTimeQA were read, and how many of them were wrong, is told in scripts.sets.disagreement_labels; of
pairs and reports of our own in tests/qa/disagreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.records import Article, Sentence
from qa.disagreement.acts import happens_once, is_one_act, is_one_agent, is_one_event, telling_words
from qa.disagreement.ambiguity import counts_on, counts_twice, is_named_before, is_of_chronicle, is_row_of_figures
from qa.disagreement.claims import is_one_claim
from qa.disagreement.events import Counted, day_of, is_update, may_be_two, times_of
from qa.disagreement.extents import have_one_scope
from qa.disagreement.places import are_placed_alike, is_elsewhere, is_one_place
from qa.disagreement.quantities import Kind, Quantity, amounts
from qa.disagreement.scenes import each_names_more, is_one_scene, lead_of, names_in, share_a_name
from qa.disagreement.states import counted_in, is_foreseen, names_degree, state_of, tell_of_earlier, tells_of_earlier
from qa.text.synonyms import opposed
from qa.text.words import is_denial, tokens

# The share of the telling words of the sentence with fewer such words that the other must hold, and at least how many,
# counted with who says it: a common speaker makes it likelier that one thing is meant, another one not less likely.
_LEAST_SHARED = {"number": 0.7, "date": 0.75}
_FEWEST_SHARED = 5
#: Reports further apart are about two events, or about one that has lasted long.
_MOST_DAYS = 10
# Counts of one event: the most days between reports, and the least names in common in the leads.
_MOST_DAYS_OF_EVENT, _FEWEST_NAMES = 4, 4
_FEWEST_NAMES_OF_CLAIM, _MOST_DAYS_OF_MEASURE = 2, 2
#: A number this near to another may be the same, rounded.
_ROUNDED, _AT_LEAST = 0.02, 0.1


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence with the number or date that it gives."""

    article: Article
    sentence: Sentence
    quantity: Quantity

    @property
    def stated(self) -> tuple[str, Quantity]:
        """The sentence's text with its quantity."""
        return self.sentence.text, self.quantity

    @property
    def rest(self) -> str:
        """The sentence without the number or date: "June" of "June 30" is no time of its own."""
        return self.sentence.text[: self.quantity.start] + self.sentence.text[self.quantity.end :]

    @property
    def told(self) -> tuple[Article, str]:
        """The sentence's text with its article."""
        return self.article, self.sentence.text


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
        counting.setdefault(counted_in(report.sentence.text, report.quantity), []).append(report)
    for report in (one for sentence in sentences for one in _reports(articles, sentence)):
        place = (report.sentence.number, report.quantity.start)
        if place in seen:
            continue
        same = _all_the_same(report, counting.get(counted_in(report.sentence.text, report.quantity), ()))
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
    """Yield what a sentence gives; a picture's day is its own, and so is that of an entry of a chronicle."""
    article = articles[sentence.article_id]
    is_of_other_day = sentence.role == "caption" or is_of_chronicle(article.text, sentence.start)
    for one in () if is_of_other_day else _plain_quantities(sentence.text):
        yield Report(article, sentence, one)


@lru_cache(maxsize=4096)
def _plain_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence, but where two of its numbers count the same: which is which is not known
    then. A number without a noun ("nine died in Dunvale and four in Ostryn") counts the same as the one before it."""
    stated = () if counts_on(text) or is_row_of_figures(text) else amounts(text)
    counts = Counter(key for one in stated for key in (one.noun, counted_in(text, one)))
    alone = (one for one in stated if counts[one.noun] == counts[counted_in(text, one)] == 1)
    return tuple(one for one in alone if not (counts_twice(text, one) or is_named_before(text, one)))


def _same(one: Report, other: Report) -> bool:
    mine, theirs = one.quantity, other.quantity
    if not _near(one.article, other.article):
        return False
    if any(tells(*one.stated) != tells(*other.stated) for tells in (state_of, is_foreseen)):
        return False
    if names_degree(one.sentence.text) != names_degree(other.sentence.text):
        return False
    if mine.kind == "number":
        is_placed = are_placed_alike(one.stated, other.stated)
        if is_elsewhere(one.stated, other.stated) or not is_one_scene(one.told, other.told, is_placed=is_placed):
            return False
        if may_be_two(*(Counted(each.article, each.sentence.text, each.quantity, _day(each)) for each in (one, other))):
            return False
    if mine.thing != theirs.thing:  # "12 people died", "12 deaths"
        return _is_same_state(one, other)
    if _are_one_claim(one, other):
        return True
    return not mine.unit and (_is_same_state(one, other) or _say_the_same(one, other))


def _near(one: Article, other: Article) -> bool:
    days = [day for article in (one, other) if (day := day_of(article)) is not None]
    return len(days) == 2 and abs((days[0] - days[1]).days) <= _MOST_DAYS


def _are_one_claim(one: Report, other: Report) -> bool:
    """Tell whether two reports claim one thing in the same words; a measure, which may rise and fall, within few
    days."""
    if one.quantity.unit and abs((_day(one) - _day(other)).days) > _MOST_DAYS_OF_MEASURE:
        return False
    texts = one.sentence.text, other.sentence.text
    leads = [names_in(lead_of(report.article)) for report in (one, other)]
    if len(leads[0] & leads[1]) < _FEWEST_NAMES_OF_CLAIM or not share_a_name(one.told, other.told):
        return False
    when, when_there = (times_of(report.rest) for report in (one, other))
    if (when and when_there and when != when_there) or (one.quantity.kind == "date" and not happens_once(*texts)):
        return False
    return is_one_claim(one.stated, other.stated)


def _is_same_state(one: Report, other: Report) -> bool:
    """Tell whether two reports count the same: those killed, say, in what both sentences name and both articles
    tell."""
    if one.quantity.kind != "number" or abs((_day(one) - _day(other)).days) > _MOST_DAYS_OF_EVENT:
        return False
    if state_of(*one.stated) is None or tell_of_earlier(one.sentence.text, other.sentence.text):
        return False
    leads = [names_in(lead_of(report.article)) for report in (one, other)]
    if each_names_more(one.told, other.told) and not is_one_place(one.stated, other.stated):
        return False
    return share_a_name(one.told, other.told) and len(leads[0] & leads[1]) >= _FEWEST_NAMES


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
    if each_names_more(one.told, other.told):  # of two parties in one place too
        return False
    if not share_a_name(one.told, other.told) or (kind == "date" and not is_one_event(*texts)):
        return False
    if kind == "number":
        if tells_of_earlier(texts[0]) != tells_of_earlier(texts[1]) or not have_one_scope(*texts):
            return False
        when, when_there = map(times_of, texts)
        if when and when_there and when != when_there:
            return False
        if not (is_one_agent(one.stated, other.stated) and is_one_act(one.stated, other.stated)):
            return False
    words, words_there = (frozenset(tokens(text)) for text in texts)
    denials = [any(map(is_denial, held)) for held in (words, words_there)]
    return denials[0] == denials[1] and not opposed(words, words_there)


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
    """Return the words of a sentence that say what is counted; "date" for one, "" where only a sign does ("£40")."""
    if report.quantity.kind == "date":
        return "date"
    end = report.quantity.end
    return report.sentence.text[end : end + report.quantity.behind].strip()


def _sides(reports: Sequence[Report]) -> tuple[tuple[Report, ...], ...]:
    by_value: dict[float, list[Report]] = {}
    for report in sorted(reports, key=lambda one: (day_of(one.article) or date.max, one.sentence.number)):
        by_value.setdefault(report.quantity.value, []).append(report)
    return tuple(map(tuple, by_value.values()))
