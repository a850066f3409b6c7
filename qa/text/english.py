"""Whether a text is English, so that rules of English may be used on it.

Owns what counts as evidence against it: words of another language, or letters of another script. A short text without
either is taken for English, as most are.
"""

from __future__ import annotations

import re
import unicodedata

from index.language.detection import SAMPLE, language_of, votes_of

# A text with at least this share of letters of other scripts is not English, even if it quotes English words.
_MOST_FOREIGN = 0.3
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def is_english(text: str) -> bool:
    """Tell whether the beginning of a text may be English."""
    return not _is_of_other_script(text[:SAMPLE]) and language_of(text) == "en"


def nothing_speaks_against_english(text: str) -> bool:
    """Tell whether the beginning of a text has no more words of any other language than of English: stricter than
    ``is_english``, which takes one word for no evidence."""
    votes = votes_of(text)
    return not _is_of_other_script(text[:SAMPLE]) and votes["en"] == max(votes.values())


def _is_of_other_script(text: str) -> bool:
    beyond = filter(str.isalpha, _NOT_ASCII.findall(text))
    foreign = sum(not unicodedata.name(character, "").startswith("LATIN") for character in beyond)
    return foreign > 0 and foreign > _MOST_FOREIGN * sum(map(str.isalpha, text))
