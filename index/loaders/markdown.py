"""Markdown -> readable plain text, with YAML front matter.

Owns the front matter's fields (id, title, url, source, author, published) and what of the mark-up stays: headings, list
items and table rows on lines of their own, link texts, code, the description of an image. Knows nothing of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.text import decode, read_limited

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 16_384
# The parser reads 60 kB a second of the worst text there is.
_LARGEST = 2 * 1024 * 1024
_TAG = re.compile(r"<[^<>]*>")
_NO_TEXT = ("<!", "<?", "<script", "<style")
_FIELDS = ("id", "title", "url", "source", "author", "published")


def load_markdown(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read one Markdown article. Without a title in the front matter the first first-level heading is the title."""
    text = decode(read_limited(stream, _LARGEST)).replace("\r\n", "\n").replace("\r", "\n")
    fields, body = _front_matter(text)
    title = fields.pop("title", None)
    try:
        tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body))
        draft = Draft(text=plain_text(tree), title=title or _first_heading(tree), **fields)
    except RecursionError:
        raise LoadError("its marks stand in each other hundreds of times; it is damaged or hostile") from None
    yield draft


def _front_matter(text: str) -> tuple[dict[str, str | None], str]:
    """Split off the front matter: its known fields as strings, and the rest of the text."""
    match = _FRONT.match(text, 0, _LONGEST_FRONT) if text.startswith("---") else None
    if match is None:
        return {}, text
    try:
        front = yaml.safe_load(match["yaml"] or "")
    except (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError) as error:
        # A tag that a value does not fit ("!!bool maybe") trips the library in a way of its own for each tag.
        reason = " ".join(str(error).split())[:200]
        raise LoadError(f"its front matter is not YAML ({reason}); correct it or remove the --- lines") from error
    if front is None:
        return {}, text[match.end() :]
    if not isinstance(front, dict):
        raise LoadError(f"its front matter is of type {type(front).__name__}, not 'name: value' lines; correct it")
    return {field: _string(field, front[field]) for field in _FIELDS if front.get(field) is not None}, text[
        match.end() :
    ]


def _string(field: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise LoadError(f"{field} in its front matter is of type {type(value).__name__}; write a string")
    return str(value)


def _first_heading(tree: SyntaxTreeNode) -> str:
    return next(
        (_inline(node.children[0]) for node in tree.children if node.type == "heading" and node.tag == "h1"), ""
    )


def plain_text(tree: SyntaxTreeNode) -> str:
    """Write a document as plain text: blocks a blank line apart, list items and table rows on lines of their own."""
    return "\n\n".join(_blocks(tree))


def _blocks(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type in ("paragraph", "heading"):
            yield _inline(child.children[0])
        elif child.type in ("bullet_list", "ordered_list"):
            yield "\n".join(_item(item) for item in child.children)
        elif child.type in ("fence", "code_block"):
            yield child.content.rstrip("\n")
        elif child.type == "table":
            rows = [row for part in child.children for row in part.children]
            yield "\n".join(" | ".join(_inline(cell.children[0]) for cell in row.children) for row in rows)
        elif child.type == "blockquote":
            yield from _blocks(child)
        elif child.type == "html_block" and not child.content.lstrip().lower().startswith(_NO_TEXT):
            yield from filter(None, [" ".join(_TAG.sub(" ", child.content).split())])


def _item(item: SyntaxTreeNode) -> str:
    """Write a list item: its marker and its blocks, each on a line."""
    marker = f"{item.info}. " if item.info else "- "
    return marker + "\n".join(_blocks(item))


def _inline(node: SyntaxTreeNode) -> str:
    """Write running text without its mark-up: a link is its text, an image its description."""
    pieces: list[str] = []
    for child in node.children:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak":
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(f"[Image: {child.content}]" if child.content else "")
        elif child.type != "html_inline":
            pieces.append(_inline(child))
    return "".join(pieces).strip()
