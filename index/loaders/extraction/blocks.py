"""A page as it is read -> its blocks in order: paragraphs, headings, lists, tables, captions, code.

Every visible word of the page is in exactly one block, in the order of the page, whichever elements hold it. Owns how
the elements of a page are written as lines. Knows nothing of which blocks are the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.loaders.extraction.outline import on_one_line, table_lines
from index.loaders.extraction.tables import data_rows, is_layout
from index.loaders.extraction.tree import CLOSES, OPENED, STANDING, TIME, Element
from index.splitting.boilerplate import is_clock

Kind = Literal["paragraph", "heading", "list", "table", "code", "caption"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_CAPTIONS = frozenset({"figcaption"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_NOT_READ = frozenset(
    {"script", "style", "head", "title", "meta", "link", "template", "noscript", "option", "optgroup"}
)
_BOLD = frozenset({"b", "strong"})
_ASKING = ("?", "？", "؟")
_CAPTION_CLASS = re.compile(r"(?i)(?:^|[\s_-])caption(?:$|[\s_-]|text)")
_IN_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "section", "pre", "figure")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_WORD = re.compile(r"\w+")
_IN_QUOTES = re.compile(rf"{OPENED}\s*|\s*{CLOSES}")


@dataclass
class Block:
    """Some lines of the page. ``element`` holds them. ``linked``: how many characters are the text of links. ``bold``:
    all of it is bold. ``timed``: all of it is an element time, or a time of day. ``raw``: as it stands on the page,
    where the text has other words."""

    kind: Kind
    text: str
    element: Element
    linked: int = 0
    timed: bool = False
    bold: bool = False
    raw: str | None = None

    @cached_property
    def words(self) -> list[str]:
        """The words, as they stand on the page."""
        return words_of(self.text if self.raw is None else self.raw)

    @property
    def link_share(self) -> float:
        """Share of the characters that are the text of links."""
        return self.linked / max(1, len(self.text))


def blocks_of(element: Element) -> list[Block]:
    """Read an element."""
    reader = _Reader()
    reader.visit(element)
    reader.flush(element)
    return reader.blocks


def words_of(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(text)


class _Reader:
    """Collects the text of marks within a line until an element that stands for itself begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._run: list[str] = []
        self._standing: list[str] = []
        self._links = self._bolds = self._times = 0
        self._counts = [0, 0, 0, 0]

    def visit(self, element: Element) -> None:
        """Read what stands in an element, in order."""
        if element.text:
            self._take(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._break(element)
            elif tag in STANDING:
                if tag not in _NOT_READ:
                    self.flush(element)
                    self._stand(child)
            elif isinstance(tag, str):
                linked, bold, timed = tag == "a", tag in _BOLD, child.get(TIME) is not None
                self._links, self._bolds, self._times = self._links + linked, self._bolds + bold, self._times + timed
                self.visit(child)
                self._links, self._bolds, self._times = self._links - linked, self._bolds - bold, self._times - timed
            if child.tail:
                self._take(child.tail)

    def _break(self, element: Element) -> None:
        """End a line; a question in bold, as of an interview, stands for itself."""
        whole, _, bold, _ = self._counts
        if whole and bold == whole and not self._bolds and "".join(self._run).rstrip().endswith(_ASKING):
            self.flush(element)
        else:
            self._run.append("\n")

    def _stand(self, child: Element) -> None:
        tag = child.tag
        if tag in _LISTS and not _is_layout_list(child):
            self._list(child)
        elif tag == "dl" and not _is_layout_list(child):
            self._definitions(child)
        elif tag == "table" and not is_layout(child):
            self._table(child)
        elif tag == "pre":
            text = _IN_QUOTES.sub("", "".join(child.itertext())).strip("\r\n")
            if text.strip():
                self.blocks.append(Block("code", text, child))
        else:
            self._standing.append("figcaption" if _is_caption(child) else tag)
            self.visit(child)
            self.flush(child)
            self._standing.pop()

    def _take(self, text: str) -> None:
        length = len(text.strip())
        if not length:  # as most pieces: the indentation in the page's source
            self._run.append(" ")
            return
        self._run.append(_SPACE.sub(" ", text))
        counts = self._counts
        counts[0] += length
        if self._links:
            counts[1] += length
        if self._bolds:
            counts[2] += length
        if self._times:
            counts[3] += length

    def flush(self, element: Element) -> None:
        """End the block that is being read; ``element`` is what holds it."""
        if not self._counts[0]:
            self._run.clear()
            return
        (whole, linked, bold, timed), self._counts = self._counts, [0, 0, 0, 0]
        run, self._run = "".join(self._run), []
        kind: Kind = "paragraph"
        if not _HEADINGS.isdisjoint(self._standing):
            kind, run = "heading", run.replace("\n", " ")
        elif not _CAPTIONS.isdisjoint(self._standing):
            kind, run = "caption", run.replace("\n", " ")
        for part in _PARAGRAPHS.split(run):
            if text := tidy(part):
                share = linked * len(text) // whole
                is_time = timed == whole or is_clock(text)
                self.blocks.append(Block(kind, text, element, share, timed=is_time, bold=bold == whole))

    def _list(self, element: Element) -> None:
        inner = [_item(child) for child in element if isinstance(child.tag, str)]
        lines = [f"- {text}" if child.tag == "li" else text for child, text, _ in inner if text]
        self._lines("list", lines, element, linked=sum(linked for _, _, linked in inner))

    def _definitions(self, element: Element) -> None:
        lines: list[str] = []
        terms: list[str] = []
        values: list[str] = []
        linked = 0
        for part in _parts(element):
            _, text, links = _item(part)
            linked += links
            if part.tag == "dt" and values:
                lines, terms, values = [*lines, _definition(terms, values)], [], []
            (terms if part.tag == "dt" else values).append(" ".join(text.split()))
        lines.append(_definition(terms, values))
        self._lines("list", [f"- {line}" for line in lines if line], element, linked=linked)

    def _table(self, element: Element) -> None:
        linked = 0

        def text_of(cell: Element) -> str:
            nonlocal linked
            inner = blocks_of(cell)
            linked += sum(block.linked for block in inner)
            return on_one_line(line for block in inner for line in _bare(block))

        titles, parts = data_rows(element, text_of)
        lines = titles + [line for rows, headers in parts for line in table_lines(rows, headers=headers)]
        if lines:
            raw = " ".join([*titles, *(cell for rows, _ in parts for row in rows for cell in row)])
            self.blocks.append(Block("table", "\n".join(lines), element, linked, raw=raw))

    def _lines(self, kind: Kind, lines: list[str], element: Element, *, linked: int) -> None:
        text = "\n".join(lines)
        if text:
            self.blocks.append(Block(kind, text, element, linked))


def tidy(text: str) -> str:
    """Write each line without white space about it and with single spaces, and leave out empty ones."""
    if OPENED in text or CLOSES in text:
        text = _IN_QUOTES.sub("", text)
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _item(element: Element) -> tuple[Element, str, int]:
    inner = blocks_of(element)
    return element, "\n".join(block.text for block in inner), sum(block.linked for block in inner)


def _bare(block: Block) -> list[str]:
    lines = block.text.split("\n")
    return [line.removeprefix("- ") for line in lines] if block.kind == "list" else [" ".join(lines)]


def _definition(terms: list[str], values: list[str]) -> str:
    term, value = ", ".join(filter(None, terms)), "; ".join(filter(None, values))
    if not term or not value:
        return term or value
    return f"{term} {value}" if term[-1] in ":?!" else f"{term}: {value}"


def _parts(definitions: Element) -> Iterator[Element]:
    """Yield the terms and values of a list of definitions, which may stand in groups."""
    for child in definitions:
        if child.tag in ("dt", "dd"):
            yield child
        elif child.tag == "div":
            yield from child.iterchildren("dt", "dd")


def _is_caption(element: Element) -> bool:
    """Tell whether a line is a caption: by its element, or as news systems name them by its class."""
    if element.tag not in ("p", "dd", "div") or not _CAPTION_CLASS.search(element.get("class") or ""):
        return element.tag in _CAPTIONS
    return next(element.iterdescendants(*STANDING), None) is None


def _is_layout_list(element: Element) -> bool:
    """Tell whether the items of a list are parts of the page (with headings, pictures, several paragraphs)."""
    if next(element.iterdescendants(*_IN_LAYOUT), None) is not None:
        return True
    return any(len(item.findall("p")) > 1 for item in element.iter("li", "dd"))
