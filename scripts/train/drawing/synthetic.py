"""Made-up negatives that teach what a question asks for.

Owns the alterations: the question echoed as if it were a heading, the answer cut out of its sentence, a name, year or
number of the question swapped for another, and what makes an encyclopaedia read like news (a dateline before a
sentence, a headline for a title). Knows nothing of pools on disk, mining or tokens.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace

from scripts.train.records import Candidate, Pool, Question
from scripts.train.sources import normal

_NAME = re.compile(r"(?<=[a-z,'’0-9] )[A-Z][\w.’'-]*[\w](?: (?:of |the |de |von )?[A-Z][\w.’'-]*[\w])*")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-2][0-9])\b")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_LEAD = re.compile(
    r"(?:,?\s*\b(?:in|on|at|by|from|to|of|for|with|about|around|since|during|until|between|near|over|nearly)\s+(?:the\s+|an?\s+)?)$",
    re.I,
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Words that a headline does not end on, and how many words it has at least.
_OPEN = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "that", "the", "to", "with"}
)
_HEADLINE = 5
#: A cut must leave so many letters and digits, and take less than half of the sentence.
_LEFT = 20


def echo(asked: str, gold: Candidate) -> Candidate:
    """Make the question itself a candidate: a heading that asks, and answers nothing."""
    return Candidate(asked, gold.title, answers=False, origin="echo")


def cut_answer(gold: Candidate, answers: tuple[str, ...]) -> Candidate | None:
    """Cut the answer out of its sentence; None where it stands elsewhere in it too, or little is left."""
    text = _cut(gold.text, *gold.span)[0]
    held = any(normal(a) in normal(text) for a in answers if normal(a))
    if held or not _enough(gold.text, text, gold.span):
        return None
    return Candidate(text, gold.title, answers=False, origin="cut", cosine=gold.cosine)


def cut_other(gold: Candidate, other: tuple[int, int]) -> Candidate | None:
    """Cut another question's answer out of the sentence and keep this one's, so that a cut gives nothing away."""
    start, end = gold.span
    if not (other[1] < start or other[0] > end):
        return None
    text, begin, stop = _cut(gold.text, *other)
    shift = stop - begin if begin < start else 0
    span = (start - shift, end - shift)
    if not _enough(gold.text, text, other) or text[span[0] : span[1]] != gold.text[start:end]:
        return None
    return replace(gold, text=text, span=span)


def _enough(before: str, after: str, span: tuple[int, int]) -> bool:
    return len(normal(after)) >= _LEFT and 2 * (span[1] - span[0]) <= len(before)


def _cut(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Take (start, end) out, with the preposition before it: the text, and what was taken out."""
    lead = _LEAD.search(text[:start])
    begin = lead.start() if lead else start
    stop = end + (1 if text[end : end + 1] in {",", " "} else 0)
    if begin == 0 or text[begin - 1 : begin] == " ":
        stop += len(text[stop:]) - len(text[stop:].lstrip())
    elif text[stop : stop + 1].isalnum():
        stop -= 1
    return text[:begin] + text[stop:], begin, stop


def names(text: str) -> list[str]:
    """List the capitalised names in a text, the first word of a sentence left out."""
    return [m.group() for m in _NAME.finditer(text)]


def dateline(place: str, chance: random.Random) -> str:
    """Make a dateline as agencies and papers write them, in one of their forms. A sentence may begin with it whether it
    answers or not, so that it tells the reader nothing."""
    month = chance.choice(_MONTHS)
    day = chance.randint(1, 28)
    agency = "".join(chance.choice("ABCDEFGHIJKLMNOPRSTUW") for _ in range(chance.choice((2, 3, 3, 4))))
    place = chance.choice((place.upper(), place.upper(), place))
    middle = chance.choice(("", f", {month} {day}", f", {month[:3]}. {day}", f", {day} {month}"))
    source = chance.choice(("", f" ({agency})", f" ({agency.title()})"))
    return f"{place}{middle}{source}{chance.choice((' - ', ' — ', ' – ', ': ', ' -- '))}"


def dated(candidate: Candidate, prefix: str) -> Candidate:
    """Put a dateline before a candidate."""
    start, end = candidate.span
    span = (start + len(prefix), end + len(prefix)) if start >= 0 else candidate.span
    return replace(candidate, text=prefix + candidate.text, span=span)


def headline(sentence: str, chance: random.Random) -> str:
    """Make a headline of a sentence: its first words, without its full stop; "" for a sentence that gives none."""
    words = sentence.rstrip(". ").split()
    most = chance.randint(6, 13)
    while most < len(words) and words[most - 1].lower() in _OPEN:
        most += 1
    return " ".join(words[:most]) if len(words) >= _HEADLINE else ""


class Swapper:
    """Swaps a year, a number or a name of a question for another, so that its sentence no longer answers it."""

    def __init__(self, pool: Pool, chance: random.Random) -> None:
        self._pool, self._random = pool, chance
        self._names: dict[str, list[str]] = defaultdict(list)
        for question in pool.questions:
            self._names[pool.paragraphs[question.paragraph].article] += names(question.text)
        self._all_names = sorted({name for own in self._names.values() for name in own})

    def __call__(self, question: Question) -> str | None:
        """Return the altered question, or None when nothing in it can be swapped."""
        near = normal(" ".join(self._pool.paragraphs[question.paragraph].sentences))
        ways = [self._year, self._number, self._name]
        self._random.shuffle(ways)
        for way in ways:
            swapped = way(question)
            if swapped and normal(swapped[1]) not in near:
                return swapped[0]
        return None

    def _year(self, question: Question) -> tuple[str, str] | None:
        match = _YEAR.search(question.text)
        if match is None:
            return None
        year = str(int(match.group()) + self._random.choice((-1, 1)) * self._random.randint(1, 25))
        return _put(question.text, match, year), year

    def _number(self, question: Question) -> tuple[str, str] | None:
        match = _NUMBER.search(question.text)
        if match is None:
            return None
        number = str(int(match.group()) + self._random.randint(1, 40))
        return _put(question.text, match, number), number

    def _name(self, question: Question) -> tuple[str, str] | None:
        places = [m for m in _NAME.finditer(question.text) if m.start() > 3]
        if not places:
            return None
        match = self._random.choice(places)
        own = self._names[self._pool.paragraphs[question.paragraph].article]
        name = self._random.choice(own if len(set(own)) > 3 and self._random.random() < 0.7 else self._all_names)
        if normal(name) in normal(question.text) or normal(match.group()) in normal(name):
            return None
        return _put(question.text, match, name), name


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
