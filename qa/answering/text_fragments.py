"""Links that scroll a browser to quoted words: ``URL#:~:text=[prefix-,]start[,end][,-suffix]`` (WICG text fragments).

Owns the escaping and the proof, against the article's text, that the first match of the link is the quote and nothing
else. Knows nothing of corpora or answers. A link that could point elsewhere is not made.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from index.records import is_web_address

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

    def first_match(self, page: str) -> tuple[int, int] | None:
        """Return the span that the first match of the term cites in a page, which is flat and in lower case.

        Takes one or two passes over the page, whatever is in it: if no tail follows one head, none follows a later
        head.
        """
        start, end = self.start.lower(), self.end.lower()
        for at, length in _occurrences(page, self.prefix.lower(), start):
            if at and _is_word(page[at - 1]):
                continue
            first, after = at + length - len(start), at + length
            if not end:
                if self._is_followed(page, after):
                    return first, after
                continue
            tails = (place for place, _ in _occurrences(page, "", end, begin=after))
            closed = next((place for place in tails if self._is_followed(page, place + len(end))), None)
            return None if closed is None else (first, closed + len(end))
        return None

    def _is_followed(self, page: str, at: int) -> bool:
        suffix = self.suffix.lower()
        if suffix and page.startswith(" ", at):
            at += 1
        after = at + len(suffix)
        return page.startswith(suffix, at) and not _is_word(page[after : after + 1])


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
        return term.first_match(self.page) == (self.position, self.position + len(self.quote.lower()))


def _occurrences(page: str, prefix: str, text: str, *, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of each ``prefix`` with ``text`` right after it, or a space between them, in order."""
    joined = [prefix + text, f"{prefix} {text}"] if prefix else [text]
    return heapq.merge(*(_each(page, whole, begin) for whole in joined))


def _each(page: str, whole: str, begin: int) -> Iterator[tuple[int, int]]:
    at = page.find(whole, begin)
    while at >= 0:
        yield at, len(whole)
        at = page.find(whole, at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _terms(place: _Place) -> Iterator[_Term]:
    words = place.quote.split()
    exact = len(place.quote) <= _LONGEST_EXACT_TERM or len(words) < 3 * _RANGE_WORDS
    start = place.quote if exact else " ".join(words[:_RANGE_WORDS])
    end = "" if exact else " ".join(words[-_RANGE_WORDS:])
    if len(place.quote) >= _SHORTEST_BARE_TERM:
        yield _Term(start, end)
    for count in _CONTEXT_WORDS:
        prefix = " ".join(place.block_before.split()[-count:])
        suffix = " ".join(place.block_after.split()[:count])
        if (prefix or suffix) and max(len(prefix), len(suffix)) <= _LONGEST_EXACT_TERM:
            yield _Term(start, end, prefix, suffix)


def _web_address(url: str | None) -> str | None:
    if url is None or not is_web_address(url):
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
