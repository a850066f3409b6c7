"""Noun phrases of short questions: "the head of the institute", "Maren Holt". Pure.

Owns where such a phrase begins and ends, told by function words, endings of verbs and capitals. What it finds can be
written into another question as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.words.keys import is_capitalised
from qa.conversation.grammar.verbs import is_participle, is_past
from qa.text.mentions import content_stems, opens_title
from qa.text.word_lists import word_list
from qa.text.words import AUXILIARIES, BE, DO, FUNCTION_WORDS, MODALS, any_of, listed

_WORD = re.compile(r"[\w&][\w’'&-]*(?:\.[\w’'-]+)*")
_DETERMINERS = listed("the a an this these those his her its their my our your")
# "Is the museum open on Sunday?": what it is said to be ends the phrase.
_PREDICATES = listed("open shut safe free full empty ready available dead alive ill sick guilty innocent legal illegal")
_COLLECTIVES = word_list("collectives")
_WHICH = re.compile(rf"\W*(?:which|what)\s+(?P<noun>[a-z-]+)\s+{any_of(AUXILIARIES)}\b", re.IGNORECASE)
_BEHIND_AUXILIARY = re.compile(rf"\b{any_of(DO | MODALS)}\s+(?:the\s+)?\Z", re.IGNORECASE)
_OBJECT = re.compile(r"(?:\s+\w+)?\s+(?:the|an?|its|their|this|these)\s+\w", re.IGNORECASE)
_BEFORE_SUBJECT = DO | MODALS
#: A place, a time or an occasion is set behind one of these and may be said again in another question.
_PLACING = listed("in at on near during after before around outside inside under aboard off")
_BEHIND_VERB = _DETERMINERS | listed("to that about with from for up out off into it them him me us") | {""}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The phrase ``text[start:end]`` of a question. ``placed`` is the preposition before it, where it tells a place, a
    time or an occasion; else empty."""

    text: str
    start: int
    end: int
    placed: str

    @property
    def definite(self) -> str:
        """Return the phrase as it is said when it is spoken of again: "the fire" for "a fire"."""
        return re.sub(r"\A(?:an?|these|this|those)\s", "the ", self.text)

    @property
    def stems(self) -> frozenset[str]:
        """Return the stems of its words."""
        return frozenset(content_stems(self.text))


def phrases_of(text: str) -> list[Phrase]:
    """Return the noun phrases of a text in order; "the Museum of the River" is one, and a verb ends one."""
    words = list(_WORD.finditer(text))
    phrases: list[Phrase] = []
    place = 0
    while place < len(words):
        end = _end_of(text, words, place)
        if end == place:
            place += 1
            continue
        before = words[place - 1].group().lower() if place else ""
        start, stop = words[place].start(), words[end - 1].end()
        phrases.append(Phrase(text[start:stop], start, stop, before if before in _PLACING else ""))
        is_verb = before in _BEFORE_SUBJECT and end < len(words) and not is_capitalised(words[end].group())
        place = end + is_verb  # "the thieves" is followed by "enter", which begins no phrase
    return phrases


def asked_noun(question: str) -> str | None:
    """Return the thing that a question asks to be named: "painting" of "Which painting did the museum buy?"."""
    match = _WHICH.match(question)
    return None if match is None else match["noun"].lower()


def is_agent(question: str, *, start: int, end: int) -> bool:
    """Tell whether ``question[start:end]`` is who does something to a thing named beside it: "the council" of "When
    will the council close the bridge?"."""
    if _BEHIND_AUXILIARY.search(question[:start]) is None:
        return False
    collective = not _COLLECTIVES.isdisjoint(question[start:end].lower().split())
    return asked_noun(question) is not None or (collective and _OBJECT.match(question, end) is not None)


def _end_of(text: str, words: list[re.Match[str]], place: int) -> int:
    """Return the place behind the phrase that begins at a place; the same place where none does."""
    first = place
    if words[place].group().lower() in _DETERMINERS:
        first += 1
    end = first
    while end < len(words) and _goes_on(text, words, first=first, at=end):
        end += 1
        if _is_joined(text, words, end):
            end += 2 if words[end + 1].group().lower() == "the" else 1
    if end == first or (first == place and _is_verb(words[first].group())):
        return place
    before = words[place - 1].group().lower() if place else ""
    following = words[end].group().lower() if end < len(words) else ""
    # "Did the mine collapse?": the verb stands last, where no preposition tells that the phrase goes on.
    ends_in_verb = before in _BEFORE_SUBJECT and end - first > 1 and following in _BEHIND_VERB
    if before in BE and end - first > 1 and words[end - 1].group().lower() in _PREDICATES:
        return end - 1
    return end - 1 if ends_in_verb and not is_capitalised(words[end - 1].group()) else end


def _goes_on(text: str, words: list[re.Match[str]], *, first: int, at: int) -> bool:
    word = words[at].group()
    lower = word.lower()
    if at > first and re.search(r"[^\s]", text[words[at - 1].end() : words[at].start()].strip(" \"“”'")):
        return False
    if at > first and words[at - 1].group().endswith(("'s", "’s")) and lower in FUNCTION_WORDS:
        return False
    if not content_stems(word):
        return at > 0 and opens_title(word, text[words[at].end() :])
    return at == first or not _is_verb(word)


def _is_verb(word: str) -> bool:
    return not is_capitalised(word) and (is_past(word) or is_participle(word))


def _is_joined(text: str, words: list[re.Match[str]], end: int) -> bool:
    """Tell whether "of" and another word of the phrase follow."""
    if end + 1 >= len(words) or words[end].group().lower() != "of":
        return False
    if text[words[end - 1].end() : words[end].start()].strip():
        return False
    following = words[end + 1].group()
    if following.lower() in ("the", "a", "an"):
        return end + 2 < len(words) and bool(content_stems(words[end + 2].group()))
    return bool(content_stems(following))
