"""RTF -> articles: paragraphs, headings, tables, notes and text boxes, in any of its character sets.

Read here, as striprtf, the best kept library for it, loses notes, text boxes and emoji, writes the addresses of links
into the text, and reads what is deleted or hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import joined
from index.loaders.office.rtf_streams import Stream
from index.loaders.office.rtf_words import BREAKS, SIGNS, SILENT, SYMBOLS, of_font, of_page
from index.loaders.text import read_limited

_LARGEST = 50 * 1024 * 1024  # with its pictures, which are not read
#: Word nests some ten groups.
_DEEPEST = 2_000
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_STREAMS = ("footnote", "shptxt", "title", "author", "listtext", "pntext", "fldinst")
_LISTINGS = ("TOC", "INDEX")


def load_rtf(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read an RTF file, which declares its character sets itself; ``charset`` is not used. Raises LoadError."""
    del charset
    data = read_limited(stream, _LARGEST)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError("it does not begin as RTF does; it is damaged, or is not what its name says")
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    text, outline = joined(reader.body.pieces)
    created = [reader.created.get(name, 0) for name in ("yr", "mo", "dy")]
    yield Draft(
        text=text,
        title=reader.about.get("title", ""),
        author=reader.about.get("author") or None,
        published="{:04}-{:02}-{:02}".format(*created) if all(created) else None,
        outline=outline or None,
    )


@dataclass(slots=True)
class _Group:
    """What holds from a brace to its partner, and in the groups within."""

    stream: Stream
    name: str = ""
    silent: bool = False
    starred: bool = False
    hidden: bool = False
    in_table: bool = False
    heading: bool = False
    font: int | None = None
    #: How many characters stand in for one that a program might not know.
    fallback: int = 1
    #: What the field that it is in does.
    does: list[str] = field(default_factory=list)


class _Reader:
    """Reads the tokens of a file one after the other."""

    def __init__(self) -> None:
        self.body = Stream()
        self.about: dict[str, str] = {}
        self.created: dict[str, int] = {}
        self._groups = [_Group(self.body)]
        self._codec = "cp1252"
        self._font: int | None = None
        self._fonts: dict[int, str] = {}
        self._bytes = bytearray()
        self._skip = 0

    def read(self, source: str) -> None:
        """Read a file. Raises LoadError for one whose groups stand in each other without end."""
        at = 0
        while token := _TOKEN.match(source, at):
            at = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if code is None and (text is None or not self._bytes):
                self._decode()
            if brace == "{":
                self._open()
            elif brace:
                self._close()
            elif word == "bin":
                at += max(0, int(number or 0))
            elif word is not None:
                self._word(word, None if number is None else int(number))
            elif symbol is not None:
                self._symbol(symbol)
            elif self._skip and (code or text):
                rest = (text or "")[self._skip :]
                self._skip = max(0, self._skip - len(text or "x"))
                self._write(rest)
            elif code is not None:
                self._bytes.append(int(code, 16))
            elif text is not None:
                self._write(self._decode(text))
        self._decode()
        while len(self._groups) > 1:
            self._close()
        self.body.end_paragraph()

    def _open(self) -> None:
        if len(self._groups) > _DEEPEST:
            raise LoadError(f"its groups stand in more than {_DEEPEST:,} others; it is damaged or hostile")
        self._skip = 0
        self._groups.append(replace(self._groups[-1], name="", starred=False))

    def _close(self) -> None:
        self._skip = 0
        if len(self._groups) == 1:
            return
        group = self._groups.pop()
        stream, outer = group.stream, self._groups[-1].stream
        if stream is outer:
            return
        if stream.kind in ("footnote", "shptxt"):
            stream.end_paragraph()
            outer.after += stream.pieces
            return
        text = stream.text()
        if stream.kind in ("title", "author"):
            self.about.setdefault(stream.kind, text)
        elif stream.kind == "fldinst":
            group.does.append(text)
        elif not self._groups[-1].silent and outer.run[-1:] != ["- "]:  # some write the mark of a list twice
            outer.run.append(f"{text} " if any(map(str.isalnum, text)) else "- ")

    def _write(self, text: str) -> None:
        group = self._groups[-1]
        if text and not group.silent and not group.hidden:
            group.stream.run.append(text)

    def _decode(self, following: str = "") -> str:
        """Write the bytes that are waiting; ``following``: the text behind them, which may hold their last byte."""
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            font = self._groups[-1].font
            codec = self._fonts.get(self._font if font is None else font) or self._codec  # type: ignore[arg-type]
            try:
                self._write(data.decode(codec))
            except UnicodeDecodeError as error:
                if following and error.end == len(data):
                    data, following = data + following[:1].encode("latin-1"), following[1:]
                self._write(data.decode(codec, "replace"))
        return following

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._groups[-1].starred = True
        elif symbol in "\r\n":
            self._end_line("par")
        elif self._skip:
            self._skip -= 1
        else:
            self._write(SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        group = self._groups[-1]
        if group.starred and not group.name:
            group.name = word
            group.silent = group.silent or word not in ("shpinst", "fldinst", "footnote", "shptxt")
        if word in SILENT:
            group.silent, group.name = True, word
        elif word == "info":
            group.name, group.silent = word, True
        elif word in _STREAMS and (word not in ("title", "author") or self._is_in("info")):
            group.name, group.stream = word, Stream(word)
            group.silent = group.silent and word not in ("title", "author")
        elif word == "field":
            group.does = []
        elif word == "fldrslt" and any(one.strip().upper().startswith(_LISTINGS) for one in group.does):
            group.silent = True
        elif word in BREAKS:
            self._end_line(word)
        elif word in SIGNS:
            self._write(SIGNS[word])
        else:
            self._set(group, word, number)

    def _is_in(self, name: str) -> bool:
        return any(one.name == name for one in self._groups[-3:])

    def _set(self, group: _Group, word: str, number: int | None) -> None:
        """Take note of what holds from here on."""
        value = 0 if number is None else number
        match word:
            case "u":
                self._write(chr(value % 0x10000))
                self._skip = group.fallback
            case "uc":
                group.fallback = min(max(value, 0), 10)
            case "ansicpg" | "mac" | "pc" | "pca":
                self._codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word, of_page(value))
            case "deff":
                self._font = value
            case "f":
                group.font = value
            case "fcharset" if group.font is not None and self._is_in("fonttbl"):
                self._fonts[group.font] = of_font(value)
            case "v" | "deleted" | "webhidden":
                group.hidden = number != 0
            case "plain":
                group.hidden, group.font = False, None
            case "pard":
                group.in_table = group.heading = False
            case "intbl":
                group.in_table = True
            case "outlinelevel":
                group.heading = value < 9  # 9 is running text
            case "trhdr":
                group.stream.headers = min(group.stream.headers + 1, len(group.stream.rows) + 1)
            case "yr" | "mo" | "dy" if self._is_in("creatim"):
                self.created.setdefault(word, value)

    def _end_line(self, word: str) -> None:
        group = self._groups[-1]
        stream = group.stream
        if group.silent:
            return
        if word in ("cell", "nestcell"):
            stream.cells.append(stream.text().replace("\n", " "))
        elif word in ("row", "nestrow"):
            stream.end_row()
        elif word == "line" or (group.in_table and word == "par"):
            self._write("\n")
        else:
            stream.end_paragraph(heading=group.heading)
