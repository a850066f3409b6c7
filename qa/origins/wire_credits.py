"""Wire credits: the agency that an article says it was written by.

Owns the agencies' names and where a credit stands: in the source, the author, the first line or the last. An agency
that is named inside a report ("told Reuters") wrote nothing of it.
"""

from __future__ import annotations

import re

from index.records import Article

#: Name -> how its reports are signed. The members of the European and world alliances of agencies that write English.
_AGENCIES = {
    "Associated Press": r"the associated press|associated press|\bAP\b",
    "Reuters": r"thomson reuters|reuters",
    "Agence France-Presse": r"agence france[- ]presse|\bAFP\b",
    "PA Media": r"press association|pa media|\bPA\b",
    "dpa": r"deutsche presse-agentur|\bdpa\b",
    "UPI": r"united press international|\bUPI\b",
    "Bloomberg": r"bloomberg(?: news)?",
    "EFE": r"\bEFE\b",
    "ANSA": r"\bANSA\b",
    "TASS": r"\bTASS\b",
    "Xinhua": r"xinhua",
    "Kyodo": r"kyodo(?: news)?",
    "Yonhap": r"yonhap",
    "PTI": r"press trust of india|\bPTI\b",
    "AAP": r"australian associated press|\bAAP\b",
    "Canadian Press": r"the canadian press|canadian press",
}
_NAMED = {name: re.compile(rf"(?i:{form})" if form[0] != "\\" else form) for name, form in _AGENCIES.items()}
_FORMS = "|".join(_AGENCIES.values())
# "NORVIK, April 3 (Reuters) - ", "NORVIK (AP) — ", "By The Associated Press".
_DATELINE = re.compile(rf"^[^\n]{{0,80}}?\((?P<agency>{_FORMS})\)\s*[-–—:]", re.IGNORECASE)
_BYLINE = re.compile(rf"^\s*(?:by|from|source:?)\s+(?P<agency>{_FORMS})\s*(?:$|[\n,.(])", re.IGNORECASE)
# "(Reuters)", "© AFP", "Copyright 2024 The Associated Press.", "Reporting by ... for Reuters".
_FOOT = re.compile(
    rf"(?:^\s*\(?|©[^\n]{{0,20}}|copyright[^\n]{{0,20}}?|\bfor\s+)(?P<agency>{_FORMS})\b[^\n]{{0,40}}$", re.IGNORECASE
)
_SIGNED = re.compile(
    rf"^\s*(?:[\w .'-]{{0,40}}(?:/|,|\bfor\b|\bof\b|\bby\b)\s*)?(?P<agency>{_FORMS})\s*$", re.IGNORECASE
)
_LOOKED_AT = 400  # characters at the beginning and at the end of a text


def wire_credit(article: Article) -> str | None:
    """Return the agency that an article is credited to, None where it names none."""
    for stated in (article.author, article.source):
        if stated and (match := _SIGNED.match(stated)):
            return _agency(match["agency"])
    lines = [line for line in article.text[:_LOOKED_AT].split("\n") if line.strip()]
    for line in lines[:4]:
        if match := _DATELINE.match(line) or _BYLINE.match(line):
            return _agency(match["agency"])
    last = article.text.rstrip()[-_LOOKED_AT:].rsplit("\n", 1)[-1]
    match = _FOOT.search(last) if len(last) < _LOOKED_AT else None
    return None if match is None else _agency(match["agency"])


def _agency(written: str) -> str | None:
    return next((name for name, form in _NAMED.items() if re.fullmatch(form.pattern, written, re.IGNORECASE)), None)
