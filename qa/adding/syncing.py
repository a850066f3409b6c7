"""Keeping a corpus in step with a folder or a feed: what is no longer there is removed from the corpus too.

Owns which articles that means, when nothing is removed (an empty folder is probably one that is not mounted), and which
pages of a feed are looked at again though it does not list them now, or has not changed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from index import IngestEntry
from index.errors import LoadError
from index.fetching import Fetcher, Link
from index.loaders import Loaded, identity, path_of, path_text
from qa.adding.run import AddRun
from qa.adding.sources import LIST, ListSource, PageSource, Source, behind
from qa.adding.target import Target

#: Seconds after which a page of a feed is looked at again, and how many in one look, so that no site is asked often.
_AGAIN_SECONDS, _MOST_AGAIN = 600.0, 50


def in_step(url: str, fetcher: Fetcher, *, known: Mapping[str, IngestEntry], afresh: bool) -> Iterator[Source | Loaded]:
    """Yield what ``behind`` does, and then the pages that the list led to before and not now, or that stand in a list
    which has not changed: those that were read longest ago, at most so many, and none that was read just now, unless
    ``afresh``. Nothing of a list that could not be read."""
    root = identity(url)
    listed: set[str] = set()
    is_open: bool | None = None
    for source in behind(url, fetcher, known=known, afresh=afresh):
        if isinstance(source, PageSource):
            listed.add(source.place)
        elif isinstance(source, ListSource) and identity(source.url) == root:
            is_open = source.is_open
        yield source
    if is_open is None:
        return
    before = time.time() - (0.0 if afresh else _AGAIN_SECONDS)
    left = [
        one
        for place, one in known.items()
        if one.listed == root and one.url and one.articles and one.version != LIST and place not in listed
    ]
    due = sorted((one for one in left if one.read_at <= before), key=lambda one: one.read_at)
    for one in due[: len(due) if afresh else _MOST_AGAIN]:
        yield PageSource(Link(one.url or ""), from_open_web=is_open, listed=root)


def check_there(corpus: Target, folder: Path) -> None:
    """Raise LoadError for a folder that cannot be read, or holds nothing where articles came from it before."""
    entries = [one for place, one in corpus.ingest_log.entries().items() if _is_under(place, folder)]
    articles = len({article_id for one in entries for article_id in one.articles})
    if folder.is_file() or not articles:
        return
    try:
        empty = next(folder.iterdir(), None) is None
    except OSError as error:
        raise LoadError(f"{folder} cannot be read ({error.strerror}); nothing was changed") from error
    if empty:
        raise LoadError(
            f"{folder} is empty, and {articles:,} articles came from it; if that is meant, remove them with "
            f"`qa remove --under {folder}`"
        )


def no_longer_there(adding: AddRun, folder: Path | None) -> tuple[list[str], list[str]]:
    """Return the places that are gone since they went in, and the articles that are in none of those left.

    ``folder``: the one that was read, None where it was a feed, of which the pages count that are gone themselves: an
    entry leaves a feed when others come."""
    before, after = adding.known, adding.after
    gone = {place for place in adding.gone if place in before}
    if folder is not None:
        gone |= {
            place for place in before if _is_under(place, folder) and place not in adding.seen and not _exists(place)
        }
    held = {article_id for place, one in after.items() if place not in gone for article_id in one.articles}
    # What was read again may hold other articles than before.
    changed = {place for place in adding.seen if place in before and place in after and after[place].fate == "in"}
    candidates = [article_id for place in (*sorted(gone), *sorted(changed)) for article_id in before[place].articles]
    return sorted(gone), [one for one in dict.fromkeys(candidates) if one not in held]


def remove(corpus: Target, adding: AddRun, *, folder: Path | None) -> int:
    """Remove what is no longer there, with a line each; in a trial only say so. Return how many articles went."""
    gone, articles = no_longer_there(adding, folder)
    there = {one.id for one in corpus.articles()}
    going = [one for one in articles if one in there]
    places = {article_id: one.place for one in adding.known.values() for article_id in one.articles}
    if not adding.options.dry_run:
        corpus.delete(going)
        corpus.ingest_log.record((), gone=gone)
    for one in going:
        adding.say("removed", places[one], id=one, reason="it is no longer there")
    return len(going)


def _is_under(place: str, folder: Path) -> bool:
    at = path_text(folder.absolute())
    return place == at or place.startswith(at.rstrip("/") + "/")


def _exists(place: str) -> bool:
    """Tell whether a file is there, or may be: below a folder that cannot be read nothing is known to be gone."""
    try:
        path_of(place).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
