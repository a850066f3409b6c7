"""Where sentences end inside one paragraph.

Owns the rules that say whether a full stop, question mark or exclamation mark ends a sentence. Knows nothing of lines,
bullets, headings or roles. Linear in the length of the text: a run of punctuation is matched once and never given back,
and each decision looks at a bounded stretch on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.splitting.abbreviations import AMBIGUOUS, BEFORE_NUMBER, NEVER, SPEECH_VERBS, STARTERS

LONGEST = 2000
"""A sentence longer than this many characters is cut, at white space if there is some."""

_OPENERS = "\"'“‘«‹„‚([{「『【〈《¿¡"
_DASHES = "-–—"
_STOPS = ".!?…‼⁇⁈⁉"
# Terminators (also ". . ."), closing marks and reference numbers ([3]), a stray mark after them, white space.
_CANDIDATE = re.compile(
    rf"(?P<stop>[{_STOPS}]++(?:[ \u00a0]\.(?![\w.]))*+)"
    r"(?P<close>(?:\s?[”’»›)\]}]|[\"']|“(?!\w)|\[\d{1,3}\])*+)(?P<stray>[:;,]?+)(?P<gap>\s*+)"
    r"|(?P<full>[。｡！？．।॥؟۔։።။។༎]++[”’»」』】〉》\"')]*+\s*+)"
)
_WORD = re.compile(r"[\w'’-]*+")
_LOST_SPACE = re.compile(r"[A-Z][a-z'’]+[,;:.!?)\"”]*(?=\s|\Z)|(?:A|I)(?=\s)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_SPEAKER = re.compile(r"(?:[A-Z][\w'’.-]*\s+){1,4}([a-z]+)\b")
_VISIBLE = re.compile(r"[^\W_]")
_NEAR = 40
_FAR = 80


def sentence_spans(text: str, *, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text[start:end]``: ordered, disjoint, without surrounding white space.

    A piece without a letter or digit is left out, and one longer than LONGEST is cut.
    """
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        if match.end() >= end or _ends_sentence(text, match, begin, end):
            # A stray colon after the full stop is no part of the sentence.
            yield from _pieces(text, begin, match.end() if match["full"] else match.end("close"))
            begin = match.end()
    yield from _pieces(text, begin, end)


def _ends_sentence(text: str, match: re.Match[str], begin: int, end: int) -> bool:
    stop, close, _, gap, full = match.groups()
    if full:
        return True
    after = match.end()
    if not gap:
        return _ends_without_gap(text, match, end)
    while after < end and text[after] in _OPENERS:
        after += 1
        if after > match.end() + _NEAR:
            return True
    first = text[after : after + 1]
    if first in _DASHES or (close[:1] == "]" and text[match.start() - 1 : match.start()] == "["):
        return False
    # A sentence that began in lower case itself may be followed by another such.
    if first.islower() and not text[begin].islower():
        return False
    if stop != ".":
        return not (close and _attributed(text, match.end(), end))
    following = _WORD.match(text, after, min(end, after + _NEAR))
    return not _abbreviated(text, match, begin, following[0] if following else "")


def _ends_without_gap(text: str, match: re.Match[str], end: int) -> bool:
    """Accept "end.Next" where a space was lost: a lower-case word before, a capitalised whole word after."""
    at = match.start()
    before = text[max(0, at - 2) : at]
    if match["stray"] or (not match["close"] and not (len(before) == 2 and before.isalpha() and before.islower())):
        return False
    after = match.end()
    if text[after] in _OPENERS and not match["close"]:
        after += 1
    return _LOST_SPACE.match(text, after, min(end, after + _NEAR)) is not None


def _attributed(text: str, at: int, end: int) -> bool:
    """Tell whether a speaker and a verb of speech follow the closing quotation mark: “Why?” Ann Lee asked."""
    speaker = _SPEAKER.match(text, at, min(end, at + _FAR))
    return speaker is not None and speaker[1] in SPEECH_VERBS


def _abbreviated(text: str, match: re.Match[str], begin: int, following: str) -> bool:
    """Tell whether the full stop belongs to an abbreviation, an initial or a list number."""
    words = text[max(begin, match.start() - _NEAR) : match.start()].split()
    word = words[-1] if words else ""
    for mark in "/—–-":
        word = word.rpartition(mark)[2]
    word = word.lstrip(_OPENERS)
    if len(words) == 1 and (word.isdigit() or len(word) <= 1) and len(word) <= 3:
        return True
    if match["close"]:
        return False
    lower = word.lower()
    if lower in NEVER or (lower in BEFORE_NUMBER and following[:1].isdigit()):
        return True
    starts = following.lower() in STARTERS
    if len(word) == 1 and word.isalpha():
        return _is_initial(words, starts=starts)
    return (lower in AMBIGUOUS or _INITIALS.fullmatch(word) is not None) and not starts


def _is_initial(words: list[str], *, starts: bool) -> bool:
    """Tell an initial ("E. Smith", "Albert I. Jones") from a last word ("you and I.", "Plan B. The")."""
    if not words[-1].isupper() or starts:
        return False
    return words[-1] != "I" or (len(words) > 1 and words[-2][:1].isupper())


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Trim one sentence and cut it where it is too long."""
    start, end = trim(text, start=start, end=end)
    while end - start > LONGEST:
        cut = _cut(text, start)
        yield from _visible(text, start, cut)
        start = cut
    yield from _visible(text, start, end)


def _visible(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = trim(text, start=start, end=end)
    if _VISIBLE.search(text, start, end):
        yield start, end


def trim(text: str, *, start: int, end: int) -> tuple[int, int]:
    """Narrow a span to what stands between its surrounding white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int) -> int:
    """Find white space in the second half of the longest stretch allowed from ``start``, else its end."""
    for at in range(start + LONGEST, start + LONGEST // 2, -1):
        if text[at].isspace():
            return at
    return start + LONGEST
