"""Lists of words as sets.

Owns the way in which lists of words are written in this package.
"""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, which white space parts."""
    return frozenset(words.split())
