"""Parts: a question about several names at once, asked of each, and several questions in one text. Pure.

"How many died in Dunvale and Port Ostrin?" asks two things, which one sentence may answer or two; so does "When was it
built and who owns it?". Owns how such a question is told and taken apart. A question that relates names to each other
("between Aldane and Velmora") is one. Knows nothing of evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

from qa.text.mentions import content_stems
from qa.text.names import LISTED_NAME
from qa.text.words import AUXILIARIES, FUNCTION_WORDS, WH_WORDS, any_of

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
_ASKING = rf"{any_of(WH_WORDS)}(?:['’]?s)?\b"
_AUXILIARY = rf"{any_of(AUXILIARIES)}(?:n['’]t)?\b(?!\s+(?:you|I)\b)"
# A second question: behind "and", or behind the mark that ends the first.
_ANOTHER = re.compile(
    rf"(?:,?\s+(?:and|but)(?:\s+(?:also|then))?\s+(?={_ASKING})|\?\s+(?:(?:and|but|also)\s+)*(?={_ASKING}|{_AUXILIARY}))",
    re.IGNORECASE,
)
# Beside such a one, a comma joins questions too: "Who built it, who owns it and who lives there?". "When it sank, who
# was aboard?" asks one thing.
_COMMA = re.compile(rf",\s+(?={_ASKING})", re.IGNORECASE)
_OF_A_MOMENT = re.compile(r"\W*(?:when|where|while|why|how)\b", re.IGNORECASE)
# "Who is against it" asks something, though only words behind it or before it say of what.
_FEWEST_WORDS = 4
_ASKING_WORD = re.compile(rf"\b{_ASKING}", re.IGNORECASE)
_OPENS_ASKING = re.compile(rf"\W*{_AUXILIARY}", re.IGNORECASE)
# Longer texts tell a story around a question.
_LONGEST = 300


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


def questions_of(text: str) -> tuple[str, ...]:
    """Return the questions that a text joins, each with its own question word: "When was it built and who owns it?";
    nothing for a text that asks one thing, or of which a part is not told for sure to be a question."""
    ends = [match.span() for match in _ANOTHER.finditer(text)] if len(text) <= _LONGEST else []
    if ends and not _OF_A_MOMENT.match(text):
        ends = sorted({*ends, *(m.span() for m in _COMMA.finditer(text, 0, ends[-1][0]))})
    starts = [0, *(end for _, end in ends)]
    parts = [text[low:high].strip(" ,;?.!") for low, (high, _) in zip(starts, [*ends, (len(text), 0)], strict=True)]
    if not 2 <= len(parts) <= MOST_PARTS or not all(map(_asks_one_thing, parts)):
        return ()
    return tuple(f"{part}?" for part in parts)


def _asks_one_thing(part: str) -> bool:
    """Tell whether a part asks by one question word and says of what: "when" alone belongs to the question before."""
    words = list(_ASKING_WORD.finditer(part))
    if len(words) > 1 or not (content_stems(part) or len(part.split()) >= _FEWEST_WORDS):
        return False
    return not content_stems(part[: words[0].start()]) if words else _OPENS_ASKING.match(part) is not None
