"""Made-up negatives that teach what a question asks for.

Owns four alterations: the question echoed as if it were a heading, the answer cut out of its sentence, an entity of the
question swapped for another, and a question of another kind about the same entity. Knows nothing of mining or tokens.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from typing import Any

from scripts.reader_sources import Pool, Question, normal

_NAME = re.compile(r"(?<=[a-z,'’0-9] )[A-Z][\w.’'-]*[\w](?: (?:of |the |de |von )?[A-Z][\w.’'-]*[\w])*")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-2][0-9])\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})*\b")
_LEAD = re.compile(
    r"(?:,?\s*\b(?:in|on|at|by|from|to|of|for|with|about|around|since|during|until|between|near|over|nearly)\s+(?:the\s+|an?\s+)?)$",
    re.I,
)

# question, what a sentence that answers it would hold: then it is no safe negative
_ASKS = [
    ("How many people live in {}?", r"\d|population|inhabitant|people"),
    ("What is the population of {}?", r"\d|population|inhabitant|people"),
    ("How old is {}?", r"\d|age|old|born"),
    ("When was {} born?", r"\d|born|birth"),
    ("How much does {} cost?", r"\d|cost|price|pay|cheap|expens"),
    ("How tall is {}?", r"\d|tall|high|height"),
    ("Who is married to {}?", r"marri|wife|husband|spouse|wed"),
    ("Who is the spokesperson of {}?", r"spoke|said|says|press"),
    ("Who founded {}?", r"found|establish|creat|start|built|invent|by "),
    ("What is the phone number of {}?", r"\d|phone|call"),
    ("Why was {} criticised?", r"critic|because|for |controvers|oppos"),
    ("Where is the headquarters of {}?", r"headquarter|based|locat| in | at "),
    ("When did {} end?", r"\d|end|finish|over|until|day|week|year"),
    ("How many people were killed in {}?", r"\d|kill|dead|died|death|lives"),
]


def echo(question: Question, others: list[Question], gold: list[Any], chance: random.Random) -> list[Any]:
    """Write the question itself, another question, or the title as a candidate: a heading, which answers nothing."""
    forms = [question.text, question.text, question.text.rstrip("?") + "?"]
    forms += [chance.choice(others).text] if others else []
    forms += [gold[1]] if gold[1] else []
    return [chance.choice(forms), gold[1], "", gold[3], 0, -1, -1]


def ablate(question: Question, others: list[Question], gold: list[Any], chance: random.Random) -> list[list[Any]]:
    """Cut the answer out of its sentence; or, so that a cut gives nothing away, cut another answer and keep this one.

    The second way changes ``gold`` in place and returns no candidate.
    """
    text, start, end = gold[0], gold[5], gold[6]
    for other in others if chance.random() < 0.4 else []:
        span = other.spans.get(question.positives[0])
        if span and (span[1] < start or span[0] > end) and span[1] - span[0] < len(text) // 2:
            cut, begin, stop = _cut(text, *span)
            if len(normal(cut)) > 12:
                gold[0] = cut
                shift = stop - begin if begin < start else 0
                gold[5], gold[6] = start - shift, end - shift
                if cut[gold[5] : gold[6]] != text[start:end]:
                    gold[0], gold[5], gold[6] = text, start, end
                return []
    cut, _, _ = _cut(text, start, end)
    whole = any(normal(a) in normal(cut) for a in question.answers if normal(a))
    if whole or len(normal(cut)) < 20 or end - start > len(text) // 2:
        return []
    return [[cut, gold[1], "", gold[3], 0, -1, -1]]


def _cut(text: str, start: int, end: int) -> tuple[str, int, int]:
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


class Swapper:
    """Swaps a year, a number or a name of a question for another, so that its sentence no longer answers it."""

    def __init__(self, pool: Pool, chance: random.Random) -> None:
        self.pool, self.random = pool, chance
        self.names: dict[str, list[str]] = defaultdict(list)
        for question in pool.questions:
            paragraph = pool.paragraphs[question.paragraph]
            self.names[paragraph.article] += names(question.text)
        self.all_names = sorted({n for found in self.names.values() for n in found})

    def __call__(self, question: Question) -> str | None:
        """Return the altered question, or None when nothing in it can be swapped."""
        sentences = self.pool.paragraphs[question.paragraph].sentences
        near = normal(" ".join(sentences))
        ways = [w for w in (self._year, self._number, self._name) if self.random.random() < 0.9]
        for way in ways:
            swapped = way(question)
            if swapped and normal(swapped[1]) not in near:
                return swapped[0]
        return None

    def _year(self, question: Question) -> tuple[str, str] | None:
        text = question.text
        match = _YEAR.search(text)
        if match is None:
            return None
        year = str(int(match.group()) + self.random.choice((-1, 1)) * self.random.randint(1, 25))
        return text[: match.start()] + year + text[match.end() :], year

    def _number(self, question: Question) -> tuple[str, str] | None:
        text = question.text
        match = _NUMBER.search(text)
        if match is None or len(match.group()) > 3:
            return None
        number = str(int(match.group()) + self.random.randint(1, 40))
        return text[: match.start()] + number + text[match.end() :], number

    def _name(self, question: Question) -> tuple[str, str] | None:
        text = question.text
        found = [m for m in _NAME.finditer(text) if m.start() > 3]
        if not found:
            return None
        match = self.random.choice(found)
        own = self.names[self.pool.paragraphs[question.paragraph].article]
        source = own if self.random.random() < 0.7 and len(set(own)) > 3 else self.all_names
        name = self.random.choice(source)
        if normal(name) in normal(text) or normal(match.group()) in normal(name):
            return None
        return text[: match.start()] + name + text[match.end() :], name


def asks_for(gold: list[Any], chance: random.Random) -> str | None:
    """Write a question about a name in the sentence that the sentence cannot answer; None without a name."""
    found = names(gold[0]) or ([gold[1]] if gold[1] else [])
    forms = [form for form, holds in _ASKS if not re.search(holds, gold[0], re.I)]
    if not found or not forms:
        return None
    return chance.choice(forms).format(chance.choice(found))
