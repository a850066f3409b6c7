"""Antecedents: the names in sentences that a pronoun or "this county" could mean.

Owns how names are found in sentences without a grammar, and which of them fit "he", "it" or "this county". Pure: texts
in, places of names out. Knows nothing of corpora or of how sentences are ranked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from qa.conversation.references import Pointer
from qa.text.mentions import FEMALE, MALE, content_stems
from qa.text.names import FIRST_NAMES, NAME, begins_sentence, gender_of, is_impersonal, is_title
from qa.text.near_duplicates import spelt_alike
from qa.text.word_lists import CALLINGS, MONTHS, REPORTING_VERBS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, any_of, stem

MOST = 5

# The most places that are looked at for a name, and how many characters around each: a text can be long, and hostile.
_MOST_SPANS = 200
_NEAR = 200
# Most words of a name: "Hall of Fame Johnny Bench" has more, and is no single name.
_MOST_WORDS = 4
_SPEAKING = re.compile(
    r"\W{0,3}\s*(?:who |also |later |has |had |then )*"
    rf"(?:{'|'.join(sorted(frozenset().union(*REPORTING_VERBS.values())))}|called|denied)\b"
)
# "Marta Weiss, who won it": a thing is no "who".
_WHO = re.compile(r",?\s+whos?[em]?\b")
_SPOKEN_BY = re.compile(r"\b(?:said|says|told|added|according to|asked|by|who is|named)\s+$", re.IGNORECASE)
# "Eighteen-year-old" has its capital only because it begins a sentence.
_DESCRIBES = re.compile(r"\w+(?:-[a-z]+)+")
_PLACED = re.compile(r"\b(?:in|at|near|from|around|outside|across|to|into|towards)\s+(?:the\s+)?$", re.IGNORECASE)
# "She handed the keys to Kalle Wirt": to whom something goes is no place.
_GIVEN = re.compile(
    r"\b(?:hand|giv|gave|pass|s[eo]l[dl]|los[et]|present|award|left|len[dt]|paid|pay|marri|sp[eo]a?k|talk|wr[io]t|entrust)\w*"
    r"\s(?:[^,;.]{0,60}\s)?to\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# A first name or a title weighs as much as this many pronouns near a name.
_TELLING = 3
_CALENDAR = WEEKDAYS | MONTHS | {"christmas", "easter"}
_HE, _SHE = (re.compile(rf"\b{any_of(words)}\b", re.IGNORECASE) for words in (MALE, FEMALE))


class SentenceInContext(NamedTuple):
    """A sentence in which names are looked for, and the one after it, whose pronouns may refer to them."""

    text: str
    after: str = ""


@dataclass(slots=True)
class Name:
    """A name, where it was first found - sentence by place in the order given, ``start`` and ``end`` in its text - and
    what its surroundings say it is: ``is_placed`` behind "in" and the like; ``male`` is negative for a woman, 0 where
    nothing tells."""

    text: str
    sentence: int
    start: int
    end: int
    person: int = 0
    place: int = 0
    male: int = 0
    is_placed: bool = False
    called: set[str] = field(default_factory=set)

    @property
    def is_person(self) -> bool:
        """Say whether it can be a person's name: a single word needs more than a position to be one."""
        return self.person > self.place and (self.person > 1 or " " in self.text)

    @property
    def is_surely_person(self) -> bool:
        """Say whether something else than its length makes it a person's: a title, a first name, a calling, speech."""
        return self.is_person and (self.person > 1 or self.male != 0) and self.text.count(" ") < _MOST_WORDS


def antecedents_of(
    pointer: Pointer, sentences: Sequence[SentenceInContext], *, question_stems: Collection[str] = ()
) -> list[Name]:
    """Choose up to MOST names from sentences, the likeliest first, that a pointer could mean.

    ``question_stems`` are those of the question: what it names itself is not what it asks for. For "this county" those
    called a county come before those that only stand in a place's or thing's position.
    """
    known = frozenset(question_stems) - set(pointer.noun)
    names = [n for n in names_in(sentences) if not frozenset(content_stems(n.text)) <= known]
    if pointer.human:
        against = -1 if pointer.human == "he" else 1
        return [n for n in names if n.is_person and n.male * against <= 0][:MOST]
    if pointer.noun:
        called = [n for n in names if not n.called.isdisjoint(pointer.noun)]
        # "In Dunvale" is a place by where it stands; "West Germans" only by a word of it.
        return (called or sorted((n for n in names if not n.is_person), key=lambda n: not n.is_placed))[:MOST]
    return sorted(names, key=lambda n: n.is_person)[:MOST]


def names_in(sentences: Sequence[SentenceInContext]) -> list[Name]:
    """Find the names in sentences, in order, each once: "Holt" is the "Maren Holt" of another sentence.

    A capital that begins a sentence makes no name of a word that is written with one nowhere else.
    """
    every = ((place, start, end) for place, sentence in enumerate(sentences) for start, end in _spans(sentence.text))
    spans = list(itertools.islice(every, _MOST_SPANS))
    inside = {sentences[p].text[s:e] for p, s, e in spans if not begins_sentence(sentences[p].text, s)}
    names: list[Name] = []
    for place, start, end in spans:
        start += _led_in_by(sentences[place].text, (start, end), inside)
        text = sentences[place].text[start:end]
        if " " not in text and text not in inside:
            continue
        name = next((n for n in names if _is_same(text, n.text)), None)
        if name is None:
            name = Name(text, place, start, end)
            names.append(name)
        elif len(text.split()) > len(name.text.split()):
            name.text, name.sentence, name.start, name.end = text, place, start, end
        _describe(name, sentences[place], span=(start, end))
    return names


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Find runs of capitalised words, without the function words, titles and days before a name."""
    for match in NAME.finditer(text):
        words = list(re.finditer(r"\S+", match.group()))
        is_first_name = (
            words[1:] and words[0].group().lower() in FIRST_NAMES and not begins_sentence(text, match.start())
        )
        while words and not is_first_name and (_leads_in(words[0].group()) or _DESCRIBES.fullmatch(words[0].group())):
            words.pop(0)
        if words and not (match.group().isupper() and len(match.group()) > 5):  # a dateline
            start, end = match.start() + words[0].start(), match.end()
            of = _behind_person([word.group() for word in words])
            if of is not None:  # "Ruth Sand of Holm Rovers" are two names
                yield start, match.start() + words[of - 1].end()
                start = match.start() + words[of + 1 + (words[of + 1].group() == "the")].start()
            yield start, start + len(re.sub(r"['’]s?$", "", text[start:end]))


def _behind_person(words: Sequence[str]) -> int | None:
    """Return where the "of" stands that follows a person's first name and surname; None where none does."""
    of = words.index("of") if "of" in words[2:] else 0
    whole = [word.lower() for word in words[max(0, of - 2) : of]]
    return of if len(whole) == 2 and whole[0] in FIRST_NAMES and not is_impersonal(whole[1:]) else None


def _leads_in(word: str) -> bool:
    lower = word.lower()
    return lower in FUNCTION_WORDS or is_title(lower) or re.sub(r"['’]s$", "", lower) in _CALENDAR


def _led_in_by(text: str, span: tuple[int, int], inside: Collection[str]) -> int:
    """Return the length of a first word that has its capital only because it begins the sentence, as that of "Diver
    Ruth Sand" has."""
    first, _, rest = text[span[0] : span[1]].partition(" ")
    following = rest.lower().split()
    is_calling = len(following) > 1 and following[0] in FIRST_NAMES and first.lower() not in FIRST_NAMES
    return len(first) + 1 if (is_calling or rest in inside) and begins_sentence(text, span[0]) else 0


def _is_same(one: str, other: str) -> bool:
    """Tell whether two names are one: equal but for the spelling, or the words of one within the other."""
    few, many = sorted((one.split(), other.split()), key=len)
    places = range(len(many) - len(few) + 1)
    return any(all(a == b or spelt_alike(a, b) for a, b in zip(few, many[at:], strict=False)) for at in places)


def _describe(name: Name, sentence: SentenceInContext, *, span: tuple[int, int]) -> None:
    written = sentence.text[span[0] : span[1]]
    before, after = sentence.text[max(0, span[0] - _NEAR) : span[0]], sentence.text[span[1] : span[1] + _NEAR]
    words = written.lower().split()
    title = "".join(re.findall(r"[\w’'-]+", before)[-1:]).lower()
    placed = bool(_PLACED.search(before)) and not _GIVEN.search(before)
    is_named_person = gender_of(words) is not None or is_title(title) or bool(_WHO.match(after))
    speaks = (bool(_SPEAKING.match(after)) and not placed) or is_named_person or _is_called_person(before, after)
    name.person += 2 * speaks + bool(_SPOKEN_BY.search(before)) + (len(words) in (2, 3))
    name.is_placed = name.is_placed or placed
    name.place += 2 * (placed and not is_named_person)
    name.place += 4 * (is_impersonal(words) or any(any(map(str.isdigit, word)) for word in words))
    name.male += {"he": 1, "she": -1}.get(gender_of((title, *words)) or "", 0) * _TELLING
    name.male += sum(bool(_HE.search(text)) - bool(_SHE.search(text)) for text in (after, sentence.after[:_NEAR]))
    name.called |= set(content_stems(written)) | _kinds(before, after)


def _is_called_person(before: str, after: str) -> bool:
    """Tell whether a calling stands beside a name: "the deputy mayor, NAME", "coach NAME", "NAME, the trainer of"."""
    led = re.findall(r"[\w-]+(?=,?\s+$)", before)
    apposed = re.match(r",\s+(?:an?|the)\s+([^,.;]{1,60})", after)
    behind = re.split(r"\s(?:of|at|for|in|who|from|with)\s", apposed.group(1))[0].split()[-1:] if apposed else []
    return any(word.lower() in CALLINGS for word in (*led, *behind))


def _kinds(before: str, after: str) -> set[str]:
    """Return the stems of what a name is said to be: "the county of NAME", "NAME county", "NAME, a county"."""
    kinds = re.findall(r"([\w-]+)(?:\s+of)?\s+(?:the\s+)?$", before)[-1:]
    kinds += re.findall(r"^\s+([\w-]+)", after)
    for apposition in re.findall(r"^,\s+(?:an?|the|one of the)\s+([^,.;]{1,60})", after):
        kinds += re.findall(r"[\w-]+", apposition)[:6]
    return {stem(kind.lower()) for kind in kinds if kind.lower() not in FUNCTION_WORDS}
