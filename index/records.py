"""The records that flow through the index: Article, Sentence, Hit, Filters. Frozen, slotted, standard library only.

Owns what a date must look like, for articles and for filters.

Offsets are Unicode code points, 0-based and half-open: ``article.text[sentence.start:sentence.end] == sentence.text``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from index.errors import InvalidArticle, InvalidFilter

Places = tuple[tuple[int, str], ...]
"""From where in a text on -> the place of it in the source, in order."""

Role = Literal["headline", "highlight", "heading", "question_heading", "body", "quote", "caption", "boilerplate"]
#: The role of somebody's words between quotation marks, not a quote of an answer: digests and answers hold the word.
SPOKEN: Final = "quote"


# Marks that turn or hide what follows them make an address look like another (Unicode TR 36). Browsers read "\" as "/",
# so that the host ends there for them and not for us.
_WEB = re.compile(r"(?i)https?://[^\x00-\x20\x7f-\x9f\s\\\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_MISFIT = re.compile("[\x00\ud800-\udfff]")
# datetime.fromisoformat alone takes more than one form of a day ("20250304", "2025-W10-2"), which do not sort as text.
_DAY_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].+)?")
_SHOWN = 80
_NOT_SAID: Any = None  # a title may be empty on purpose, and an empty id is a fault
# 64 bits: among a million texts the chance that two share an id, and one replaces the other, is below 1 in 10 million.
_ID_DIGITS = 16
# Headlines of news are shorter, and a title goes into the vector of every sentence of its article.
_LONGEST_TITLE = 120


def is_iso_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar written YYYY-MM-DD, which a time in ISO 8601 may follow."""
    if not _DAY_FIRST.fullmatch(text):
        return False
    try:
        date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def moment(text: str, *, is_end: bool = False) -> str:
    """Write an ISO 8601 date or time as YYYY-MM-DDTHH:MM:SSZ, so that moments sort as text: of a day its first second,
    or its last with ``is_end``. A time without a zone is taken for UTC. Raises ValueError for what is no date."""
    if len(text) == len("YYYY-MM-DD"):
        return f"{date.fromisoformat(text)}T{'23:59:59' if is_end else '00:00:00'}Z"
    time = datetime.fromisoformat(text)
    with suppress(OverflowError):  # in the first or the last year of the calendar
        time = time.astimezone(UTC) if time.tzinfo else time
    return f"{time.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that a link may lead to: http or https, with a host, and nothing that is not
    part of an address. A user's name before the host, which can look like a host, is not."""
    if not _WEB.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # as of a bracket that is never closed
        return False


def text_sha256(text: str) -> str:
    """Digest text: hexadecimal sha256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def misfit(text: str) -> re.Match[str] | None:
    """Find the first character that is no text, a NUL or half a surrogate pair: neither can be stored or sent."""
    return _MISFIT.search(text)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as stored. ``text`` is what citations index; it is never altered after loading.

    ``Article(text=...)`` is enough: the id is then made of the text's digest, so that the same text gets the same id,
    and the title is the text's first line, or as much of it as a title may hold. ``published`` is an ISO 8601 date or
    date-time, or None, and so is ``updated``, the day of its last change; ``language`` is a tag of BCP 47 as its source
    gives it ("en", "pt-BR"), or None. ``revision`` is set by the catalogue: 1, and one more with each replacement.
    """

    id: str = _NOT_SAID
    title: str = _NOT_SAID
    text: str = field(default="", repr=False)
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    content_sha256: str = ""
    revision: int = 1
    updated: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise InvalidArticle(f"the text of an article is of type {type(self.text).__name__}; give text")
        if not self.content_sha256:
            object.__setattr__(self, "content_sha256", text_sha256(self.text))
        if self.id is _NOT_SAID:
            object.__setattr__(self, "id", f"article-{self.content_sha256[:_ID_DIGITS]}")
        if self.title is _NOT_SAID:
            object.__setattr__(self, "title", _first_line(self.text))


@dataclass(frozen=True, slots=True)
class Original:
    """The file that an article was read from. ``read`` returns its bytes, or None where they are no longer those."""

    size: int
    read: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class OutlinedArticle(Article):
    """An article as a loader hands it over. ``outline``: where a line of its text begins -> what the source calls it,
    in order; lines not named are neither headings nor captions; None where the source has no way to say so. ``places``:
    from where in the text on -> the place of it in the source ("page 3"), in order. Neither is stored: each sentence
    is, with its role and its place. ``original``: the file, where its pages can be shown; see ``index.originals``."""

    outline: tuple[tuple[int, Role], ...] | None = ()
    places: Places = ()
    original: Original | None = field(default=None, compare=False)


def outlined(
    article: Article,
    outline: tuple[tuple[int, Role], ...] | None,
    *,
    places: Places = (),
    original: Original | None = None,
) -> OutlinedArticle:
    """Add to an article what its source calls its lines, where in it they stand, and the source itself."""
    values = {f.name: getattr(article, f.name) for f in fields(article)}
    return OutlinedArticle(**values, outline=outline, places=places, original=original)


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence before it is stored: where it stands in the article's text, its role, and the heading it stands
    under. ``place``: see Sentence."""

    start: int
    end: int
    role: Role
    section: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a stored article. ``number`` is unique in the corpus (int64) and never reused; ``position``
    counts from 0 within the article. ``section`` is the heading the sentence stands under, "" above the first.
    ``place`` is where the sentence begins in a source that has pages, slides, sheets or times ("page 3", "slide 2",
    "at 0:01:15"), "" in others."""

    number: int
    article_id: str
    position: int
    start: int
    end: int
    role: Role
    section: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranker's opinion of one sentence. Scores are comparable only within that ranker; larger is better."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrict a search. Empty tuples and None mean no restriction; all given restrictions must hold.

    ``published_from`` and ``published_to`` are days written YYYY-MM-DD, both inclusive; of a full ISO 8601 time the day
    counts. An article without a date never passes a date restriction. ``languages`` are tags of BCP 47; "pt" also
    passes "pt-BR". ``as_of`` looks at what was known at the end of a day, or at a time: the revisions of then, which is
    done by the view that is searched (``Corpus.view``). Raises InvalidFilter when a value cannot be used.
    """

    article_ids: list[str] | tuple[str, ...] = ()
    sources: list[str] | tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None
    as_of: str | None = None
    languages: list[str] | tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("article_ids", "sources", "languages"):
            object.__setattr__(self, name, _names(name, getattr(self, name)))
        for name in ("published_from", "published_to", "as_of"):
            check_date(name, getattr(self, name))
        first, last = self.published_from, self.published_to
        if first is not None and last is not None and first[:10] > last[:10]:
            raise InvalidFilter(
                f"published_from is {first!r}, which is after published_to, {last!r}; give the earlier date first"
            )

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))


def _names(field: str, values: object) -> tuple[str, ...]:
    """Return names as a tuple. A single text is refused: it would be taken for the list of its letters."""
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
        raise InvalidFilter(f"{field} is {_repr(values)}; give a tuple of texts, such as ('a', 'b')")
    return tuple(values)


def check_date(field: str, value: object) -> None:
    """Raise InvalidFilter, which names the field, for a value that is neither None nor a date of the calendar."""
    if value is not None and not (isinstance(value, str) and is_iso_date(value)):
        raise InvalidFilter(
            f"{field} is {_repr(value)}, which is no date of the calendar; write it as YYYY-MM-DD, such as 2025-03-04"
        )


def _repr(value: object) -> str:
    whole = repr(value)
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"


def _first_line(text: str) -> str:
    """Return the first line that says anything, its spaces made single, without the marks of a heading; cut between
    words when it is longer than a title."""
    line = next((words for words in (" ".join(line.split()) for line in text.splitlines()) if words), "")
    line = re.sub(r"^#{1,6} ", "", line)
    if len(line) <= _LONGEST_TITLE:
        return line
    return (line[:_LONGEST_TITLE].rpartition(" ")[0] or line[: _LONGEST_TITLE - 1]) + "…"
