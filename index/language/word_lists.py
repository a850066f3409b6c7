"""Lists of words as sets.

Owns the one way in which lists of words are written in this package. Knows none of them.
"""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, which white space parts."""
    return frozenset(words.split())
