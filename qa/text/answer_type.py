"""Questions by their form: is this a question at all, and what kind of thing does it ask for.

Owns the reading of an English question's form. Doubt counts for the asker: keywords, commands and other languages are
all questions; only what plainly asks nothing is not.
"""

from __future__ import annotations

import re
from typing import Literal

from index.words.keys import is_capitalised
from qa.text.names import NAME_INSIDE
from qa.text.word_lists import MONTHS, WEEKDAYS, kinds_of_words
from qa.text.words import AUXILIARIES, QUESTION_WORDS, WH_WORDS, any_of, listed, numbers, tokens

Wanted = Literal["number", "time", "person", "anything"]

_WORDS = kinds_of_words("answer_kinds")
_ASKING = any_of(WH_WORDS)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# What can follow the last noun of a question's subject. In "what was the price war about" the subject does not end at
# "price".
_NOUN_ENDS = (
    r"(?= *(?:$|[?.,;!]|\b(?:of|in|for|at|on|when|after|before|during|by|to|from|this|last|that|now|today|as|between"
    r"|with|is|was|were|did|does|do|has|have|had|will|would|should|must|per|the|a|an|they|he|she|it|we|you)\b))"
)
# What a question asks for, by how it goes on from the word that asks: the first form that fits tells.
_FORMS: tuple[tuple[re.Pattern[str], Wanted], ...] = (
    (_form(rf"how {any_of(_WORDS['extent'])}\b"), "number"),
    (_form(rf"(?:what|which) {any_of(_WORDS['quantity'] | _WORDS['unit'])}\b"), "number"),
    (
        _form(
            r"(?:what|which)(?:(?:['’]?s| is| was| are| were| will be| would be| has been| had been)"
            r"(?: the| its| their| his| her)?(?: [\w'’-]+){0,2}?|(?: (?!the\b|a\b|an\b|\w+ed\b)[\w'’-]+){0,2}?)"
            rf" {any_of(_WORDS['quantity'] | _WORDS['measure'])}s?{_NOUN_ENDS}"
        ),
        "number",
    ),
    (_form(r"when\b"), "time"),
    (_form(rf"(?:what|which) {any_of(_WORDS['date'])}\b"), "time"),
    (_form(r"who(?:m|se)?\b|who['’]?s\b"), "person"),
)
_EXTENT = _form(rf"\bhow (?P<extent>{any_of(_WORDS['extent'])})\b")
# The word that asks decides, which is the first that asks anything: "when" further on only says of what moment.
_ASKING_WORD = _form(rf"\b{_ASKING}(?:['’]?s)?\b")
_WITHOUT_ASKING_WORD: tuple[tuple[re.Pattern[str], Wanted], ...] = (
    (_form(r"\bdeath toll\b"), "number"),
    (_form(r"^\W*(?:date|day|year|time)s? of\b|\b(?:date|year)\W*$"), "time"),
)
# "When it sank, who was aboard?": what stands before the comma asks nothing.
_FRONTED = _form(
    r"^\W*(?:when|while|where|as|after|before|if|since|once)\b[^,?]*,\s*(?=(?:\w+ ){0,2}?" rf"{_ASKING}\b)"
)
# What begins so is answered by yes or no, unless it asks to be told.
_YES_NO = _form(rf"^\W*{any_of(AUXILIARIES)}(?:n['’]t)?\b")
_TO_BE_TOLD = _form(
    r"\b(?:know|tell (?:me|us)|say|remember|remind (?:me|us)|find out|known|said|clear|explain)\b"
    rf"(?: exactly| of| by| in| to| for)*\s*(?={_ASKING}\b)"
)
_TELLS_TIME = _form(rf"\d|\b{any_of(MONTHS | WEEKDAYS | _WORDS['moment'])}s?\b")
_STARTS_OF_QUESTIONS = AUXILIARIES | listed(
    "tell explain describe list name give show find identify summarise summarize define compare please"
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
    if is_courtesy(question):
        return False
    if question.rstrip("\"'”’)» ")[-1:] not in (".", "!") or len(words) < _FEWEST_STATED_WORDS:
        return True
    return words[0] in _STARTS_OF_QUESTIONS or not QUESTION_WORDS.isdisjoint(words)


def is_courtesy(text: str) -> bool:
    """Tell whether a text only greets or thanks, or has no word at all."""
    return not any(character.isalnum() for character in text) or all(word in _GREETINGS for word in tokens(text))


def wanted(question: str) -> Wanted:
    """Tell what kind of thing a question asks for, by its form: by the first word of its main clause that asks."""
    clause = _FRONTED.sub("", question)
    if _YES_NO.search(clause):
        opening = _TO_BE_TOLD.search(clause)
        if opening is None:
            return "anything"
        clause = clause[opening.end() :]
    word = _ASKING_WORD.search(clause)
    if word is None:
        return next((kind for form, kind in _WITHOUT_ASKING_WORD if form.search(clause)), "anything")
    for form, kind in _FORMS:
        if form.match(clause, word.start()):
            return kind if kind != "person" or _asks_who(clause, word.start()) else "anything"
    return "anything"


def extent_words(question: str) -> frozenset[str]:
    """Return the words that ask for a number behind "how": "long" of "How long was it shut?"."""
    return frozenset(match["extent"].lower() for match in _EXTENT.finditer(question))


def _asks_who(question: str, place: int) -> bool:
    """Tell whether a "who" asks, and does not go on with a noun: "The man who fell"."""
    before = question[:place].split()
    return not before or before[-1].lower() in _BEFORE_WHO or before[-1].endswith((",", ";", ":", "-", "—"))


def could_hold(kind: Wanted, sentence: str) -> bool:
    """Tell whether a sentence names a thing of the kind at all: a number, a time, a name. "Anything" is always held."""
    if kind == "number":
        return bool(numbers(sentence)) or " one " in f" {sentence.lower()} "
    if kind == "time":
        return bool(_TELLS_TIME.search(sentence))
    if kind == "person":
        return sentence.islower() or bool(NAME_INSIDE.search(sentence)) or _starts_with_name(sentence)
    return True


def _starts_with_name(sentence: str) -> bool:
    opening = sentence.lstrip("“\"‘'( ").split()[:2]
    return len(opening) == 2 and all(is_capitalised(word) for word in opening)
