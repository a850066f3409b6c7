"""Retracted statements: a correction that only tells what an earlier version of the article said, which was wrong.

Owns their forms in English. Such a sentence answers no question but one about the correction itself; one that also says
what is right is no such sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ARTICLE = r"(?:article|story|report|page|post|text|headline|caption|column|review|obituary)"
_STATED = (
    r"(?:said|stated|reported|gave|put|named|described|identified|called|listed|claimed|suggested|quoted|attributed)"
)
_RETRACTED = re.compile(
    rf"\b(?:earlier|previous|original|prior|initial|first)\s+(?:versions?|editions?)\s+of\s+(?:this|the|our)\s+{_ARTICLE}\b"
    rf"[^.]*?\b{_STATED}\b"
    rf"|\bthis\s+{_ARTICLE}\s+(?:originally|earlier|previously|initially|first|incorrectly|wrongly|mistakenly)\s+{_STATED}\b",
    re.IGNORECASE,
)
_SET_RIGHT = re.compile(
    r"[;—–]|,\s+(?:not|but|when|while)\b|\b(?:rather than|instead of|in fact|actually|should have|correct(?:ly)?)\b",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"\b(?:correct\w*|amend\w*|retract\w*|errors?|mistakes?|versions?|originally|wrong(?:ly)?)\b", re.IGNORECASE
)


def is_retracted(sentence: str, question: str) -> bool:
    """Tell whether a sentence only repeats what was wrong, and the question does not ask about a correction."""
    return _repeats_a_mistake(sentence) and _ASKED_FOR.search(question) is None


@lru_cache(maxsize=4096)  # every sentence found is looked at, and many questions find the same
def _repeats_a_mistake(sentence: str) -> bool:
    return _RETRACTED.search(sentence) is not None and _SET_RIGHT.search(sentence) is None
