"""What is known of the abbreviations of one language.

Owns the kinds alone: the words are in index.language.abbreviations, and those of five more languages in
index.language.abbreviations_further.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of one language, and the words that begin a sentence behind one that may end it."""

    #: A name, or the rest of the phrase, follows: never a sentence end. One that is ambiguous as well is so behind a
    #: number ("в г. Москве", "в 1990 г.").
    never: frozenset[str]
    #: Not a sentence end when a number follows ("No. 10", "p. 55", "Feb. 3"), otherwise an ordinary word.
    before_number: frozenset[str]
    #: May end a sentence or not; what follows decides.
    ambiguous: frozenset[str]
    #: A capitalised one of these after an ambiguous full stop begins a new sentence.
    starters: frozenset[str]
