"""Blocks of a page -> pieces of an article's text; and the same for a piece of HTML inside another format.

Owns what the source calls a heading or a caption. Knows nothing of which blocks are the article's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import lxml.etree
import lxml.html

from index.loaders.extraction.blocks import Block, blocks_of
from index.loaders.extraction.outline import Piece
from index.loaders.extraction.tree import as_read
from index.records import Role
from index.splitting.roles import may_head


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
    """Write blocks as pieces: a time that stands alone heads what follows, with the heading that it stands over."""
    time = ""
    for block in blocks:
        if block.timed:
            time = f"{time} {block.text}".strip()
            continue
        if block.kind == "heading":
            yield Piece(f"{time} {block.text}".strip(), "heading")
        else:
            if time:
                yield Piece(time, "heading")
            yield Piece(block.text, _role(block))
        time = ""


def _role(block: Block) -> Role | None:
    if block.kind == "caption":
        return "caption"
    # Many write a heading as a paragraph in bold; whether it is one is told as in a text without any marks.
    return "heading" if block.kind == "paragraph" and block.bold and may_head(block.text) else None
