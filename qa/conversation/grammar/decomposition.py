"""Parts: a question about several names at once, asked of each. Pure.

"How many died in Dunvale and Port Ostrin?" asks two things, which one sentence may answer or two. Owns how such a
question is told and taken apart. A question that relates names to each other ("between Aldane and Velmora") is one.
Knows nothing of evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

from qa.text.names import LISTED_NAME
from qa.text.words import FUNCTION_WORDS

MOST_PARTS = 4

_JOINED = regex.compile(
    rf"(?:both\s+)?(?:the\s+)?{LISTED_NAME}(?:,\s+(?:the\s+)?{LISTED_NAME})*"
    rf",?\s+(?:and|or|as well as|&)\s+(?:the\s+)?{LISTED_NAME}"
)
_JOINT = re.compile(r",?\s+(?:and|or|as well as|&)\s+|,\s+")
_RELATED = re.compile(
    r"\b(?:between|among|together|each other|same|versus|vs|compared?|than|difference|relations?|marr(?:y|ied))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks: the question about one name alone, and that name."""

    question: str
    name: str


def parts_of(question: str) -> tuple[Part, ...]:
    """Return the question once for each of the names it joins; nothing for a question that asks one thing."""
    if _RELATED.search(question):
        return ()
    for joined in _JOINED.finditer(question):
        names = [re.sub(r"^(?:both\s+)?(?:the\s+)?", "", name) for name in _JOINT.split(joined.group())]
        if len(names) <= MOST_PARTS and not any(name.lower() in FUNCTION_WORDS for name in names):
            before, after = question[: joined.start()], question[joined.end() :]
            return tuple(Part(before + name + after, name) for name in names)
    return ()
