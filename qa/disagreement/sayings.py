"""What a sentence claims without who says so: reports of one thing have other speakers. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.text.word_lists import REPORTING_VERBS

_TELLING = "|".join(sorted(REPORTING_VERBS["saying"] | REPORTING_VERBS["telling"], key=len, reverse=True))
# ", said its miller Brandt", ", engineers of Brevik said on Monday,": who says it differs from report to report.
_ASIDE = re.compile(
    rf"(?P<who>,\s[^,]*\b(?:{_TELLING})\b)(?P<rest>[^,]*)(?=,|$)|,?\s\baccording to\b[^,]*(?=,|$)", re.IGNORECASE
)
# "The League, citing doctors, said"
_CITING = re.compile(rf",\s(?:citing|quoting)\s[^,]+,(?=\s(?:{_TELLING})\b)")
# "BREVIK (CPA) — "
_DATELINE = re.compile(r"^[A-Z][A-Z .]+(?:,[\w .]+)?(?:\([\w ]+\)\s)?[—–-]\s")
_NUMERAL = r"\d[\d.,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b"
_NUMBER = re.compile(_NUMERAL)
# "Nine people have died" behind a verb of telling is what is told; "nine deaths" may be the teller's own.
_COUNTED_ARE = (
    rf"(?:(?:at least|at most|more than|about|around|some|nearly|almost|over)\s)?(?:{_NUMERAL})\s(?:[\w-]+\s){{1,3}}?"
    r"(?:have|had|has|were|was|are|died)\s"
)
# A body with a place of its own tells of that place: "Tarbeck county reported nine people were killed".
_OF_A_PLACE = r"(?i:county|state|city|town|village|province|region|district|parish|hospital|clinic|school|prison)\b"
# "The union said", "Tane Rua confirmed on Friday that", "According to the ministry,", "the Herald reported"
_BEGINNING = re.compile(
    r"^(?:(?:[^\s,]+\s+){1,6}?(?:sa(?:id|ys)\s(?:(?:on|late|early)\s)*(?:[A-Z][a-z]+day\s)?(?:that\s)?"
    rf"|(?:{_TELLING}|reports|estimates)\s(?:\w+\s){{0,3}}that\s)"
    rf"|(?:(?!{_OF_A_PLACE})[^\s,]+\s+){{1,6}}?(?:{_TELLING}|reports|estimates)\s(?={_COUNTED_ARE})"
    r"|According to [^,]{1,60},\s)(?=\S)"
)


@lru_cache(maxsize=1_024)
def claim_of(text: str) -> str:
    """Return a sentence with blanks in place of its dateline and of who says it, so that offsets stay."""
    for pattern in (_DATELINE, _CITING, _ASIDE, _BEGINNING):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    """Blank a match; what is said stays where it stands behind the speaker ("On Monday, police said 12 people ...")."""
    rest = match.groupdict().get("rest") or ""
    kept = rest if _NUMBER.search(rest) else ""
    return " " * (len(match.group()) - len(kept)) + kept
