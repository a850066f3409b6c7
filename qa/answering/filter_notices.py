"""What filters leave out that a person may not expect: ids and sources that no article has, articles without a date.

Owns the words for it. Knows nothing of questions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from index import View
from index.records import Filters

# A message stays readable: so many names in it, each of so many characters.
_MOST_NAMES = 10
_MOST_CHARACTERS = 60
# Sources are compared with a misspelt one; of more than these, only the fullest are.
_MOST_COMPARED = 1000


def notices_of(view: View, filters: Filters | None) -> tuple[str, ...]:
    """Say which of the filters' ids and sources no article has, and how many articles are left out for want of a
    date."""
    if not filters or view.article_count == 0:
        return ()
    return (*_unmatched(view, filters), *_undated(view, filters))


def _unmatched(view: View, filters: Filters) -> Iterator[str]:
    """Yield a sentence for the ids, and one for the sources, that no article has."""
    if ids := view.unknown(filters.article_ids):
        yield f"no article has the id {_listed(ids, 'or')}"
    if sources := view.without_articles(filters.sources):
        known = [name for name, _ in view.sources(limit=_MOST_COMPARED)]
        there = (
            f"the sources are {_listed(_nearest_first(known, sources[0]), 'and')}" if known else "no article has one"
        )
        yield f"no article has the source {_listed(sources, 'or')}; {there}"


def _undated(view: View, filters: Filters) -> Iterator[str]:
    if filters.published_from is None and filters.published_to is None:
        return
    if count := view.undated(filters):
        have, them = ("article has", "it") if count == 1 else ("articles have", "them")
        yield f"{count:,} {have} no date, so the filter of dates leaves {them} out"


def _nearest_first(names: Sequence[str], wanted: str) -> list[str]:
    """Put the names that are spelt most like the wanted one first, whatever their capitals."""
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in difflib.get_close_matches(wanted.casefold(), folded, n=_MOST_NAMES)]
    return [*near, *(name for name in names if name not in near)]


def _listed(names: Sequence[str], last: str) -> str:
    """Write names as a list in words, the first ten of them."""
    quoted = [repr(name if len(name) <= _MOST_CHARACTERS else name[: _MOST_CHARACTERS - 1] + "…") for name in names]
    if len(quoted) > _MOST_NAMES:
        quoted = [*quoted[:_MOST_NAMES], f"{len(quoted) - _MOST_NAMES:,} more"]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
