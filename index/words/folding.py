"""Folding: the letters of a word without their marks, as they are typed where the marks cannot be. Pure.

Owns which letters stand for others. Knows nothing of words' endings.
"""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose, by what stands for them where they cannot be typed.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k"}
    | {"ƴ": "y", "ə": "e", "ȷ": "j", "ĸ": "k", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)


def fold(word: str) -> str:
    """Take the marks off the letters of alphabets; marks of other scripts are letters themselves."""
    if word.isascii():
        return "".join(filter(str.isalnum, word))
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", word.translate(_FOLDED)):
        if unicodedata.category(character)[0] != "M":
            base = character
            if character.isalnum():
                kept.append(character)
        elif base > "\u06ff" or (base > "\u03ff" and character == "\u0306"):  # и and й are two letters
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))
