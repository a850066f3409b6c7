"""Which stretches of a paragraph stand between quotation marks.

Owns the marks and their pairing. Knows nothing of sentences or of who speaks.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"[“”„«»‘’「」『』\"]")
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "‘": "’", "「": "」", "『": "』", '"': '"'}
_OPENS_AFTER = "([{—–-:/"
_AFTERTHOUGHT = ".!?…,;:\"'”’»)]。 \u00a0"


def quotations(text: str, *, start: int, end: int) -> list[tuple[int, int]]:
    """Find the outermost quotations of a paragraph: (start, end), marks included, in order.

    A quotation without a closing mark ends with the paragraph, as in speech that continues in the next one, or before a
    mark that can only open another quotation, as where paragraphs of speech were joined. A single mark without its
    closing mark is an apostrophe and opens nothing.
    """
    spans: list[tuple[int, int]] = []
    opened, closers = start, ""
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if closers:
            if mark == closers == '"' and _can_only_open(text, at):
                spans.append((opened, at))
                opened = at
            elif mark in closers and not (mark == "’" and text[at + 1 : at + 2].isalnum()):
                spans.append((opened, at + 1))
                closers = ""
            elif closers == "’" and mark in _CLOSED_BY:
                opened, closers = at, _CLOSED_BY[mark]
        elif mark in _CLOSED_BY and _may_open(text, at, start):
            opened, closers = at, _CLOSED_BY[mark]
    if closers and closers != "’":
        spans.append((opened, end))
    return spans


def _may_open(text: str, at: int, start: int) -> bool:
    """A mark that looks the same on both sides opens only after white space or punctuation."""
    if text[at] in "“„«「『" or at == start:
        return True
    before = text[at - 1]
    return before.isspace() or before in _OPENS_AFTER or before in _CLOSED_BY


def _can_only_open(text: str, at: int) -> bool:
    """Nothing is closed between white space and a word."""
    return text[at - 1 : at].isspace() and text[at + 1 : at + 2].isalnum()


def is_quoted(text: str, sentence: tuple[int, int], *, quotes: list[tuple[int, int]]) -> bool:
    """Tell whether a sentence lies wholly inside one quotation; marks and stops after its end do not count."""
    start, end = sentence
    for opened, closed in quotes:
        if opened <= start < closed:
            return closed >= end or not text[closed:end].strip(_AFTERTHOUGHT)
    return False
