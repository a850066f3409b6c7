"""Stems: a folded word without its inflection.

A word alone tells its script and not its language, so each script loses the inflections of the language that most write
in it. In the Latin script, where no language is nearly alone, these are English ones, and only of words in its letters.
"""

from __future__ import annotations

import regex
import Stemmer

from index.words.irregular import PLAIN

#: Names what stems the words: another release may give other stems.
STEMMER = f"snowball-{Stemmer.version()}"

_english = Stemmer.Stemmer("english", 50_000)
_BY_SCRIPT = tuple(
    (regex.compile(rf"[\p{{{script}}}\p{{M}}]+"), Stemmer.Stemmer(language, 10_000))
    for script, language in (
        ("Greek", "greek"),
        ("Cyrillic", "russian"),
        ("Arabic", "arabic"),
        ("Armenian", "armenian"),
        ("Devanagari", "hindi"),
        ("Tamil", "tamil"),
    )
)


def stemmed(word: str) -> str:
    """Return the stem of a folded word; a word of mixed scripts, or with digits, stays as it is."""
    word = PLAIN.get(word, word)
    if word.isascii():
        return _english.stemWord(word) if word.isalpha() else word
    return next((stemmer.stemWord(word) for letters, stemmer in _BY_SCRIPT if letters.fullmatch(word)), word)
