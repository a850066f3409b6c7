"""Spelling: the words of a question that stand in no article as they are written there, but do in another spelling.

Owns which other spelling is taken for the same word: the British or American one, parts written as one word, or a slip
of one or two letters in a long word. A name must keep its consonants: Marlow is no Marlon. Owns too how a question is
put to a model, which knows "Łódź" and not "Lodz". Knows nothing of scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index import View
from index.words.keys import Word, is_capitalised, is_unspaced, key_of, keys_of, letters_of, one_form, words
from qa.text.asking_words import ASKING
from qa.text.names import name_words
from qa.text.near_duplicates import spelt_alike
from qa.text.synonyms import plain_wording
from qa.text.words import FUNCTION_WORDS, content_words

#: A misspelling is only assumed in words of at least this many letters, and a second wrong letter only in longer ones.
_SHORTEST_MISSPELT, _SHORTEST_TWICE = 6, 8
#: Sentences whose words are cached: many questions find the same sentences.
_MOST_KEPT = 2048
_APOSTROPHES = "'’ʼʻ‘＇"
_STRAIGHT = dict.fromkeys(map(ord, _APOSTROPHES), "'")
_HYPHEN = re.compile("[-\u2010\u2011]")
_HYPHENED = re.compile(rf"\w+(?:{_HYPHEN.pattern}\w+)+")
# "She'll" is no other way to write "shell".
_CONTRACTED = re.compile(rf"[{_APOSTROPHES}]\w{{1,2}}\Z")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The keys under which a word of the question stands in the corpus, and in how many sentences."""

    keys: tuple[str, ...]
    count: int


def spellings(view: View, question: str, *, counts: Mapping[str, int]) -> dict[str, Spelling]:
    """Return the other spellings of those words of a question that no sentence holds as written."""
    named = name_words(question)
    joined = {word.text.removesuffix("'s"): word.keys for word in words(question)}
    spelt = {}
    for word in content_words(question):
        key = key_of(word)
        if counts.get(word, 0) or key in ASKING or is_unspaced(key) or not key:
            continue
        known = view.key_frequency(joined.get(word, ())) or _near(view, word, is_name=word in named)
        if known:
            spelt[word] = Spelling(tuple(known), max(known.values()))
    return spelt


def as_spelt(question: str, sentences: Iterable[str]) -> str:
    """Write the words of a question with the marks and apostrophes that names have in the sentences, where none of them
    has the word as it is asked: "Łódź" for "Lodz", "O’Brien" for "OBrien", "F-16" for "F16"."""
    by_key: dict[str, Word] = {}
    for word in words(question):
        if word.text not in FUNCTION_WORDS and not word.text[0].isdigit():
            by_key |= dict.fromkeys(word.keys, word)
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


def _near(view: View, word: str, *, is_name: bool) -> dict[str, int]:
    key = key_of(word)
    if len(key) < 4 or not key.isalpha():
        return {}
    wording = plain_wording(key)
    near = view.keys_near(key, edits=2)
    if same := {other: count for (other, _), count in near.items() if plain_wording(other) == wording}:
        return same
    meant = set(_misspelt(key, near, is_name=is_name))
    if word != key and len(word) >= _SHORTEST_MISSPELT:  # a slip may look like an ending: "inspecter"
        meant |= set(_misspelt(word, view.keys_near(word, edits=2), is_name=is_name))
    return {other: -count for _, count, other in sorted(meant)[:1]}


def _misspelt(word: str, near: Mapping[tuple[str, int], int], *, is_name: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the number of slips, the count below 0 and the key of what may be meant: least is likeliest."""
    most = 1 if len(word) < _SHORTEST_TWICE else 2
    for (other, edits), count in near.items():
        is_long = min(len(word), len(other)) >= _SHORTEST_MISSPELT
        if is_long and edits <= most and (not is_name or spelt_alike(word, other)):
            yield edits, -count, other
