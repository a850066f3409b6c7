"""Spelling: the words of a question that stand in no article as they are written there, but do in another spelling.

Owns which other spelling is taken for the same word: the British or American one, parts written as one word, or a slip
of one or two letters in a long word. A name must keep its consonants, Marlow is no Marlon, and a word of English is no
slip, a smelter is no shelter. Owns too how a question is put to a model, which knows "Łódź" and not "Lodz", "forecast"
and not "forcast". Knows nothing of scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from index import View
from index.words.irregular import PLAIN
from index.words.keys import is_capitalised, is_unspaced, key_of, keys_of, letters_of, one_form, words
from index.words.word import Word
from qa.text.asking_words import ASKING
from qa.text.english import is_english
from qa.text.names import name_words, with_capitals
from qa.text.near_duplicates import spelt_alike
from qa.text.synonyms import plain_wording, told_otherwise
from qa.text.word_frequency import rank_of
from qa.text.word_lists import is_english_word
from qa.text.words import FUNCTION_WORDS, content_words

#: A misspelling is only assumed in words of at least this many letters, a second wrong letter only in longer ones; a
#: letter written single for double, or double for single, in shorter words too.
_SHORTEST_MISSPELT, _SHORTEST_TWICE, _SHORTEST_DOUBLED = 6, 8, 5
#: Sentences whose words are cached: many questions find the same sentences.
_MOST_KEPT = 2048
_APOSTROPHES = "'’ʼʻ‘＇ʽʾʿ´"
_STRAIGHT = dict.fromkeys(map(ord, _APOSTROPHES), "'")
_HYPHEN = re.compile("[-\u2010\u2011]")
_DOUBLED = re.compile(r"(.)\1+")
_HYPHENED = re.compile(rf"\w+(?:{_HYPHEN.pattern}\w+)+")
# "She'll" is no other way to write "shell".
_CONTRACTED = re.compile(rf"[{_APOSTROPHES}]\w{{1,2}}\Z")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The keys under which a word of the question stands in the corpus, in how many sentences, and whether the question
    has it with a slip."""

    keys: tuple[str, ...]
    count: int
    is_slip: bool = False


def spellings(view: View, question: str, *, counts: Mapping[str, int]) -> dict[str, Spelling]:
    """Return the other spellings of those words of a question that no sentence holds as written."""
    named = name_words(question)
    joined = {word.text.removesuffix("'s"): word.keys for word in words(question)}
    spelt = {}
    for word in content_words(question):
        key = key_of(word)
        if counts.get(word, 0) or key in ASKING or is_unspaced(key) or not key:
            continue
        if known := view.key_frequency(joined.get(word, ())) or _other_wording(view, key) or _told_as(view, key):
            spelt[word] = Spelling(tuple(known), max(known.values()))
        elif meant := _meant(view, word, is_name=word in named):
            spelt[word] = Spelling(tuple(meant), max(meant.values()), is_slip=True)
    return spelt


def slips_of(view: View, question: str) -> dict[str, Spelling]:
    """Return the misspelt words of a question in English, each with the word of the corpus that is meant."""
    return slips_among(spellings(view, question, counts=view.document_frequency(content_words(question))), question)


def slips_among(other: Mapping[str, Spelling], question: str) -> dict[str, Spelling]:
    """Return those of a question's other spellings that are slips; none where it is not in English."""
    slips = {word: spelling for word, spelling in other.items() if spelling.is_slip}
    return slips if slips and is_english(question) else {}


def as_known(view: View, question: str, *, sentences: Iterable[str]) -> tuple[str, dict[str, int], dict[str, Spelling]]:
    """Return a question as the sentences spell it, with the capitals of names, in how many of the corpus's each of its
    words stands, and the other spellings of those that none holds."""
    counts = view.document_frequency(content_words(question))
    other = spellings(view, question, counts=counts)
    sentences = list(sentences)
    spelt = with_capitals(as_spelt(question, sentences, slips=slips_among(other, question)), sentences)
    if spelt != question:
        counts = view.document_frequency(content_words(spelt))
        other = spellings(view, spelt, counts=counts)
    return spelt, counts, other


def as_spelt(question: str, sentences: Iterable[str], *, slips: Mapping[str, Spelling] | None = None) -> str:
    """Write the words of a question as the sentences do, where none of them has the word as it is asked: with the marks
    and apostrophes that names have there, "Łódź" for "Lodz", "O’Brien" for "OBrien", "F-16" for "F16"; and the words
    of which ``slips`` says so without their slip, "forecast" for "forcast"."""
    by_key: dict[str, Word] = {}
    of_slips: dict[str, Word] = {}
    for word in words(question):
        if word.text not in FUNCTION_WORDS and not word.text[0].isdigit():
            by_key |= dict.fromkeys(word.keys, word)
        slip = (slips or {}).get(word.text.removesuffix("'s"))
        if slip is not None and slip.is_slip:
            of_slips |= dict.fromkeys(slip.keys, word)
    written: dict[Word, str] = {}
    kept = set()
    for forms in map(_written, sentences):
        for key, own in by_key.items():
            typed = _bare(question[own.start : own.end])
            for raw in forms.get(key, ()) if own not in kept else ():
                if _typed(raw) == _typed(typed):
                    kept.add(own)
                elif is_capitalised(raw) and not _CONTRACTED.search(raw) and letters_of(raw) & letters_of(typed):
                    written.setdefault(own, raw)
        for key, own in of_slips.items():
            typed = question[own.start : own.end]
            meant = [raw for raw in forms.get(key, ()) if not is_capitalised(raw) or _is_near_name(typed, raw)]
            meant += [written[own]] if own in written else []
            if meant:  # of "forecast" and "forecasts" the one that is nearest to what was typed
                written[own] = max(meant, key=lambda raw: _similarity(typed, raw))
    for word in sorted(written.keys() - kept, key=lambda w: -w.start):
        end = word.start + len(_bare(question[word.start : word.end]))
        question = question[: word.start] + written[word] + question[end:]
    return question


@lru_cache(maxsize=_MOST_KEPT)
def _written(sentence: str) -> dict[str, tuple[str, ...]]:
    """Return how the words of a sentence are written in it, by their keys."""
    forms: dict[str, tuple[str, ...]] = {}
    for word in words(sentence):
        raw = _bare(sentence[word.start : word.end])
        for key in word.keys:
            forms[key] = (*forms.get(key, ()), raw)
    for match in _HYPHENED.finditer(sentence):
        for key in keys_of(_HYPHEN.sub("", match.group())):
            forms[key] = (*forms.get(key, ()), match.group())
    return forms


def _bare(word: str) -> str:
    return word[:-2] if len(word) > 2 and word[-2] in _APOSTROPHES and word[-1] in "sS" else word


def _typed(word: str) -> str:
    """Return a word as a keyboard gives it, in lower case: of two that are equal models read the same."""
    return one_form(word).translate(_STRAIGHT).lower()


def _is_near_name(typed: str, raw: str) -> bool:
    """Tell whether a word that the articles write as a name, or that begins a sentence, may be meant: "marlow" is no
    Marlon, though nothing says that it is a name."""
    return _is_one_name(typed.lower(), raw.lower()) or is_english_word(raw.lower())


def _is_one_name(one: str, other: str) -> bool:
    """Tell whether two words in lower case are one name: a letter may be single or double."""
    return spelt_alike(*(_DOUBLED.sub(r"\1", word) for word in (one, other)))


def _similarity(typed: str, raw: str) -> float:
    return SequenceMatcher(None, typed.lower(), raw.lower()).ratio()


def _other_wording(view: View, key: str) -> dict[str, int]:
    """Return the keys that are the same word in British or American spelling, with their counts."""
    if len(key) < 4 or not key.isalpha():
        return {}
    wording = plain_wording(key)
    near = view.keys_near(key, edits=2)
    return {other: count for (other, _), count in near.items() if plain_wording(other) == wording}


def _told_as(view: View, key: str) -> dict[str, int]:
    """Return the keys under which articles tell what people ask for by another word, with their counts: "injured" and
    "wounded" for "hurt"."""
    return view.key_frequency(sorted(told_otherwise(key)))


def _meant(view: View, word: str, *, is_name: bool) -> dict[str, int]:
    """Return the key that a misspelt word stands for, with its count; none for a word of English, which is meant as it
    is."""
    key = key_of(word)
    is_known = not is_name and (is_english_word(word) or (len(word) < _SHORTEST_MISSPELT and rank_of(word) is not None))
    if len(word) < _SHORTEST_DOUBLED or not key.isalpha() or is_known:
        return {}
    shortest = _SHORTEST_MISSPELT - (not is_name and len(word) >= _SHORTEST_MISSPELT)  # an ending is no part of a key
    meant = set(_misspelt(key, view.keys_near(key, edits=2), is_name=is_name, shortest=shortest))
    if word != key and len(word) >= _SHORTEST_MISSPELT:  # a slip may look like an ending: "inspecter"
        meant |= set(_misspelt(word, view.keys_near(word, edits=2), is_name=is_name, shortest=shortest))
    if not is_name:
        meant |= set(_misspelt_form(view, word))
    return {other: -count for _, count, other in sorted(meant)[:1]}


def _misspelt(
    word: str, near: Mapping[tuple[str, int], int], *, is_name: bool, shortest: int
) -> Iterator[tuple[int, int, str]]:
    """Yield the number of slips, the count below 0 and the key of what may be meant: least is likeliest."""
    most = 1 if len(word) < _SHORTEST_TWICE else 2
    for (other, edits), count in near.items():
        is_long = min(len(word), len(other)) >= shortest
        slips = 1 if edits == 2 and _is_transposed(word, other) else edits
        is_long = is_long or (edits == 1 and _DOUBLED.sub(r"\1", word) == _DOUBLED.sub(r"\1", other))
        if is_long and slips <= most and (not is_name or _is_one_name(word, other)):
            yield slips, -count, other


def _misspelt_form(view: View, word: str) -> Iterator[tuple[int, int, str]]:
    """Yield, as ``_misspelt`` does, what is meant by a slip in a form that is not like its key: "tought" for "taught",
    a form of "teach", and "kiled" for "killed"."""
    doubled = (word[:at] + word[at - 1 :] for at in range(1, len(word) + 1))
    forms = {form for form in doubled if is_english_word(form)}
    if len(word) >= _SHORTEST_MISSPELT:
        near = [form for form in PLAIN if form[0] == word[0] and abs(len(form) - len(word)) <= 1]
        forms |= {form for form in near if _is_transposed(word, form) or _is_one_letter_off(word, form)}
    for form in sorted(forms):
        for key, count in view.key_frequency(keys_of(form)).items():
            yield 1, -count, key


def _is_one_letter_off(one: str, other: str) -> bool:
    """Tell whether one word has one letter more than another, or another letter at one place."""
    few, many = sorted((one, other), key=len)
    at = next((place for place, (a, b) in enumerate(zip(few, many, strict=False)) if a != b), len(few))
    return few != many and (few[at + (len(few) == len(many)) :] == many[at + 1 :])


def _is_transposed(one: str, other: str) -> bool:
    """Tell whether two neighbouring letters of one word stand the other way round in the other."""
    differ = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return len(one) == len(other) and len(differ) == 2 and one[differ[0] :][:2] == other[differ[0] :][:2][::-1]
