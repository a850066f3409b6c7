"""Headings that ask the same question: the article itself presents the text below as the answer. Pure.

Owns when a heading does so: it asks for the same thing about the same subject, which the title may name instead ("What
happened?" below "Storm in Norvik"); or it is a time of day in a live report, and the question asks about that time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from qa.text.asking_words import ASKING
from qa.text.synonyms import plain_wording
from qa.text.words import QUESTION_WORDS, is_denial, stem, stems, tokens

# "How to lower your bills" asks without a mark. "When the music stopped" may say of what moment it tells.
_OPENS_ASKING = re.compile(r"\W*(?:what|how|why|who|which)\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?![\d:.]?\d)")
_HAPPENED = frozenset(map(stem, ("happen", "occur", "transpire")))


def asks(heading: str, question: str, *, title: Callable[[], str] = str) -> bool:
    """Tell whether a heading asks the very question, or is the time of day that it asks about. ``title`` returns the
    article's; it is called only where it matters."""
    if heading.rstrip().endswith("?") or _OPENS_ASKING.match(heading):
        in_heading, in_question = _wording(heading), _wording(question)
        if not in_heading or not in_heading <= in_question or _asking(heading) != _asking(question):
            return False
        if _denies(heading) != _denies(question):
            return False  # what is covered tells nothing of what is not
        return in_heading == in_question or in_question - in_heading <= _wording(title())
    begins, wanted = _CLOCK.match(heading), _CLOCK.search(question)
    if begins is None or wanted is None or _time(begins) != _time(wanted):
        return False
    others = stems(question[: wanted.start()] + question[wanted.end() :])
    return others <= ASKING | stems(heading) | stems(title())


def _asking(text: str) -> frozenset[str]:
    """Return the words that say what kind of thing is asked for."""
    return frozenset(word.removesuffix("'s") for word in tokens(text)) & QUESTION_WORDS


def _denies(text: str) -> bool:
    return any(map(is_denial, tokens(text)))


@lru_cache(maxsize=1_024)  # one question is compared with many headings, and each heading with many questions
def _wording(text: str) -> frozenset[str]:
    return frozenset("happen" if word in _HAPPENED else plain_wording(word) for word in stems(text))


def _time(time: re.Match[str]) -> tuple[int, int]:
    return int(time[1]), int(time[2])
