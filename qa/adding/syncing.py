"""Keeping a corpus in step with a folder or a feed: what is no longer there is removed from the corpus too.

Owns which articles that means, and when nothing is removed: an empty folder is probably one that is not mounted.
"""

from __future__ import annotations

from pathlib import Path

from index.errors import LoadError
from index.loaders import path_of, path_text
from qa.adding.run import AddRun
from qa.adding.target import Target


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
