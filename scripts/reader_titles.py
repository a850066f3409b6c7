"""What texts are about: a title for those that come without one, and sentences that leave it to the title.

Owns which words tell what a stretch of questions is about, and how a pronoun comes to stand for a title. Knows nothing
of files, pools or groups.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

_NO_EDGE = frozenset(
    re.findall(
        r"\w+",
        """a an the of in on at by from to for with and or who what when where which why how is was are were did do does
        it its this that these those there he she they most many some all not be been have has had can could if you i we
        your my our their his her one as than because also""",
    )
)
_LONGEST_NAME = 3
_LEAST = 5
_OWNING = ("'s", "’s")
_WORD = r"[\w'’-]+"
_PLURAL = {"are", "were", "have"}
_OWN = {"it": "its", "he": "his", "she": "her"}


def topics(stretches: Sequence[Sequence[str]]) -> list[str]:
    """Return of each stretch of questions what it is about: the run of at most three words that the most of its
    questions hold and the fewest of the others, with capitals as a title has them; "" where few hold any."""
    counts = [Counter(run for text in stretch for run in _runs(text)) for stretch in stretches]
    spread = Counter(run for count in counts for run in count)
    return [_most_telling(count, spread, len(stretches)) for count in counts]


def _runs(text: str) -> set[str]:
    words = re.findall(_WORD, text.lower())
    sizes = range(1, _LONGEST_NAME + 1)
    runs = (words[first : first + size] for size in sizes for first in range(len(words) - size + 1))
    return {
        " ".join(run)
        for run in runs
        if not ({run[0], run[-1]} & _NO_EDGE or run[-1].isdigit() or run[-1].endswith(_OWNING))
    }


def _most_telling(count: Counter[str], spread: Counter[str], stretches: int) -> str:
    def worth(run: str) -> float:
        # a longer run is held by fewer questions than its words are, and says more
        return count[run] * math.log(stretches / spread[run]) * (1 + 0.5 * run.count(" "))

    best = max((run for run in count if count[run] >= _LEAST), key=worth, default="")
    return " ".join(word[0].upper() + word[1:] for word in best.split())


def unname(question: str, candidate: list[Any], sentences: Sequence[str]) -> bool:
    """Put a pronoun for the title where question and sentence both name it, and tell whether that was done.

    Nothing is changed where the answer's span would be touched. Articles name what they are about in the title and
    seldom again: a sentence must then be told by what it says, and by whose title it stands under.
    """
    text, title, start, end = candidate[0], candidate[1], candidate[5], candidate[6]
    name = re.sub(r"\s*\(.*\)$", "", title)
    match = (
        re.search(rf"(?:\b(?:the|an?) )?(?<!\w){re.escape(name)}(?!\w)(?P<own>['’]s\b)?", text, re.I) if name else None
    )
    if (
        match is None
        or name.lower() not in question.lower()
        or (start >= 0 and match.start() < end and start < match.end())
    ):
        return False
    near = f" {' '.join(sentences).lower()} "
    person = max(("it", "he", "she"), key=lambda word: near.count(f" {word} "))
    after = text[match.end() :].split()[:1]
    pronoun = _OWN[person] if match["own"] else "they" if after and after[0].lower() in _PLURAL else person
    pronoun = pronoun.capitalize() if match.start() == 0 and text[0].isupper() else pronoun
    candidate[0] = text[: match.start()] + pronoun + text[match.end() :]
    if start >= match.end():
        candidate[5], candidate[6] = (edge + len(pronoun) - len(match.group()) for edge in (start, end))
    return True
