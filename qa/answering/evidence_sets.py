"""Evidence sets: the fewest sentences that only together answer a question. Pure.

A list and the line that announces it, an effect and the cause told behind it, one sentence for each name that a
question joins. Owns which sentences belong together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import blocks
from index.records import Sentence
from qa.text.words import stems

LONGEST_LIST = 12
# A sentence whose confidence is at least this share of the best one's covers a part too, if that saves a sentence.
_NEARLY_AS_SURE = 0.9
_CHOICES = 5

_WHY = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?:why\b|(?:for\s+)?what\s+reason\b|what\s+(?:made|caused)\b)", re.IGNORECASE
)
_CAUSE_TOLD = re.compile(r"\b(?:because|due to|owing to|thanks to|so that|in order to|reason)\b", re.IGNORECASE)
_BLAMED = re.compile(r"\bblam(?:e[sd]?|ing)\b", re.IGNORECASE)
# Also behind who says so, as in an interview.
_BARE = re.compile(r"(?:\w[^:.!?\n]{0,40}:)?\W*(?:yes|no)\W*", re.IGNORECASE)
_CAUSE_FIRST = re.compile(
    r"\W*(?:(?:that|this|it) (?:is|was|had been) (?:\w+ )?because|because|the (?:\w+ )?(?:reason|cause)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cover:
    """A sentence, by its number, that covers a part of a question, and how sure that is."""

    number: int
    confidence: float


def announced(text: str, lead: Sentence, *, behind: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of the list that a sentence ending in a colon announces; none for any other sentence.

    ``text`` is the article's, ``behind`` the sentences after the lead, in order. A list too long to quote is none.
    """
    if not lead.text.endswith(":"):
        return []
    following = itertools.dropwhile(lambda block: block.start <= lead.start, blocks(text))
    items = list(itertools.takewhile(lambda block: block.bullet, following))
    end = items[-1].end if items else lead.end
    within = [sentence for sentence in behind if sentence.end <= end]
    return within if len(within) <= LONGEST_LIST else []


def leaves_cause_to(question: str, sentence: Sentence, *, behind: str) -> bool:
    """Tell whether, asked why, a sentence gives no cause and the one behind it does.

    It does when it begins as a cause or blames something, or when the sentence before it only says again what the
    question says.
    """
    if not _WHY.match(question) or _CAUSE_TOLD.search(sentence.text) or _BLAMED.search(sentence.text):
        return False
    is_cause = _CAUSE_FIRST.match(behind) or _BLAMED.search(behind)
    return is_cause is not None or stems(sentence.text) <= stems(question)


def is_bare(sentence: Sentence) -> bool:
    """Tell whether a sentence is "Yes." or "No." alone, which says nothing without the one behind it."""
    return _BARE.fullmatch(sentence.text) is not None


def fewest(choices: Sequence[Sequence[Cover]]) -> list[Cover]:
    """Choose the fewest sentences that cover every part, in order of the parts; the surest of equally few.

    ``choices`` holds for each part the sentences that cover it, surest first. Returns one cover for each sentence, with
    the lowest confidence of the parts it covers; nothing when a part has no sentence.
    """
    near = [[c for c in part[:_CHOICES] if c.confidence >= _NEARLY_AS_SURE * part[0].confidence] for part in choices]
    if not near:
        return []
    ways = itertools.product(*near)
    best = min(ways, key=lambda way: (len({c.number for c in way}), -sum(c.confidence for c in way)), default=())
    least: dict[int, float] = {}
    for cover in best:
        least[cover.number] = min(cover.confidence, least.get(cover.number, 1.0))
    return [Cover(number, confidence) for number, confidence in least.items()]
