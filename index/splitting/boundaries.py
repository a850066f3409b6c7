"""Where sentences end inside one paragraph.

Owns the rules that say whether a full stop, question mark or exclamation mark ends a sentence. Knows nothing of lines,
bullets, headings or roles. Linear in the length of the text: a run of punctuation is matched once and never given back,
and each decision looks at a bounded stretch on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language.abbreviations import ABBREVIATIONS
from index.language.possessive import possessive
from index.splitting.full_stops.abbreviation_stops import belongs_to_word
from index.splitting.full_stops.cjk import goes_on_in_cjk, is_cjk
from index.splitting.full_stops.marks import goes_on_after_mark
from index.splitting.full_stops.stops import NEAR, OPENERS, stop_at
from index.splitting.full_stops.text_facts import TextFacts

LONGEST = 2000
"""A sentence longer than this many characters is cut, at white space if there is some."""

_DASHES = "-–—"
_STOPS = ".!?…‼⁇⁈⁉"
_FULL = "。｡！？．।॥؟۔։።။។༎"
# "[3]", "³", "*", "[a]", "[citation needed]", "[note 4]"
_REFERENCE = r"[⁰¹²³⁴-⁹*†‡]|\[(?:\d{1,3}|[a-z]{1,2}|[a-z]{2,8} (?:needed|\d{1,3}))\]"
# The same where its level was lost: "It leaks.1 It"
_NOTE = r"(?<=[^\W\d_A-Z]{4}[.!?])\d{1,2}(?=\s+[“\"(]?[^\W\d_a-z]|\s*\Z)"
# Terminators (also ". . ."), closing marks and references, a stray mark after them, white space.
_CANDIDATE = re.compile(
    possessive(
        rf"(?P<stop>[{_STOPS}]++(?:[ \u00a0]\.(?![\w.]))*+)"
        rf"(?P<close>(?:\s?[)\]}}]|[”»›’]|\s[”»›’](?!\w)|[\"']|[“«‹‘](?!\w)|{_REFERENCE}|{_NOTE})*+)"
        r"(?P<stray>[:;,]?+)(?P<gap>\s*+)"
        rf"|(?P<full>[{_FULL};\u037e]++(?:(?<=[{_FULL}])|(?<=[\u0370-\u03ff\u1f00-\u1fff][;\u037e]))"
        r"[”’»」』】〉》）］\"')]*+\s*+)"
    )
)
_LOST_SPACE = re.compile(r"[A-Z][a-z'’]+[,;:.!?)\"”]*(?=\s|\Z)|(?:A|I)(?=\s)")
# A word of lower and upper case begins a sentence as a capitalised one does: "iPhone", "eBay", "mRNA".
_BRAND = re.compile(r"(?:[a-z]{1,3}[A-Z]|[a-z]{4,12}[A-Z]\w)\w*")
_TURN = re.compile(rf"[{_DASHES}]\s*([^\W\d_])")
_INSIDE = 60
_CLOSINGS = {"(": ")", "“": "”", "„": "“”", "«": "»", "»": "«»", "‚": "‘", "‘": "’", '"': '"', "'": "'", "”": "”"}
_OPENED = re.compile(rf".*\w\s([{re.escape(''.join(_CLOSINGS))}])(?=[\w \u00a0\u202f])", re.DOTALL)
_GOES_ON = re.compile(r" ([^\W\d_]{2})")
_VISIBLE = re.compile(r"[^\W_]")


def sentence_spans(text: str, *, start: int, end: int, facts: TextFacts | None = None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text[start:end]``: ordered, disjoint, without surrounding white space.

    A piece without a letter or digit is left out, and one longer than LONGEST is cut. ``facts`` are those of ``text``;
    whoever reads many paragraphs of one text makes them once.
    """
    facts = facts or TextFacts(text)
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        if match.end() >= end or _ends_sentence(text, match, begin, block=(start, end), facts=facts):
            # A stray colon after the full stop is no part of the sentence.
            yield from _pieces(text, begin, match.end() if match["full"] else match.end("close"))
            begin = match.end()
    yield from _pieces(text, begin, end)


def _ends_sentence(text: str, match: re.Match[str], begin: int, *, block: tuple[int, int], facts: TextFacts) -> bool:
    mark, close, stray, gap, full = match.groups()
    at, after, end = match.start(), match.end(), block[1]
    if full:
        # the question mark of Greek: «Πού;» ρώτησε
        turn = _TURN.match(text, after, end)
        goes_on = turn[1] if turn else text[after : after + 1]
        return not (goes_on_in_cjk(text, at, after=after, end=end) or goes_on.islower())
    if not gap:
        return _ends_without_gap(text, match, end)
    while after < end and (text[after] in OPENERS or (text[after - 1] in "«‹" and text[after].isspace())):
        after += 1
        if after > match.end() + NEAR:
            return True
    first = text[after : after + 1]
    if first in _DASHES and (turn := _TURN.match(text, after, end)) and not turn[1].islower():
        # a dialogue in one paragraph, "— Who is it? — Nobody.", whose first dash may have been read as a bullet
        return text[begin] in _DASHES or text[max(0, begin - 2) : begin].strip() in ("-", "–", "—")
    if first in _DASHES or stray in (",", ";") or (close[:1] == "]" and text[at - 1 : at] == "["):
        return False
    # "3:13 p.m.: The gates": the colon of a label, not one that strayed behind a sentence.
    if stray == ":" and text[at - 2 : at - 1] == ".":
        return False
    # A sentence that began in lower case itself may be followed by another such, and so may any by "iPhone".
    if first.islower() and not text[begin].islower() and not _BRAND.match(text, after, end):
        return False
    if not close and _is_inside(text, begin, match.end(), end=end):
        return False
    if mark == "." and not close and not stray and _is_plain(text, begin, at):
        return True
    stop = stop_at(text, at, sentence=(begin, end), after=after, closed=bool(close))
    if mark == ".":
        return not belongs_to_word(stop, facts)
    return not goes_on_after_mark(stop, mark, facts=facts, block=block)


def _is_inside(text: str, begin: int, after: int, *, end: int) -> bool:
    """Tell whether a mark stands in brackets, or in a short quotation, within a sentence that continues after them: The
    sign reads “Stop! Go back!” in red."""
    opened = _OPENED.match(text, max(begin, after - _INSIDE), after)
    if not opened:
        return False
    for closing in _CLOSINGS[opened[1]]:
        closed = text.find(closing, opened.end(), min(end, after + _INSIDE))
        if closed > after and (behind := _GOES_ON.match(text, closed + 1, end)) and behind[1].islower():
            return True
    return False


def _is_plain(text: str, begin: int, at: int) -> bool:
    """Tell at little cost that no rule applies to most full stops: behind an ordinary word, well into its sentence."""
    if at - begin < NEAR:
        return False
    word = text[text.rfind(" ", at - NEAR, at) + 1 : at]
    return word.isalpha() and word.islower() and len(word) > 1 and word not in ABBREVIATIONS


def _ends_without_gap(text: str, match: re.Match[str], end: int) -> bool:
    """Accept "end.Next" where a space was lost: a lower-case word before, a capitalised whole word after.

    Chinese and Japanese have no spaces, also where they are written with narrow marks.
    """
    at = match.start()
    if is_cjk(text[at - 1 : at]) and is_cjk(text[match.end()]):
        return match["stop"] != "."
    before = text[max(0, at - 2) : at]
    if match["stray"] or (not match["close"] and not (len(before) == 2 and before.isalpha() and before.islower())):
        return False
    after = match.end()
    if text[after] in OPENERS and not match["close"]:
        after += 1
    return _LOST_SPACE.match(text, after, min(end, after + NEAR)) is not None


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
