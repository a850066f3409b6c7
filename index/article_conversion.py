"""Texts, rows of a table or a data frame of a program -> articles.

Imports no data frame library: it needs only the few methods that they all have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from index.errors import InvalidArticle
from index.ingest.validation import check
from index.records import Article, misfit

_LINE_END = re.compile(r"\r\n?")
COLUMNS = ("text", "id", "title", "url", "source", "author", "published", "updated", "language")


class Frame(Protocol):
    """What is used of a pandas data frame."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""
        ...

    def to_dict(self, orient: Any, /) -> Any:
        """Return the rows, for the orientation "records"."""
        ...


def of_texts(texts: Iterable[str]) -> Iterator[Article]:
    """Make an article of each text, with its first line as title.

    Raises InvalidArticle for one that cannot be stored, and for a single text or a mapping in place of several."""
    if isinstance(texts, str):
        raise InvalidArticle("one text stands where several are expected; write [text]")
    if isinstance(texts, Mapping):  # to go through it would give its keys
        raise InvalidArticle("a mapping stands where texts are expected; give its values, or articles with ids")
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise InvalidArticle(f"text {number} is of type {type(text).__name__}; give texts")
        yield _article({"text": text}, f"text {number}")


def of_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[Article]:
    """Make an article of each row: ``text``, and if known ``id``, ``title``, ``url``, ``source``, ``author``,
    ``published``, ``updated``, ``language``. Other columns are ignored, and a missing value (None, NaN, NaT) leaves its
    field empty. Raises InvalidArticle."""
    for number, row in enumerate(rows, 1):
        yield _article(
            {name: row[name] for name in COLUMNS if name in row and not _is_missing(row[name])}, f"row {number}"
        )


def of_dataframe(frame: Frame) -> Iterator[Article]:
    """Make an article of each row of a pandas data frame; see ``of_rows``. Raises InvalidArticle."""
    if not hasattr(frame, "columns"):
        raise InvalidArticle(f"a data frame is expected, and this is of type {type(frame).__name__}; give a DataFrame")
    if "text" not in list(frame.columns):
        names = ", ".join(map(str, frame.columns))
        raise InvalidArticle(
            f"the table has no column 'text', but {names or 'none at all'}; rename the one with the articles"
        )
    yield from of_rows(frame.to_dict("records"))


def _article(fields: Mapping[str, Any], where: str) -> Article:
    values: dict[str, Any] = {
        name: value if isinstance(value, str) else _as_text(value) for name, value in fields.items()
    }
    values["text"] = _LINE_END.sub("\n", values.get("text", ""))
    if half := misfit(values["text"]):  # no digest can be made of half a surrogate pair
        raise InvalidArticle(
            f"{where}: the text holds U+{ord(half[0]):04X} at {half.start()}, which is not text; remove it"
        )
    try:
        check(article := Article(**values))
    except InvalidArticle as error:
        raise InvalidArticle(f"{where}: {error}") from None
    # A text of one line gets no title: as a title, its only line would no longer be a sentence of the article.
    alone = "title" not in values and "\n" not in article.text.strip()
    return replace(article, title="") if alone else article


def _as_text(value: Any) -> str:
    """Write a number or a date as text: a column of ids may hold numbers, one of dates timestamps."""
    written = str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
    return written.removesuffix("T00:00:00")  # how pandas holds a day


def _is_missing(value: Any) -> bool:
    return value is None or bool(value != value)  # NaN and NaT alone are not equal to themselves
