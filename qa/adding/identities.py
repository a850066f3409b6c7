"""Files of one name in several folders: each is an article of its own.

Owns when the identifier that was made for a file's article is another's, and what it has instead. Knows nothing of the
order in which sources are added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index import IngestEntry
from index.loaders import Loaded, path_of

_DIGITS = 24


def places_of(entries: Iterable[IngestEntry]) -> dict[str, list[IngestEntry]]:
    """Return, of each article, the entries of the places that hold it."""
    places: dict[str, list[IngestEntry]] = {}
    for entry in entries:
        for article_id in entry.articles:
            places.setdefault(article_id, []).append(entry)
    return places


def apart(
    loaded: Loaded,
    entry: IngestEntry,
    *,
    before: IngestEntry | None,
    taken: Mapping[str, str],
    places: Mapping[str, Sequence[IngestEntry]],
) -> Loaded:
    """Return an outcome with an identifier of its place's own where the one that was made for it is another file's.

    ``loaded``: of one article, with a spare identifier. ``before``: what its place held. ``taken``: identifiers of this
    run, each with the place that has it. ``places``: those of earlier runs. A file that was moved is no other, and
    neither is a copy of it.
    """
    spare = loaded.spare or ""  # a name and as many digits
    own = spare[:-_DIGITS] + _digest(f"{entry.place}\n{spare}")
    held = () if before is None else before.articles
    (article,) = loaded.articles
    if own not in held:
        if article.id in held:
            return loaded
        others = (one for one in places.get(article.id, ()) if one.place != entry.place and one.fate == "in")
        is_anothers = taken.get(article.id, entry.place) != entry.place or any(
            one.digest != entry.digest and path_of(one.place).is_file() for one in others
        )
        if not is_anothers:
            return loaded
    return replace(loaded, articles=(replace(article, id=own),), spare=None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
