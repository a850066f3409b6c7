"""Recovers the ids of articles from single pages of a catalogue whose B-tree is broken.

Knows the form of a page that holds rows of a table (https://sqlite.org/fileformat2.html#b_tree_pages). Used only by
repair, to name the articles that it could not save.
"""

from __future__ import annotations

import struct

_LEAF = 0x0D
# The columns of an article from its key on: a null, its id, three numbers, three digests of 64 characters.
_DIGEST = 13 + 2 * 64
_DIGESTS = slice(5, 8)
_MOST_COLUMNS = 40


def ids_in(page: bytes) -> set[str]:
    """Return the ids of the current articles whose rows begin in a page; none of a page of anything else.

    A damaged page is read as far as it can be. An id that goes on in another page is left out."""
    if len(page) < 512 or page[0] != _LEAF:
        return set()
    (cells,) = struct.unpack_from(">H", page, 3)
    places = struct.unpack_from(f">{min(cells, (len(page) - 8) // 2)}H", page, 8)
    ids = set()
    for place in places:
        try:
            if (article_id := _id_at(page, place)) is not None:
                ids.add(article_id)
        except (IndexError, UnicodeDecodeError):  # no row is there
            continue
    return ids


def _id_at(page: bytes, at: int) -> str | None:
    """Return the id of the article whose row begins there; None for any other row. Raises IndexError where the page
    ends."""
    _, at = _number(page, at)
    key, at = _number(page, at)
    begin = at
    size, at = _number(page, at)
    kinds: list[int] = []
    while at < begin + size and len(kinds) < _MOST_COLUMNS:
        kind, at = _number(page, at)
        kinds.append(kind)
    is_article = len(kinds) > _DIGESTS.stop and kinds[_DIGESTS] == [_DIGEST] * 3 and kinds[0] == 0
    # an earlier revision has a negative key, whose highest bit of 64 is set
    if not is_article or key >= 1 << 63 or kinds[1] < 13 or not kinds[1] % 2:
        return None
    end = begin + size + (kinds[1] - 13) // 2
    return None if end > len(page) else page[begin + size : end].decode("utf-8")


def _number(page: bytes, at: int) -> tuple[int, int]:
    """Return the number of SQLite's variable length that stands there, and where it ends."""
    value = 0
    for _ in range(8):
        value = value << 7 | (page[at] & 0x7F)
        at += 1
        if page[at - 1] < 0x80:
            return value, at
    return value << 8 | page[at], at + 1
