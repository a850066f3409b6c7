"""A full stop, question mark or exclamation mark with what stands on either side.

Owns the looking around: the last words before a mark and the word behind it, each in a bounded stretch. Knows no rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.splitting.full_stops.clauses import LONGEST_SUBJECT, begins_clause, is_whole_clause, stands_apart

OPENERS = "\"'“”‘«»‹›„‚([{「『【〈《¿¡"
_DASHES = "/—–-"
_CLOSED = re.compile(r"[^.!?()]*\)")
_WORD = re.compile(r"[\w'’-]*+")
# French and Italian write a short word and its noun as one: "l'art. 3", "dell'avv. Rossi".
_ELIDED = re.compile(r"(?:l|d|qu|all|dell|nell|sull|un)['’](?=\w{2})", re.IGNORECASE)
#: So many characters are looked at before a mark, and as many behind it for its next word.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Stop:
    """A mark at ``at`` of the sentence that begins at ``begin``; the next word begins at ``after``.

    ``words``: the last ones before it; ``word``: the last of them without what joins it to others or opens it;
    ``is_first``: the sentence holds no other so far; ``following``: the word behind it; ``closed``: a closing mark
    stands between; ``end``: the paragraph's.
    """

    text: str
    begin: int
    at: int
    after: int
    end: int
    words: tuple[str, ...]
    word: str
    is_first: bool
    following: str
    closed: bool

    @property
    def previous(self) -> str:
        """Return the word before that, or "" without one."""
        return self.words[-2].lstrip(OPENERS) if len(self.words) > 1 else ""

    @property
    def next_word(self) -> str:
        """Return the word behind the mark in lower case, "that" for "That’s", or "" for an initial: "A. A. Milne"."""
        is_initial = len(self.following) == 1 and self.text.startswith(".", self.after + 1)
        return "" if is_initial else self.following.lower().replace("’", "'").partition("'")[0]

    @property
    def first(self) -> str:
        """Return the sentence's first word, or "" without one."""
        return next(iter(self.text[self.begin : min(self.at, self.begin + NEAR)].split()), "")

    @property
    def in_bracket(self) -> bool:
        """Tell whether a bracket opened before the mark is closed behind it, with no other mark between."""
        opened = self.text.rfind("(", max(self.begin, self.at - NEAR), self.at)
        if opened < 0 or self.text.find(")", opened, self.at) >= 0:
            return False
        return _CLOSED.match(self.text, self.after, min(self.end, self.after + NEAR)) is not None


def begins_after_whole(stop: Stop, *, longest: int = LONGEST_SUBJECT) -> bool:
    """Tell whether a clause begins behind the mark, and a whole one ends before it."""
    return (
        not stop.in_bracket
        and begins_clause(stop.text, stop.after, end=stop.end, longest=longest)
        and stands_apart(stop.text, stop.begin, end=stop.at)
        and is_whole_clause(stop.text, stop.begin, end=stop.at)
    )


def stop_at(text: str, at: int, *, sentence: tuple[int, int], after: int, closed: bool) -> Stop:
    """Look around a mark: see Stop. ``sentence``: where it begins, and where its paragraph ends."""
    begin, end = sentence
    low = max(begin, at - NEAR)
    words = tuple(text[low:at].split())
    following = _WORD.match(text, after, min(end, after + NEAR))
    word = _bare(words[-1]) if words else ""
    return Stop(text, begin, at, after, end, words, word, len(words) == 1, following[0] if following else "", closed)


def _bare(word: str) -> str:
    """Return a word without what joins it to others or opens it."""
    if word.isalnum():
        return word
    for mark in _DASHES:
        word = word.rpartition(mark)[2]
    word = word.lstrip(OPENERS)
    elided = _ELIDED.match(word)
    return word[elided.end() :] if elided else word
