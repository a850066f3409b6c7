"""Spelling: the words of a question that stand in no article as they are written there, but do in another spelling.

Owns which other spelling is taken for the same word: the British or American one, parts written as one word, or a slip
of one or two letters in a long word. A name must keep its consonants: Marlow is no Marlon. Knows nothing of scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index import View
from index.words.keys import is_unspaced, key_of, words
from qa.text.asking_words import ASKING
from qa.text.names import name_words
from qa.text.near_duplicates import spelt_alike
from qa.text.synonyms import plain_wording
from qa.text.words import content_words

#: A slip is only looked for in words of so many letters, and a second one only in longer words.
_SHORTEST_MISSPELT, _SHORTEST_TWICE = 6, 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """The keys under which a word of the question stands in the corpus, and in how many sentences."""

    keys: tuple[str, ...]
    count: int


def spellings(view: View, question: str, *, counts: Mapping[str, int]) -> dict[str, Spelling]:
    """Return the other spellings of those words of a question that no sentence holds as written."""
    named = name_words(question)
    joined = {word.text.removesuffix("'s"): word.keys for word in words(question)}
    found = {}
    for word in content_words(question):
        key = key_of(word)
        if counts.get(word, 0) or key in ASKING or is_unspaced(key) or not key:
            continue
        known = view.key_frequency(joined.get(word, ())) or _near(view, word, is_name=word in named)
        if known:
            found[word] = Spelling(tuple(known), max(known.values()))
    return found


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
