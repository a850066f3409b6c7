"""Markdown -> readable plain text, with front matter in YAML or TOML.

Owns the front matter's fields (id, title, url, source, author, published, updated, language) and what of the mark-up
stays: headings, list items and table rows on lines of their own, link texts, code, the description of an image. What is
struck out goes. HTML inside is read as a page is. Knows nothing of sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, BinaryIO

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.errors import LoadError
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, joined, table_lines
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.marks.notes import notes_as_text
from index.loaders.text import read_limited
from index.splitting.roles import may_head

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: As Hugo and Zola write it.
_FRONT_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<toml>.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 16_384
#: The YAML parser takes a time that grows with the square of the depth.
_DEEPEST_FRONT = 50
# The parser reads 60 kB a second of the worst text there is.
_LARGEST = 2 * 1024 * 1024
#: As many as a page of HTML may have elements; the parser holds up everything else in the process meanwhile.
_MOST_LINES = 30_000
_MOST_MARKS = 100_000
_MARKS = re.compile(r"[*_`\[~]")
#: Pieces of HTML that are parsed as such; of more only the tags are taken out, which is quicker.
_MOST_HTML = 500
_TAG = re.compile(r"<[^<>]*>")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z]+)")
_STRUCK = frozenset({"del", "s", "strike"})
#: What front matter calls each field, in the programs that make sites of it.
_FIELDS = {
    "id": ("id",),
    "title": ("title",),
    "url": ("url", "canonical", "canonical_url", "canonicalURL", "link"),
    "source": ("source", "site", "publisher"),
    "author": ("author", "authors"),
    "published": ("published", "date", "pubDate", "publishDate"),
    "updated": ("updated", "modified", "lastmod", "updatedDate"),
    "language": ("language", "lang"),
}
_ABSENT = frozenset({"", "~", "null"})


def load_markdown(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read one Markdown article. Without a title in the front matter the first heading of the first level is the title,
    else the first of any. ``charset``: what was declared with the file, as by an HTTP header."""
    decoded = charsets.read(read_limited(stream, _LARGEST), labels=(charset,))
    fields, body = _front_matter(decoded.text.replace("\r\n", "\n").replace("\r", "\n"))
    title = fields.pop("title", None)
    _check_work(body)
    body = notes_as_text(body)
    try:
        tree = SyntaxTreeNode(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body))
        text, outline = joined(_Writer(tree).pieces(tree))
        title = title or _first_heading(tree)
    except RecursionError:
        raise LoadError("its marks stand in each other hundreds of times; it is damaged or hostile") from None
    yield Draft(text=text, title=title, **fields, outline=outline, notices=decoded.notices)


def _check_work(body: str) -> None:
    """Refuse what takes long to parse for its marks, whatever its size. Raises LoadError."""
    for most, what, count in (
        (_MOST_LINES, "lines", body.count("\n")),
        (_MOST_MARKS, "marks such as * and [", len(_MARKS.findall(body))),
    ):
        if count > most:
            raise LoadError(f"it has {count:,} {what}, more than {most:,}; divide it, or add it as plain text (.txt)")


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split off the front matter: its known fields as strings, and the rest of the text."""
    if (toml := _FRONT_TOML.match(text, 0, _LONGEST_FRONT)) is not None:
        return _fields_of(_toml(toml["toml"] or "")), text[toml.end() :]
    match = _FRONT.match(text, 0, _LONGEST_FRONT) if text.startswith("---") else None
    if match is None:
        return {}, text
    if _depth(match["yaml"] or "") > _DEEPEST_FRONT:
        raise LoadError(
            f"its front matter is not YAML that is read: brackets stand in {_DEEPEST_FRONT} others; correct it"
        )
    try:
        # Values are taken as they are written: a number or a date is text here, and a tag means nothing.
        front = yaml.load(match["yaml"] or "", Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise LoadError(f"its front matter is not YAML ({reason}); correct it or remove the --- lines") from error
    if front is None or front == "":
        return {}, text[match.end() :]
    if not isinstance(front, dict):
        raise LoadError(f"its front matter is of type {type(front).__name__}, not 'name: value' lines; correct it")
    return _fields_of(front), text[match.end() :]


def _toml(source: str) -> dict[str, Any]:
    """Read TOML; dates and numbers are text, as they are in YAML. Raises LoadError."""
    if _depth(source) > _DEEPEST_FRONT:
        raise LoadError(
            f"its front matter is not TOML that is read: brackets stand in {_DEEPEST_FRONT} others; correct it"
        )
    try:
        front = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise LoadError(f"its front matter is not TOML ({error}); correct it or remove the +++ lines") from error
    return {name: value if isinstance(value, list | dict) else str(value) for name, value in front.items()}


def _fields_of(front: dict[str, Any]) -> dict[str, Any]:
    names = {field: next((n for n in names if _is_given(front.get(n))), None) for field, names in _FIELDS.items()}
    return {field: _string(name, front[name]) for field, name in names.items() if name}


def _string(field: str, value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if not isinstance(value, str):
        raise LoadError(f"{field} in its front matter is of type {type(value).__name__}; write a string")
    return value


def _is_given(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and value.strip().lower() in _ABSENT)


def _depth(text: str) -> int:
    """Return how deep brackets, or items on one line, stand in each other."""
    inside = max(accumulate((char in "[{") - (char in "]}") for char in text), default=0)
    return max(inside, *(line.count("- ") for line in text.split("\n")))


def _first_heading(tree: SyntaxTreeNode) -> str:
    headings = [node for node in tree.children if node.type == "heading"]
    best = next((node for node in headings if node.tag == "h1"), headings[0] if headings else None)
    return " ".join(_inline(best.children[0]).split()) if best else ""


class _Writer:
    """Writes the blocks of a document as pieces of text."""

    def __init__(self, tree: SyntaxTreeNode) -> None:
        self._parsed = sum(node.type == "html_block" for node in tree.walk()) <= _MOST_HTML

    def pieces(self, node: SyntaxTreeNode) -> Iterator[Piece]:
        """Write the blocks of a node, in order: list items and table rows on lines of their own."""
        for child in node.children:
            if child.type == "paragraph":
                text = _inline(child.children[0])
                if text:
                    yield Piece(text, "heading" if _is_bold(child.children[0]) and may_head(text) else None)
            elif child.type == "heading":
                yield from filter(_has_text, [Piece(" ".join(_inline(child.children[0]).split()), "heading")])
            elif child.type in ("bullet_list", "ordered_list"):
                yield Piece("\n".join(self._item(item) for item in child.children))
            elif child.type in ("fence", "code_block"):
                yield from filter(_has_text, [Piece(child.content.rstrip("\n"))])
            elif child.type == "table":
                yield Piece("\n".join(_table(child)))
            elif child.type == "blockquote":
                yield from self.pieces(child)
            elif child.type == "html_block":
                yield from self._html(child.content)

    def _html(self, html: str) -> Iterator[Piece]:
        if self._parsed:
            yield from fragment_pieces(html)
        else:
            yield from filter(_has_text, [Piece(" ".join(_TAG.sub(" ", html).split()))])

    def _item(self, item: SyntaxTreeNode) -> str:
        """Write a list item: its marker and its blocks, each on a line."""
        marker = f"{item.info}. " if item.info else "- "
        return marker + "\n".join(piece.text for piece in self.pieces(item))


def _has_text(piece: Piece) -> bool:
    return bool(piece.text.strip())


def _is_bold(line: SyntaxTreeNode) -> bool:
    """Tell whether a paragraph is bold as a whole, as many write a heading."""
    parts = [part for part in line.children if part.type != "text" or part.content.strip()]
    return len(parts) == 1 and parts[0].type == "strong"


def _table(table: SyntaxTreeNode) -> list[str]:
    rows = [row for part in table.children for row in part.children]
    cells = [[" ".join(_inline(cell.children[0]).split()) for cell in row.children] for row in rows]
    return table_lines(cells, headers=1)


def _inline(node: SyntaxTreeNode) -> str:
    """Write running text without its mark-up: a link is its text, an image its description."""
    pieces: list[str] = []
    struck = 0
    for child in node.children:
        if child.type == "html_inline":
            tag = _TAG_NAME.match(child.content)
            closes, name = tag.groups() if tag else ("", "")
            struck = max(0, struck + (-1 if closes else 1)) if name.lower() in _STRUCK else struck
            pieces.append(_HTML_MARKS.get((name.lower(), closes), "") if not struck else "")
        elif not struck:
            pieces.append(_mark(child))
    return "".join(pieces).strip()


_HTML_MARKS = {("q", ""): "“", ("q", "/"): "”", ("br", ""): "\n"}


def _mark(child: SyntaxTreeNode) -> str:
    if child.type in ("text", "code_inline"):
        return child.content
    if child.type == "softbreak":
        return " "
    if child.type == "hardbreak":
        return "\n"
    if child.type == "image":
        return f"[Image: {child.content}]" if child.content else ""
    return "" if child.type == "s" else _inline(child)
