"""A page of a PDF -> its picture, and where on it a sentence stands. Runs in the process that reads such files.

A sentence is found by its letters and digits alone, in the order in which the page is read: so it is whether a hyphen
broke a word of it, and where it goes on in the next column or on the next page.
"""

from __future__ import annotations

import ctypes
import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from index.errors import LoadError
from index.extras import library
from index.loaders.pdf.columns import regions, rows_of
from index.loaders.pdf.loading import opened
from index.loaders.pdf.page.glyphs import Glyphs
from index.loaders.pdf.page.lines import Line, lines_of, page_of
from index.loaders.pdf.page.rotation import Rotation, rotation_of
from index.loaders.pdf.page.rules import rules_of
from index.loaders.pdf.tables.row_places import CELLS_APART, row_places

_WIDEST, _HIGHEST, _MOST_PIXELS = 2_400, 8_000, 8_000_000
#: A part of a sentence that stands elsewhere than what comes before it has at least so many letters.
_LEAST_PART = 12
_MOST_PARTS = 8
#: Of a sentence so much must be found, or another would be marked.
_LEAST_FOUND = 0.6
_CLOSING = ".,;:!?…)]}\"'”’»"
#: What is marked is multiplied by this yellow, as with a pen (red, green, blue).
_PEN = (255, 233, 130)

Box = tuple[float, float, float, float]


def draw(stream: BinaryIO, options: dict[str, Any]) -> Iterator[bytes]:
    """Yield what is known of a page as JSON, and its picture where a width is given. ``options``: page, width or None,
    and cited, the sentence to mark: page, text, before; or None."""
    try:
        document = opened(stream.read())
        try:
            yield from _drawn(document, options["page"], options["width"], options["cited"])
        finally:
            document.close()
    except LoadError as error:
        yield json.dumps({"error": str(error)}).encode()


def _drawn(document: Any, number: int, width: int | None, cited: dict[str, Any] | None) -> Iterator[bytes]:
    pdfium = library("pypdfium2", extra="pdf")
    count = len(document)
    if not 1 <= number <= count:
        raise LoadError(f"there is no page {number}; it has {count:,}")
    try:
        page = page_of(document, number - 1)
    except pdfium.PdfiumError as error:
        raise LoadError(f"page {number} is damaged") from error
    try:
        size = page.get_size()
        boxes = [] if cited is None else list(_boxes_of(document, cited))
        named = [dict(zip(("page", "left", "top", "right", "bottom"), (at, *box), strict=True)) for at, box in boxes]
        about = {"pages": count, "number": number, "width": size[0], "height": size[1], "boxes": named}
        yield json.dumps(about).encode()
        if width is not None:
            yield _picture(page, size, width, [box for at, box in boxes if at == number])
    finally:
        page.close()


class _Letter(NamedTuple):
    """A letter or digit: in which line of the page, and which glyph of it."""

    line: int
    glyph: int


class _Text(NamedTuple):
    """The letters and digits of a page in the order in which they are read, and the lines in which they stand."""

    letters: str
    where: list[_Letter]
    lines: list[tuple[Line, Glyphs]]
    turn: Rotation


def _boxes_of(document: Any, cited: dict[str, Any]) -> Iterator[tuple[int, Box]]:
    wanted = "".join(filter(str.isalnum, cited["text"]))
    parts: list[tuple[int, int, int]] = []
    texts: dict[int, _Text] = {}
    for number in (cited["page"], cited["page"] + 1):
        if not wanted or not 1 <= number <= len(document):
            break
        page = page_of(document, number - 1)
        try:
            texts[number] = _read(page)
            boxes, wanted = _parts(wanted, texts[number].letters, before=0 if parts else cited["before"])
            parts += [(number, start, end) for start, end in boxes]
        finally:
            page.close()
    length = sum(end - start for _, start, end in parts)
    if length < _LEAST_FOUND * (length + len(wanted)):
        parts = list(_cells(cited, texts)) if CELLS_APART in cited["text"] else []
    for number, text in texts.items():
        page = page_of(document, number - 1)
        try:
            for at, start, end in parts:
                if at == number:
                    yield from ((number, _share(page, box)) for box in _lines(text, start, end))
        finally:
            page.close()


def _cells(cited: dict[str, Any], texts: dict[int, _Text]) -> Iterator[tuple[int, int, int]]:
    """Yield where the letters of a row of a table stand: (page, first, behind the last), a line of a cell each."""
    text = texts.get(cited["page"])
    if text is None:
        return
    for number in row_places(cited["text"], [line for line, _ in text.lines], before=cited["before"]):
        letters = [at for at, letter in enumerate(text.where) if letter.line == number]
        if letters:
            yield cited["page"], letters[0], letters[-1] + 1


def _read(page: Any) -> _Text:
    text = page.get_textpage()
    try:
        turn = rotation_of(page, text)
        lines = lines_of(text, turn, rules=rules_of(page, turn))
    finally:
        text.close()
    by_line = {id(line): i for i, (line, _) in enumerate(lines)}
    letters: list[str] = []
    where: list[_Letter] = []
    for region in regions([line for line, _ in lines]):
        for row in rows_of(region):
            for line in row:
                number = by_line[id(line)]
                for i, char in enumerate(lines[number][1].drawn()):
                    for one in filter(str.isalnum, char):
                        letters.append(one)
                        where.append(_Letter(number, i))
    return _Text("".join(letters), where, lines, turn)


def _parts(wanted: str, letters: str, *, before: int) -> tuple[list[tuple[int, int]], str]:
    """Find a sentence among the letters of a page, whole or in parts; also return what of it is not there."""
    at = letters.find(wanted)
    for _ in range(before):
        following = letters.find(wanted, at + 1)
        if following < 0:
            break
        at = following
    if at >= 0:
        return [(at, at + len(wanted))], ""
    parts: list[tuple[int, int]] = []
    while wanted and len(parts) < _MOST_PARTS:
        length = _longest(wanted, letters)
        if length < min(_LEAST_PART, len(wanted)):
            break
        at = letters.rfind(wanted[:length])  # a sentence that goes on elsewhere stands at the end of a column
        parts.append((at, at + length))
        wanted = wanted[length:]
    return parts, wanted


def _longest(wanted: str, letters: str) -> int:
    """Return how much of the beginning of a text stands somewhere in another: a beginning of that does too."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in letters else (low, middle - 1)
    return low


def _lines(text: _Text, start: int, end: int) -> Iterator[Box]:
    """Yield the box of each line in which some of the letters stand, with the marks that close the last."""
    spans: dict[int, tuple[int, int]] = {}
    for at, glyph in text.where[start:end]:
        first, last = spans.get(at, (glyph, glyph))
        spans[at] = (min(first, glyph), max(last, glyph))
    for number, (first, last) in spans.items():
        line, glyphs = text.lines[number]
        drawn = glyphs.drawn()
        while last + 1 < len(drawn) and drawn[last + 1] in _CLOSING:
            last += 1
        left, right = min(glyphs.lefts[first : last + 1]), max(glyphs.rights[first : last + 1])
        yield text.turn.as_drawn((left, line.bottom, right, line.top))


def _share(page: Any, box: Box) -> Box:
    """Turn a box in the page's own units into shares of its width and height, turned and cut as it is shown."""
    raw = library("pypdfium2.raw", extra="pdf")
    scale = 100_000
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        corners.append((min(max(x.value / scale, 0.0), 1.0), min(max(y.value / scale, 0.0), 1.0)))
    (left, top), (right, bottom) = corners
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _picture(page: Any, size: tuple[float, float], width: int, boxes: list[Box]) -> bytes:
    """Draw a page as PNG, so many pixels wide, or less where it is very high."""
    if not (size[0] > 0 and size[1] > 0):
        raise LoadError("the page has no size")
    scale = min(min(width, _WIDEST) / size[0], _HIGHEST / size[1], (_MOST_PIXELS / (size[0] * size[1])) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    try:
        rows, across, stride, channels = bitmap.height, bitmap.width, bitmap.stride, bitmap.n_channels
        data = bytearray(bitmap.buffer)
    finally:
        bitmap.close()
    for left, top, right, bottom in boxes:
        first, last = int(left * across) * channels, min(int(right * across) + 1, across) * channels
        for row in range(int(top * rows), min(int(bottom * rows) + 1, rows)):
            for channel in range(min(channels, 3)):
                part = slice(row * stride + first + channel, row * stride + last, channels)
                data[part] = data[part].translate(_TABLES[channel])
    return _png(data, across, rows, stride, channels)


_TABLES = [bytes(value * level // 255 for value in range(256)) for level in _PEN]


def _png(data: bytearray, width: int, height: int, stride: int, channels: int) -> bytes:
    """Write pixels of 8 bits a channel (grey, RGB, RGBX or RGBA) as PNG: every line unfiltered, then deflated."""
    kept = 1 if channels == 1 else 3
    lines = bytearray()
    for row in range(height):
        line = data[row * stride : row * stride + width * channels]
        if channels == 4:
            del line[3::4]
        lines += b"\0" + line
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if kept == 1 else 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 4)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
