"""Questions by their form: is this a question at all, and what kind of thing does it ask for.

Owns the reading of an English question's form. Doubt counts for the asker: keywords, commands and other languages are
all questions; only what plainly asks nothing is not.
"""

from __future__ import annotations

import re
from typing import Literal

from index.words.keys import is_capitalised
from qa.text.names import NAME_INSIDE
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import QUESTION_WORDS, listed, numbers, tokens

Wanted = Literal["number", "time", "person", "anything"]

_COUNTED = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|heavy|fast|often)\b"
    r"|\b(?:what|which) (?:number|percentage|percent|share|age|score|amount)\b|\bdeath toll\b",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"^\W*(?:who|whom|whose)\b|\b(?:by|to|for|with|of|from) whom\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\d|\b(?:{'|'.join(sorted(MONTHS | WEEKDAYS))}|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening"
    r"|noon|midnight|dawn|dusk|week|month|year|century|decade|ago|later|spring|summer|autumn|winter|christmas|easter)s?\b",
    re.IGNORECASE,
)
_ASKING_STARTS = listed(
    """is are was were am do does did has have had can could will would shall should may might must tell explain
    describe list name give show find identify summarise summarize define compare please"""
)
_GREETINGS = listed(
    """hello hi hey thanks thank you ok okay yes no bye goodbye good morning evening afternoon day please very much so
    great cool nice welcome"""
)
_FEWEST_STATED_WORDS = 5


def asks_something(question: str) -> bool:
    """Tell whether a text can be taken for a question: not for punctuation, a greeting or a full statement.

    A statement has at least five words, ends in a full stop or an exclamation mark, holds no question word and does not
    begin like a question or a command.
    """
    words = tokens(question)
    if not any(character.isalnum() for character in question) or all(word in _GREETINGS for word in words):
        return False
    if question.rstrip("\"'”’)» ")[-1:] not in (".", "!") or len(words) < _FEWEST_STATED_WORDS:
        return True
    return words[0] in _ASKING_STARTS or not QUESTION_WORDS.isdisjoint(words)


def wanted(question: str) -> Wanted:
    """Tell what kind of thing a question asks for, by its form."""
    if _COUNTED.search(question):
        return "number"
    if _TIMED.search(question):
        return "time"
    return "person" if _PERSONAL.search(question) else "anything"


def could_hold(kind: Wanted, sentence: str) -> bool:
    """Tell whether a sentence names a thing of the kind at all: a number, a time, a name. "Anything" is always held."""
    if kind == "number":
        return bool(numbers(sentence)) or " one " in f" {sentence.lower()} "
    if kind == "time":
        return bool(_TIME.search(sentence))
    if kind == "person":
        return sentence.islower() or bool(NAME_INSIDE.search(sentence)) or _starts_with_name(sentence)
    return True


def _starts_with_name(sentence: str) -> bool:
    opening = sentence.lstrip("“\"‘'( ").split()[:2]
    return len(opening) == 2 and all(is_capitalised(word) for word in opening)
