"""Names: how one is told in a text without a grammar, and whether it can be a person's, a woman's or a man's. Pure.

Owns what a name looks like, for every part: a run of words with a capital, joined by particles ("van", "of the"). A
capital that only begins a sentence makes no name. Who a name belongs to is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import regex

from index.words.keys import CAPITAL, is_capitalised, words
from index.words.word import Word
from qa.text.word_lists import MONTHS, PARTICLES, TITLES, WEEKDAYS, WORDS_FOR_MEN, WORDS_FOR_WOMEN, word_list
from qa.text.words import FUNCTION_WORDS

Gender = Literal["he", "she"]

MALE_NAMES = word_list("first_names_male")
FEMALE_NAMES = word_list("first_names_female")
FIRST_NAMES = MALE_NAMES | FEMALE_NAMES | word_list("first_names_either")
#: Words of the names of institutions, works, places and days; "April", "May", "June" and "August" are people's, too.
IMPERSONAL = word_list("impersonal") | WEEKDAYS | (MONTHS - {"april", "may", "june", "august"})
#: Of those, what is a surname behind a first name: "James White".
SURNAMES_TOO = word_list("surnames_too")

#: A word of a name, and what may stand inside one between two of them, in patterns of the regex package.
NAME_WORD = rf"{CAPITAL}[\w’'-]*"
PARTICLE = rf"(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))})"
#: A name as it stands in running text: "Ilse Marrowby", "Ludwig van Holm", "Museum of the River".
NAME = regex.compile(rf"\b{NAME_WORD}(?:[ \t]+(?:(?:of|of the|{PARTICLE})[ \t]+)?{NAME_WORD})*")
#: A name among others that a question joins, with a number behind it where it has one: "Apollo 11".
LISTED_NAME = rf"{CAPITAL}[\w’'.-]*(?:\s+(?:(?:of|the|{PARTICLE})\s+)*(?:{CAPITAL}|\d)[\w’'.-]*)*"
_SHORTENED_TITLE = r"(?:Mrs?|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Col|Capt|Lt|Sgt|Maj|Adm|Cmdr|Det|Rev|St)\."
_PERSON_WORD = rf"(?:{_SHORTENED_TITLE}|(?:{CAPITAL}\.)+|{CAPITAL}(?:[\w’'-]*\w)?)"
#: A name that may be a person's, with shortened titles and initials: "Sen. J. R. van Holm".
PERSON_NAME = regex.compile(rf"(?<![\w’'.-]){_PERSON_WORD}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,2}}{_PERSON_WORD})*")
#: A capital that begins a name inside a sentence, and not the sentence or what is quoted in it.
NAME_INSIDE = regex.compile(rf"(?<![.!?“\"‘])\s(?:[“\"‘'(]\s?)?{CAPITAL}\w")
_MOST_NAME_WORDS = 4
# A sentence, or what is quoted or reported in one, begins behind these and at the beginning.
_OPENS = frozenset(".:;?!—–-•“‘\"'(")
_NEAR = 200


def name_words(text: str) -> frozenset[str]:
    """Return the words written with a capital inside a text, not at its beginning, in lower case and without a
    possessive ending; none in a text of capitals."""
    if text.isupper():
        return frozenset()
    return frozenset(w.text.removesuffix("'s") for w in words(text)[1:] if is_capitalised(text[w.start : w.end]))


def with_capitals(question: str, sentences: Iterable[str]) -> str:
    """Write those words of a question with a capital that the sentences write with one inside a sentence, and none of
    them without: "who coaches holmvik" asks for Holmvik. A question that has a capital of its own stays as it is."""
    own_words = words(question)
    if any(is_capitalised(question[word.start : word.end]) for word in own_words[1:]):
        return question
    own = {key: w for w in own_words if w.text not in FUNCTION_WORDS and not w.text[0].isdigit() for key in w.keys}
    names, others = dict[Word, str](), set[Word]()
    for sentence in sentences:
        for word in words(sentence):
            asked_for = next((own[key] for key in word.keys if key in own), None)
            if asked_for is None:
                continue
            raw = sentence[word.start : word.end]
            if not is_capitalised(raw):
                others.add(asked_for)
            elif not begins_sentence(sentence, word.start):
                names.setdefault(asked_for, raw)
    for word in sorted(names.keys() - others, key=lambda w: -w.start):
        typed, raw = question[word.start : word.end], names[word]
        shared = min(len(typed), len(raw))  # "berg's" and "Berg"
        if typed[:shared] == raw[:shared].lower():
            question = question[: word.start] + raw[:shared] + question[word.start + shared :]
    return question


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, or what is quoted or reported in it, begins at an offset of a text."""
    before = text[max(0, start - _NEAR) : start].rstrip()
    return not before or before[-1] in _OPENS


def is_impersonal(name: Sequence[str]) -> bool:
    """Tell whether the words of a name, in lower case, hold one that no person's name holds."""
    surname_too = len(name) > 1 and name[0] in FIRST_NAMES and len(name) < _MOST_NAME_WORDS and name[-1] in SURNAMES_TOO
    return not IMPERSONAL.isdisjoint(name[:-1] if surname_too else name)


def gender_of(name: Sequence[str]) -> Gender | None:
    """Return the pronoun for whom a name with its titles, in lower-case words, most likely belongs to; None if unknown.

    The last title or noun decides ("spokeswoman"), then the first of the first names.
    """
    for word in name:
        if word in WORDS_FOR_WOMEN:
            return "she"
        if word in WORDS_FOR_MEN:
            return "he"
    first = next((word for word in name if word in FIRST_NAMES), None)
    return "he" if first in MALE_NAMES else "she" if first in FEMALE_NAMES else None


def is_title(word: str) -> bool:
    """Tell whether a word, in lower case, stands before names and is no part of them: "president", "mrs"."""
    return word in TITLES


def is_called(name: str) -> bool:
    """Tell whether one word may call a person by the name alone: "Massin", but not "NATO" or "Monday"."""
    return name.isalpha() and is_capitalised(name) and not name.isupper() and not is_impersonal([name.lower()])
