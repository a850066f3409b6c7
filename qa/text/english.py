"""Whether a text is English, so that rules of English may be used on it.

Owns what counts as evidence against it: words of another language, or letters of another script. A short text without
either is taken for English, as most are.
"""

from __future__ import annotations

import unicodedata

from index.language.detection import SAMPLE, language_of

# From this share of letters of other scripts on, a text is not English, whatever English words it quotes.
_MOST_FOREIGN = 0.3


def is_english(text: str) -> bool:
    """Tell whether the beginning of a text may be English."""
    letters = [character for character in text[:SAMPLE] if character.isalpha()]
    foreign = sum(not c.isascii() and not unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return foreign <= _MOST_FOREIGN * len(letters) and language_of(text) == "en"
