"""Which stretches of a paragraph stand between quotation marks.

Owns the marks and their pairing. Knows nothing of sentences or of who speaks. The same mark opens in one language and
closes in another („…“ and “…”, «…» and »…«, ”…”, '…'), so what stands on either side of it decides: a mark opens before
a word, and closes behind one.
"""

from __future__ import annotations

import re
from itertools import takewhile

# Single marks within a word are apostrophes, and no marks.
_MARK = re.compile(r"[“”„‟«»\"＂「」『』｢｣﹁﹂﹃﹄〝〞〟‹›'‘’‚](?:(?<=[^'‘’‚])|(?<!\w.)|(?!\w))", re.DOTALL)
#: What closes a quotation that the mark opens, in any language that writes it so.
_CLOSED_BY = (
    {"“": '”“"', "”": '”"', "„": '“”‟"„', "‟": "”", "«": "»", "»": "«»", '"': '"”“', "＂": "＂", "〝": "〞〟"}
    | {"「": "」", "『": "』", "｢": "｣", "﹁": "﹂", "﹃": "﹄"}
    | {"‹": "›", "›": "‹›", "‘": "’", "‚": "‘’", "'": "'"}
)
# Their closing mark has to be there: alone they are apostrophes, arrows or marks of inches.
_SINGLE = frozenset("'‘‚‹›")
# They open a quotation by their form alone; of the others, only the side on which they touch a word tells.
_ONLY_OPEN = frozenset("“„‟「『｢﹁﹃〝")
_EITHER_SIDE = frozenset("\"＂”»«›‹'‚‘“„")
_OPENS_AFTER = frozenset("([{—–-:/¿¡：，、。（")
_AFTERTHOUGHT = ".!?…,;:\"'”’»›“‘«‹)]。 \u00a0\u2009\u202f"
_SPACES_INSIDE = frozenset("\u00a0\u2009\u202f ")
# "'em", "'til", "'90s", "'s morgens": letters are left out before these.
_ELIDED = re.compile(
    r"(?i:em|n|til|till|tis|tisn|twas|twere|twould|twill|cause|cuz|bout|round|cos|coz|ere|neath|gainst|fraid|nuff|s|t|k|r)\b"
    r"|(?:im|er|ere|is|ave|ome|ouse|hood|burbs)\b|\d0s\b"
)
_YEAR = re.compile(r"\d\d\b(?!\s*(?:%|per\s?cent))")
# "the states' money", "goin' home", "an' then": letters, or nothing at all, are left out behind these.
_CUT_OFF = re.compile(r"(?:s|\bo|\w\win|\b[Aa]n|\bth|\bol)\Z", re.ASCII)
_CLOSES_BEFORE = frozenset('.,;:!?)]…”"»—–')
_CLOSES_BEHIND = frozenset('.,!?…”"»')
_FAR = 8


def quotations(text: str, *, start: int, end: int) -> list[tuple[int, int]]:
    """Find the outermost quotations of a paragraph: (start, end), marks included, in order.

    A quotation without a closing mark ends with the paragraph, as in speech that continues in the next one, or before a
    mark that can only open another quotation, as where paragraphs of speech were joined. A single mark without its
    closing mark is an apostrophe and opens nothing.
    """
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    spans: list[tuple[int, int]] = []
    place = 0
    while place < len(marks):
        at = marks[place]
        if not _opens(text, at, start=start, end=end):
            place += 1
        elif text[at] in _SINGLE:
            closing = _single_end(text, marks, place, end=end)
            if closing:
                spans.append((at, marks[closing] + 1))
            place = closing + 1 if closing else place + 1
        else:
            closed, place = _double_end(text, marks, place, end=end)
            if closed < end or text[at] not in "”»" or at == start or text[end - 1] in _CLOSED_BY[text[at]]:
                spans.append((at, closed))
    return spans


def _opens(text: str, at: int, *, start: int, end: int) -> bool:
    """Tell whether a mark outside any quotation opens one."""
    mark = text[at]
    if mark not in _CLOSED_BY:
        return False
    if mark in _ONLY_OPEN:
        return True
    behind = text[at + 1 : at + 2] if at + 1 < end else ""
    if mark in "«‹" and behind and behind in _SPACES_INSIDE:
        # French writes a space inside; German closes with this mark, and touches the word.
        return at == start or not (text[at - 1].isalnum() or text[at - 1] in _CLOSES_BEHIND)
    if not _is_free(text, at, start) or not (mark == '"' or _touches(behind)):
        return False
    if mark not in "'‘":
        return True
    return not (_ELIDED.match(text, at + 1, end) and not _closes_at_once(text, at)) and not (
        _YEAR.match(text, at + 1, end) and at - 2 >= start and text[at - 2].isalnum()
    )


def _closes_at_once(text: str, at: int) -> bool:
    """Tell whether one short word stands between two marks: ‘n’, 's'."""
    word = "".join(takewhile(str.isalnum, text[at + 1 : at + 1 + _FAR]))
    return text[at + 1 + len(word) : at + 2 + len(word)] in ("’", "'")


def _touches(behind: str) -> bool:
    """Tell whether what stands behind a mark is a word or what may open one."""
    return behind.isalnum() or (behind != "" and (behind in _CLOSED_BY or behind in "¿¡([{…—–.$€£#@"))


def _is_free(text: str, at: int, start: int) -> bool:
    """Tell whether white space or punctuation stands before a mark that looks the same on both sides."""
    if at == start:
        return True
    before = text[at - 1]
    return before.isspace() or before in _OPENS_AFTER or (before in _CLOSED_BY and before != text[at])


def _may_close(text: str, at: int, end: int) -> bool:
    """Tell whether a mark stands behind a word or a stop, and before none."""
    return not text[at - 1].isspace() and (at + 1 >= end or not text[at + 1].isalnum())


def _double_end(text: str, marks: list[int], place: int, *, end: int) -> tuple[int, int]:
    """Return where the quotation ends that opens at a place among the marks, and the place behind it."""
    opening = text[marks[place]]
    closers = _CLOSED_BY[opening]
    inner = False
    for later in range(place + 1, len(marks)):
        at = marks[later]
        mark = text[at]
        if mark not in closers:
            continue
        if opening not in "«‹" and mark in _EITHER_SIDE and text[at - 1].isspace() and text[at + 1 : at + 2].isalnum():
            # this can only open another
            if mark == opening and mark not in _ONLY_OPEN:
                return at, later
            inner = inner or mark != opening
        elif inner:
            inner = False
        elif mark == '"' != opening and text[at - 1].isdigit():
            pass  # inches
        elif mark not in _ONLY_OPEN or opening == "„" or _may_close(text, at, end):
            return at + 1, later + 1
    return end, len(marks)


def _single_end(text: str, marks: list[int], place: int, *, end: int) -> int:
    """Return the place of the mark that closes a single quotation, 0 without one.

    A plural's apostrophe looks the same: behind "s" a mark closes only where no surer one follows before
    another quotation opens.
    """
    opening = text[marks[place]]
    closers = _CLOSED_BY[opening]
    unsure, later = 0, place + 1
    while later < len(marks):
        at = marks[later]
        mark = text[at]
        if mark in closers and _may_close(text, at, end):
            if at + 1 >= end or text[at + 1] in _CLOSES_BEFORE or text[at - 1] in _CLOSES_BEHIND:
                return later
            if not _CUT_OFF.search(text, max(0, at - _FAR), at):
                return later
            unsure = unsure or later
        elif mark not in _SINGLE and _opens(text, at, start=marks[place], end=end):
            closed, later = _double_end(text, marks, later, end=end)
            if closed >= end and text[end - 1] not in '”"»':
                break
            continue
        elif mark == opening and _opens(text, at, start=marks[place], end=end):
            break
        later += 1
    return unsure


def is_quoted(text: str, sentence: tuple[int, int], *, quotes: list[tuple[int, int]]) -> bool:
    """Tell whether a sentence lies wholly inside one quotation; marks and stops after its end do not count."""
    start, end = sentence
    for opened, closed in quotes:
        if opened <= start < closed:
            return closed >= end or not text[closed:end].strip(_AFTERTHOUGHT)
    return False
