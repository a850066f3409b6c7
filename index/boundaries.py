"""Where sentences end inside one paragraph.

Owns the rules that say whether a full stop, question mark or exclamation mark ends a sentence. Knows nothing of lines, bullets,
headings or roles. Every pattern is linear in the length of the text: runs are matched possessively and begun only once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.abbreviations import AMBIGUOUS, BEFORE_NAME, BEFORE_NUMBER, SPEECH_VERBS, STARTERS

LONGEST = 2000
"""A sentence longer than this many characters is cut at white space."""

_CLOSERS = "\"'”’»›)\\]}｣」』】〉》"
_OPENERS = "\"'“‘«‹„‚(\\[{「『【〈《¿¡"
# A run of terminators is tried once, from its first character; closers and reference marks ([3]) belong to it.
_LATIN = (
    rf"(?<![.!?…‼⁇⁈⁉])(?P<stop>[.!?…‼⁇⁈⁉]++)(?P<close>(?:[{_CLOSERS}]|\[\d{{1,3}}\])*+)(?P<stray>[:;,]?+)(?P<gap>\s*+)"
)
_OTHER = rf"(?P<full>[。｡！？．।॥؟۔։።။។༎]++)[{_CLOSERS}]*+\s*+"
_CANDIDATE = re.compile(rf"{_LATIN}|{_OTHER}")
_WORD_BEFORE = re.compile(r"[^\s(\[{\"“‘«„—–/]*\Z")
_NEXT_WORD = re.compile(rf"[{_OPENERS}]*+\s?+([\w'’-]*+)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_SPEAKER = re.compile(r"(?:[A-Z][\w'’.-]*\s+){1,4}([a-z]+)\b")
_VISIBLE = re.compile(r"[^\W_]")
_LOOKBACK = 40
_LOOKAHEAD = 80


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text[start:end]``, ordered, disjoint, without surrounding white space.

    A piece without a letter or digit is left out. Longer sentences than LONGEST are cut.
    """
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, match, begin, end):
            yield from _trimmed(text, begin, _stop_of(match))
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _stop_of(match: re.Match[str]) -> int:
    """Where the sentence's own characters end: a stray colon after the full stop is no part of it."""
    return match.end() if match["full"] else match.end("close")


def _ends_sentence(text: str, match: re.Match[str], begin: int, end: int) -> bool:
    if match["full"]:
        return True
    following = _NEXT_WORD.match(text, match.end(), min(end, match.end() + _LOOKAHEAD))
    word = following[1] if following else ""
    if not match["gap"]:
        return _ends_without_gap(text, match, word)
    if word[:1].islower():
        return False
    if match["close"] and _attributed(text, match, end):
        return False
    if match["stop"] != "." or not word:
        return True
    return not _abbreviated(text, match, begin, word)


def _ends_without_gap(text: str, match: re.Match[str], word: str) -> bool:
    """Accept "end.Next" where a space was lost: two lower-case letters before, a capitalised word after."""
    before = text[max(0, match.start() - 2) : match.start()]
    if match["stray"] or not word[:1].isupper() or not word[1:2].islower():
        return False
    return bool(match["close"]) or (len(before) == 2 and before.isalpha() and before.islower())


def _attributed(text: str, match: re.Match[str], end: int) -> bool:
    """Tell whether a speaker and a verb of speech follow the closing quotation mark: “Why?” Ann Lee asked."""
    speaker = _SPEAKER.match(text, match.end(), min(end, match.end() + _LOOKAHEAD))
    return speaker is not None and speaker[1] in SPEECH_VERBS


def _abbreviated(text: str, match: re.Match[str], begin: int, word: str) -> bool:
    """Tell whether the full stop belongs to an abbreviation, an initial or a list number."""
    found = _WORD_BEFORE.search(text, max(begin, match.start() - _LOOKBACK), match.start())
    before = found[0] if found else ""
    lower = before.lower()
    starts = word.lower() in STARTERS
    if match["close"]:
        return False
    if match.start() - len(before) == begin and (lower.isdigit() or (len(before) == 1 and before.isalpha())):
        return len(before) <= 3
    if lower in BEFORE_NAME:
        return lower not in AMBIGUOUS or not starts
    if lower in BEFORE_NUMBER and word[:1].isdigit():
        return True
    if lower in AMBIGUOUS or _INITIALS.fullmatch(before):
        return not starts
    return len(before) == 1 and before.isupper() and not (starts and before != "I") and before != "I"


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > LONGEST:
        cut = _cut(text, start)
        yield from _piece(text, start, cut)
        yield from _long(text, cut, end)
    else:
        yield from _piece(text, start, end)


def _long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = _cut(text, start)
        yield from _piece(text, start, cut)
        start = cut
    yield from _piece(text, start, end)


def _cut(text: str, start: int) -> int:
    """Find white space in the second half of the longest stretch allowed from ``start``, or its end."""
    for at in range(start + LONGEST, start + LONGEST // 2, -1):
        if text[at].isspace():
            return at
    return start + LONGEST


def _piece(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if _VISIBLE.search(text, start, end):
        yield start, end
