"""Blocks of a page -> pieces of an article's text; and the same for a piece of HTML inside another format.

Owns what the source calls a heading or a caption. Knows nothing of which blocks are the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html

from index.loaders.extraction.blocks import Block, blocks_of
from index.loaders.extraction.outline import Piece
from index.loaders.extraction.tree import Element, as_read
from index.records import Role
from index.splitting.roles import may_head

# Boxes within an article, as news systems name them.
_BOX = re.compile(
    r"(?i)(?:^|[\s_-])(?:fact-?(?:s|box|file|sheet)|info-?(?:box|kasten)|text-?box|side-?bar|call-?out|box-?out|inset|kasten"
    r"|encadr[eé]|recuadro)(?:$|[\s_-])"
)


@dataclass
class _Box:
    """A box that is being read. ``headings``: how many so far; ``has_text``: something else followed one of them."""

    element: Element
    headings: int = 0
    has_text: bool = False


def fragment_pieces(html: str) -> Iterator[Piece]:
    """Read HTML that stands in a text of another format."""
    parser = lxml.html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(f"<body>{html}</body>", parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return
    as_read(tree)
    yield from pieces(blocks_of(tree))


def pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Write blocks as pieces: a time that stands alone heads what follows, with the heading that it stands over; a
    heading in a box heads nothing below the box."""
    time, closes = "", 0
    for block, ended in _with_ended(blocks):
        closes += ended
        if block.timed:
            time = f"{time} {block.text}".strip()
            continue
        if block.kind == "heading":
            yield Piece(f"{time} {block.text}".strip(), "heading", closes=closes)
        else:
            if time:
                yield Piece(time, "heading", closes=closes)
            yield Piece(block.text, _role(block), closes=0 if time else closes)
        time, closes = "", 0


def _with_ended(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Yield each block with the number of the headings that stand in a box which ended right above it."""
    boxes: list[_Box] = []
    for block in blocks:
        ended = 0
        heads = block.kind == "heading" or _role(block) == "heading"
        if boxes or heads:
            holders = [block.element, *block.element.iterancestors()]
            while boxes and boxes[-1].element not in holders:
                box = boxes.pop()
                ended += box.headings if box.has_text else 0
            if not heads:
                for box in boxes:
                    box.has_text = True
            elif (element := next(filter(_is_box, holders), None)) is not None:
                if not boxes or boxes[-1].element is not element:
                    boxes.append(_Box(element))
                boxes[-1].headings += 1
        yield block, ended


def _is_box(element: Element) -> bool:
    """Tell whether an element stands apart from the running text, as a box of facts does."""
    return element.tag in ("aside", "details") or _BOX.search(element.get("class") or "") is not None


def _role(block: Block) -> Role | None:
    if block.kind == "caption":
        return "caption"
    # Many write a heading as a paragraph in bold; whether it is one is told as in a text without any marks.
    return "heading" if block.kind == "paragraph" and block.bold and may_head(block.text) else None
