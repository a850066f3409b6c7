"""Links that scroll a browser to quoted words: ``URL#:~:text=[prefix-,]start[,end][,-suffix]`` (WICG text fragments).

Owns the escaping and the proof, against the article's text, that the first match of the link is the quote and nothing
else. Knows nothing of corpora or answers. A link that could point elsewhere is not made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

# A browser matches a short term by chance, and a long one is fragile: the numbers of Chrome's own generator.
_SHORTEST_BARE_TERM = 20
_LONGEST_EXACT_TERM = 300
_RANGE_WORDS = 6
_CONTEXT_WORDS = (3, 6, 12, 24)


def fragment_url(url: str | None, text: str, *, start: int, end: int) -> str | None:
    """Return a link to ``text[start:end]`` at ``url``; None without a web address or without a sure match."""
    address = _web_address(url)
    if address is None:
        return None
    place = _Place.of(text, start=start, end=end)
    directive = next((term.directive() for term in _terms(place) if place.first_match_is_quote(term)), None)
    if directive is None:
        return None
    return f"{address}{'' if '#' in address else '#'}:~:text={directive}"


@dataclass(frozen=True, slots=True)
class _Term:
    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def directive(self) -> str:
        parts = [_escape(self.prefix) + "-"] if self.prefix else []
        parts.append(_escape(self.start))
        parts += [_escape(self.end)] if self.end else []
        parts += ["-" + _escape(self.suffix)] if self.suffix else []
        return ",".join(parts)

    def pattern(self) -> re.Pattern[str]:
        quote = re.escape(self.start.lower())
        if self.end:
            quote += f".*?{re.escape(self.end.lower())}"
        prefix = rf"{re.escape(self.prefix.lower())}\s*" if self.prefix else ""
        suffix = rf"\s*{re.escape(self.suffix.lower())}" if self.suffix else ""
        return re.compile(rf"(?<!\w){prefix}(?P<quote>{quote}){suffix}(?!\w)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Place:
    """The page as a browser compares it: white space collapsed, lower case; and where the quote stands in that."""

    page: str
    position: int
    quote: str
    block_before: str
    block_after: str

    @classmethod
    def of(cls, text: str, *, start: int, end: int) -> _Place:
        before, quote, after = (_flat(part) for part in (text[:start], text[start:end], text[end:]))
        page = (before + quote + after).lower()
        return cls(page, len(before.lower()), quote, _last_block(text[:start]), _first_block(text[end:]))

    def first_match_is_quote(self, term: _Term) -> bool:
        found = term.pattern().search(self.page)
        expected = (self.position, self.position + len(self.quote.lower()))
        return found is not None and found.span("quote") == expected


def _terms(place: _Place) -> list[_Term]:
    words = place.quote.split()
    exact = len(place.quote) <= _LONGEST_EXACT_TERM or len(words) < 3 * _RANGE_WORDS
    start = place.quote if exact else " ".join(words[:_RANGE_WORDS])
    end = "" if exact else " ".join(words[-_RANGE_WORDS:])
    terms = [_Term(start, end)] if len(place.quote) >= _SHORTEST_BARE_TERM else []
    for count in _CONTEXT_WORDS:
        prefix = " ".join(place.block_before.split()[-count:])
        suffix = " ".join(place.block_after.split()[:count])
        if prefix or suffix:
            terms.append(_Term(start, end, prefix, suffix))
    return terms


def _web_address(url: str | None) -> str | None:
    if url is None or re.search(r"[\s\x00-\x1f\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return url.split(":~:", 1)[0].removesuffix("#")


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _last_block(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1].strip()


def _first_block(text: str) -> str:
    return text.lstrip().split("\n", 1)[0].strip()


def _escape(term: str) -> str:
    # The dash is part of the syntax, and quote() leaves it alone.
    return percent_encode(term, safe="").replace("-", "%2D")
