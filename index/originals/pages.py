"""Pages of a kept file: where a sentence stands on them, and how they look.

Hands the file to a process of its own (``index.loaders.pdf.page_images``). Knows nothing of articles or folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UnknownPage
from index.records import Sentence
from index.sandbox.children import SandboxError, run
from index.sandbox.limits import Limits

_DRAW = "index.loaders.pdf.page_images:draw"
_PAGE = re.compile(r"page (\d+)")
#: A picture of a page has a few hundred kilobytes; drawing one takes some tenths of a second.
_LIMITS = Limits(cpu_a_byte=1 / 2_000_000)


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence that begins on this page (counted from 1) and may continue on the next. ``before``: how often it
    stands on that page before the place that is meant."""

    page: int
    text: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a line on a page, in shares of the page's width and height from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: how many there are, its number, its size in points, where the cited sentence stands, and its picture,
    None unless it was asked for (PNG)."""

    pages: int
    number: int
    width: float
    height: float
    boxes: tuple[Box, ...]
    picture: bytes | None


def page_number(place: str) -> int | None:
    """Return the number in a sentence's place, None where that is no page."""
    match = _PAGE.fullmatch(place)
    return int(match[1]) if match else None


def page_of(sentences: Sequence[Sentence], at: int) -> int | None:
    """Return the page on which the sentence at a place of the text begins, None where its source has no pages."""
    sentence = next((one for one in sentences if one.start <= at < one.end), None)
    return None if sentence is None else page_number(sentence.place)


def page(file: Path, number: int, *, cited: Cited | None = None, width: int | None = None) -> Shown:
    """Look at a page of a PDF file, and draw it ``width`` pixels wide unless that is None.

    Raises UnknownPage for a page that there is not, and for a file that takes too much."""
    options: dict[str, Any] = {"page": number, "width": width, "cited": None}
    if cited is not None:
        options["cited"] = {"page": cited.page, "text": cited.text, "before": cited.before}
    try:
        with file.open("rb") as stream:
            items = list(run(_DRAW, stream, options=options, limits=_LIMITS))
    except SandboxError as error:
        raise UnknownPage(f"the page cannot be shown: {error}") from error
    except OSError as error:
        raise UnknownPage("the file of the page is no longer there") from error
    about = json.loads(items[0])
    if "error" in about:
        raise UnknownPage(f"the page cannot be shown: {about['error']}")
    boxes = tuple(Box(**box) for box in about.pop("boxes"))
    return Shown(**about, boxes=boxes, picture=items[1] if len(items) > 1 else None)
