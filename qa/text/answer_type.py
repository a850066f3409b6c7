"""Questions as given: may this be asked, is it a question at all, and what kind of thing does it ask for.

Owns the checks at the engine's door and the reading of an English question's form. Knows nothing of corpora or scores.
Doubt counts for the asker: keywords, commands and other languages are all questions; only what plainly asks nothing is
not.
"""

from __future__ import annotations

import re
from typing import Literal

import regex

from index.records import misfit
from index.words.keys import CAPITAL, is_capitalised
from qa.errors import QuestionError
from qa.text.words import QUESTION_WORDS, listed, numbers, tokens

Wanted = Literal["number", "time", "person", "anything"]

MOST_QUOTES = 20

_COUNTED = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|heavy|fast|often)\b"
    r"|\b(?:what|which) (?:number|percentage|percent|share|age|score|amount)\b|\bdeath toll\b",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"^\W*(?:who|whom|whose)\b|\b(?:by|to|for|with|of|from) whom\b", re.IGNORECASE)
_TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening|noon"
    r"|midnight|dawn|dusk|week|month|year|century|decade|ago|later|spring|summer|autumn|winter|christmas|easter)s?\b",
    re.IGNORECASE,
)
_NAME = regex.compile(rf"(?<![.!?“\"‘])\s(?:[“\"‘'(]\s?)?{CAPITAL}\w")
_ASKING_STARTS = listed(
    """is are was were am do does did has have had can could will would shall should may might must tell explain
    describe list name give show find identify summarise summarize define compare please"""
)
_GREETINGS = listed(
    """hello hi hey thanks thank you ok okay yes no bye goodbye good morning evening afternoon day please very much so
    great cool nice welcome"""
)
_FEWEST_STATED_WORDS = 5


def accepted_question(question: str, *, most_chars: int) -> str:
    """Return the question to be answered, without surrounding space.

    Raises QuestionError when it is empty, too long, or holds NUL or a lone surrogate.
    """
    if not isinstance(question, str):
        raise QuestionError(f"the question is a {type(question).__name__}; give it as text")
    stripped = question.strip()
    if not stripped:
        raise QuestionError("the question is empty; ask something")
    if len(stripped) > most_chars:
        raise QuestionError(
            f"the question has {len(stripped)} characters and may have {most_chars}; ask it in fewer words"
        )
    if misfit(stripped):
        raise QuestionError("the question holds a NUL or half a surrogate pair, which is no text; send valid Unicode")
    return stripped


def accepted_limit(limit: int) -> int:
    """Return the number of quotes asked for. Raises QuestionError outside 1 to 20."""
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_QUOTES:
        raise QuestionError(f"limit is {limit!r}; give a whole number from 1 to {MOST_QUOTES}")
    return limit


def accepted_error(max_error: float | None) -> float | None:
    """Return the share of wrong answers to accept. Raises QuestionError unless None or above 0 and below 1."""
    if max_error is None:
        return None
    if isinstance(max_error, bool) or not isinstance(max_error, int | float) or not 0 < max_error < 1:
        raise QuestionError(f"max_error is {max_error!r}; give a number above 0 and below 1, such as 0.05")
    return float(max_error)


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
        return sentence.islower() or bool(_NAME.search(sentence)) or _starts_with_name(sentence)
    return True


def _starts_with_name(sentence: str) -> bool:
    opening = sentence.lstrip("“\"‘'( ").split()[:2]
    return len(opening) == 2 and all(is_capitalised(word) for word in opening)
