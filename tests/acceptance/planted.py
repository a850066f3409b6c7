"""Alterations planted into the sample articles by a seeded draw: what a check of them must find.

Owns the four kinds of alteration. An article of the samples is its own draft; every fourth sentence gets one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.records import Article
from qa.checking.drafts import Quotation, read_draft
from qa.text.words import FUNCTION_WORDS

Kind = Literal["number", "name", "quotation", "speaker"]
_EVERY = 4
_BESIDE = 40  # characters behind a quotation where its speaker's name may stand
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d)?(?![\w.,]\w)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zéüö]+(?: [A-Z][a-zéüö]+)?")
_CONTENT = re.compile(r"\b[a-z]{5,}\b")
#: Persons whom no sample article names.
_STRANGERS = ("Hugo Tarrant", "Ines Okafor", "Pavel Lindqvist", "Rosa Achterberg")


@dataclass(frozen=True, slots=True)
class Alteration:
    """What was planted, and where it stands in the altered draft."""

    kind: Kind
    before: str
    after: str
    start: int
    end: int


def planted(article: Article, others: Sequence[str], *, seed: int) -> tuple[str, list[Alteration]]:
    """Alter every fourth sentence of an article: the draft, and what was altered. ``others``: names to swap in."""
    chance = random.Random(f"{seed}-{article.id}")
    text, alterations = article.text, list[Alteration]()
    draft = read_draft(text)
    offset = seed % _EVERY
    places = sorted(_places(text, draft.quotations, others, chance=chance), key=lambda one: one.start)
    sentences = [(one.start, one.start + len(one.text)) for one in draft.statements][offset::_EVERY]
    shift = 0
    for start, end in sentences:
        within = [one for one in places if start <= one.start and one.end <= end]
        if not within:
            continue
        kinds = sorted({one.kind for one in within})
        kind = "speaker" if "speaker" in kinds else chance.choice(kinds)
        one = chance.choice([one for one in within if one.kind == kind])
        text = text[: one.start + shift] + one.after + text[one.end + shift :]
        begin = one.start + shift
        alterations.append(Alteration(one.kind, one.before, one.after, begin, begin + len(one.after)))
        shift += len(one.after) - (one.end - one.start)
    return text, alterations


def _places(
    text: str, quotations: Sequence[Quotation], others: Sequence[str], *, chance: random.Random
) -> Iterator[Alteration]:
    """Yield what can be altered, with its place in the unaltered text."""
    inside = [(one.start, one.end) for one in quotations]
    for match in _NUMBER.finditer(text):
        if not _within(match.start(), inside):
            value = f"{float(match.group()) + chance.randint(2, 7):g}"
            yield Alteration("number", match.group(), value, match.start(), match.end())
    for match in _NAME.finditer(text):
        if not _within(match.start(), inside):
            other = chance.choice([name for name in others if not set(name.split()) & set(match.group().split())])
            yield Alteration("name", match.group(), other, match.start(), match.end())
    for one in quotations:
        # without its first or last word a quotation is still word for word
        for match in _CONTENT.finditer(text, one.start + 1, one.end):
            if match.group() not in FUNCTION_WORDS and text[match.end() : one.end].strip(".,;!? "):
                word = chance.choice(["", "never", "harbour", "nobody"])
                yield Alteration("quotation", match.group(), word, match.start(), match.end())
        if one.speaker is not None and " " in one.speaker:
            surname = one.speaker.split()[-1]
            at = text.find(surname, one.end, one.end + _BESIDE)
            if at >= 0:
                stranger = chance.choice(_STRANGERS).split()[-1]
                yield Alteration("speaker", surname, stranger, at, at + len(surname))


def _within(place: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in stretches)
