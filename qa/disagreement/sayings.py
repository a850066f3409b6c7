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
# "BREVIK (CPA) — "
_DATELINE = re.compile(r"^[A-Z][A-Z .]+(?:,[\w .]+)?(?:\([\w ]+\)\s)?[—–-]\s")
# "The union said", "Tane Rua confirmed on Friday that", "According to the ministry,"
_BEGINNING = re.compile(
    r"^(?:(?:[^\s,]+\s+){1,6}?(?:sa(?:id|ys)\s(?:(?:on|late|early)\s)*(?:[A-Z][a-z]+day\s)?(?:that\s)?"
    rf"|(?:{_TELLING})\s(?:\w+\s){{0,3}}that\s)|According to [^,]{{1,60}},\s)(?=\S)"
)
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b")


@lru_cache(maxsize=1_024)
def claim_of(text: str) -> str:
    """Return a sentence with blanks in place of its dateline and of who says it, so that offsets stay."""
    for pattern in (_DATELINE, _ASIDE, _BEGINNING):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    """Blank a match; what is said stays where it stands behind the speaker ("On Monday, police said 12 people ...")."""
    rest = match.groupdict().get("rest") or ""
    kept = rest if _NUMBER.search(rest) else ""
    return " " * (len(match.group()) - len(kept)) + kept
