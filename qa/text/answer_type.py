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

# The word that asks decides, which is the first that asks anything: "when" further on only says of what moment.
_ASKING_WORD = re.compile(r"\b(?:who|whom|whose|what|which|where|why|how|when)(?:['’]?s)?\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"how (?:many|much|old|long|far|tall|high|large|big|deep|heavy|fast|often|wide|hot|cold)\b"
    r"|(?:what|which) (?:number|percentage|percent|share|age|score|amount)\b",
    re.IGNORECASE,
)
# Nouns whose value is a number, where one asks what it is: "What was the final score when ...", "What price did ...".
_MEASURES = listed(
    """number total toll score scoreline price cost fee fare fine percentage proportion share rate age height length
    width depth weight distance speed population temperature turnout attendance salary wage budget capacity altitude
    wingspan amount sum quorum tally"""
)
_MEASURED = re.compile(
    r"(?:what|which)(?:(?:['’]?s| is| was| are| were| will be| would be| has been| had been)"
    r"(?: the| its| their| his| her)?"
    r"(?: [\w'’-]+){0,2}?|(?: (?!the\b|a\b|an\b|\w+ed\b)[\w'’-]+){0,2}?)"
    rf" (?:{'|'.join(sorted(_MEASURES))})s?"
    r"(?= *(?:$|[?.,;!]|\b(?:of|in|for|at|on|when|after|before|during|by|to|from|this|last|that|now|today|as|between"
    r"|with|is|was|were|did|does|do|has|have|had|will|would|should|must|per|the|a|an|they|he|she|it|we|you)\b))",
    re.IGNORECASE,
)
_TIMED = re.compile(r"when\b|(?:what|which) (?:year|date|day|month|century|decade|time)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"who(?:m|se)?\b|who['’]?s\b", re.IGNORECASE)
_WITHOUT_ASKING_WORD = re.compile(r"\bdeath toll\b", re.IGNORECASE)
# "When it sank, who was aboard?": what stands before the comma asks nothing.
_FRONTED = re.compile(
    r"^\W*(?:when|while|where|as|after|before|if|since|once)\b[^,?]*,\s*(?=(?:\w+ ){0,2}?"
    r"(?:who|whom|whose|what|which|where|why|how|when)\b)",
    re.IGNORECASE,
)
# What begins so is answered by yes or no, unless it asks to be told.
_YES_NO = re.compile(
    r"^\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_TO_BE_TOLD = re.compile(
    r"\b(?:know|tell (?:me|us)|say|remember|remind (?:me|us)|find out|known|said|clear|explain)\b"
    r"(?: exactly| of| by| in| to| for)*\s*"
    r"(?=(?:who|whom|whose|what|which|where|why|how|when)\b)",
    re.IGNORECASE,
)
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
_BEFORE_WHO = listed("by to for with of from at on under against and or but so then about exactly know me us is was")


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
    """Tell what kind of thing a question asks for, by its form: by the first word of its main clause that asks."""
    asked = _FRONTED.sub("", question)
    if _YES_NO.search(asked):
        told = _TO_BE_TOLD.search(asked)
        if told is None:
            return "anything"
        asked = asked[told.end() :]
    word = _ASKING_WORD.search(asked)
    if word is None:
        return "number" if _WITHOUT_ASKING_WORD.search(asked) else "anything"
    if _COUNTED.match(asked, word.start()) or _MEASURED.match(asked, word.start()):
        return "number"
    if _TIMED.match(asked, word.start()):
        return "time"
    return "person" if _PERSONAL.match(asked, word.start()) and _asks_who(asked, word.start()) else "anything"


def _asks_who(question: str, place: int) -> bool:
    """Tell whether a "who" asks, and does not go on with a noun: "The man who fell"."""
    before = question[:place].split()
    return not before or before[-1].lower() in _BEFORE_WHO or before[-1].endswith((",", ";", ":", "-", "—"))


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
