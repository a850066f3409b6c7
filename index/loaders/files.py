"""Paths -> the result of each: articles, an error, or a reason to pass over it.

Owns the walk through folders and the rule that one bad file never stops the rest. Knows nothing
of what stands inside a file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from index.errors import LoadError
from index.loaders.drafts import Draft, article_id, finish
from index.loaders.format_detection import what_is
from index.loaders.formats import FORMATS, LOADERS, choose, noted, unknown_kind
from index.loaders.metadata_file import is_metadata_of_another, metadata_fields
from index.records import Article

#: What a file manager or an office program puts beside its files: not seen there, and no file of anybody's.
_HIDDEN = re.compile(r"\.|~\$|__MACOSX$|Thumbs\.db$|desktop\.ini$|Icon\r$")
#: Files by which a corpus folder is known, which may lie in the folder that is added.
_CORPUS = frozenset({"catalogue.sqlite", "manifest.json"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of one file, or of one line of a file of many: exactly one of articles, error and skipped is set.

    ``path`` is the file as it was reached. ``notices`` are remarks on an article that was loaded all the same.
    """

    path: str
    articles: tuple[Article, ...] = ()
    error: str | None = None
    skipped: str | None = None
    notices: tuple[str, ...] = ()
    #: The identifier of its article where another has the one that was made for it: of 80,000, two have it by chance.
    spare: str | None = None

    def with_spare_id(self) -> Loaded:
        """Return the outcome with that identifier."""
        return replace(self, articles=tuple(replace(one, id=self.spare or one.id) for one in self.articles), spare=None)


def load_file(path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None) -> list[Article]:
    """Load every article of one file. Raises LoadError at the first that cannot be loaded.

    ``root``: the folder from which identifiers count the path (see index.loaders.drafts.article_id); by default the one
    that holds the file.
    """
    file = Path(path)
    articles: list[Article] = []
    for loaded in outcomes_of(file, key_of(file, Path(root) if root is not None else file.parent)):
        if loaded.error or loaded.skipped:
            raise LoadError(f"{loaded.path}: {loaded.error or loaded.skipped}")
        articles += loaded.articles
    return articles


def load_paths(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Loaded]:
    """Load files and folders, one outcome at a time: a folder in order of names and to any depth, hidden files apart.

    A file of many articles (JSON lines, a mailbox, a feed, an archive) gives an outcome an article. Two articles with
    one identifier in the same call are an error.
    """
    seen: dict[str, str] = {}
    for path in map(Path, paths):
        for file, root in walk(path):
            if isinstance(file, Loaded):
                yield file
                continue
            own: set[str] = set()
            for loaded in outcomes_of(file, key_of(file, root)):
                if loaded.spare and not own.isdisjoint(one.id for one in loaded.articles):
                    loaded = loaded.with_spare_id()
                own.update(one.id for one in loaded.articles)
                yield _first_only(loaded, seen)


def _first_only(loaded: Loaded, seen: dict[str, str]) -> Loaded:
    """Give an article its spare identifier where another of this call has the usual one by chance; refuse it where both
    have the same path in two folders: the later would silently replace the earlier."""
    if loaded.spare and loaded.spare not in seen:
        seen[loaded.spare] = loaded.path
        if any(one.id in seen for one in loaded.articles):
            return loaded.with_spare_id()
    for article in loaded.articles:
        if article.id in seen:
            return Loaded(
                loaded.path, error=f"its id {article.id!r} is that of {seen[article.id]}; give one another id"
            )
        seen[article.id] = loaded.path
    return loaded


def walk(path: Path) -> Iterator[tuple[Path | Loaded, Path]]:
    """Yield the files below a path, each with the folder its key counts from, and the result of the others."""
    if not path.is_dir():
        yield path, path.parent
        return
    waiting, top = [path], path.resolve()
    while waiting:
        entry = waiting.pop()
        if entry != path and entry.is_symlink() and entry.exists() and not entry.resolve().is_relative_to(top):
            yield (
                Loaded(shown_path(entry), skipped="a symbolic link that leads out of the folder; add it by itself"),
                path,
            )
        elif entry != path and entry.is_symlink() and entry.is_dir():
            # A link may lead back to this folder; its target can be given as a path of its own.
            yield (
                Loaded(shown_path(entry), skipped="a symbolic link to a folder; add that folder by its own path"),
                path,
            )
        elif entry.is_dir():
            try:
                names = sorted(name for name in os.listdir(entry) if not _HIDDEN.match(name))
            except OSError as error:
                yield Loaded(shown_path(entry), error=f"the folder cannot be read ({error.strerror})"), path
                continue
            if _CORPUS.issubset(names):
                yield Loaded(shown_path(entry), skipped="a corpus, which is not added to one"), path
                continue
            waiting += [entry / name for name in reversed(names) if not is_metadata_of_another(name, names)]
        else:
            yield entry, path


def outcomes_of(file: Path, key: str, *, details: Mapping[str, str] | None = None) -> Iterator[Loaded]:
    """Yield the result of a file: of one of many articles (JSON lines), an outcome an article.

    ``details``: fields that a person says of its articles, which win over what the file says, and over what the file of
    metadata beside it says."""
    name = shown_path(file)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            yield Loaded(name, skipped="not a regular file")
            return
        with file.open("rb") as stream:
            choice = choose(stream, name=file.name)
            if choice is None:
                yield Loaded(name, skipped=_unknown(file, what_is(stream)))
                return
            fields = metadata_fields(file) | dict(details or {})
            for draft in noted(FORMATS[choice.format].load(stream), choice.notices):
                yield finished(draft, name, key=key, details=fields)
    except OSError as error:
        yield Loaded(name, error=f"the file cannot be read ({error.strerror or error})")
    except LoadError as error:
        yield Loaded(name, error=str(error))


def _unknown(file: Path, what: str) -> str:
    """Say why a file is passed over; ``what`` it is, "" where its content does not tell."""
    if file.suffix.lower() in LOADERS:  # an ending that other kinds of files have too
        return f"a {file.suffix} file that holds no articles, as a feed or an object with a text does"
    return unknown_kind(file.name, what)


def finished(draft: Draft | LoadError, name: str, *, key: str | None, details: Mapping[str, str]) -> Loaded:
    """Turn what a loader yields into an outcome, shown under this name; ``details`` as of ``outcomes_of``."""
    if isinstance(draft, LoadError):
        return Loaded(name, error=str(draft))
    try:
        if draft.where and "id" in details:
            raise LoadError("its file of metadata gives one id to many articles; leave the id out")
        draft = replace(draft, **cast(dict[str, Any], dict(details)))
        own = f"{key}:{draft.where}" if key and draft.where else key
        article, notices = finish(draft, own)
    except LoadError as error:
        return Loaded(name, error=f"{draft.where}: {error}" if draft.where else str(error))
    is_made = draft.id is None and article.url is None
    spare = article_id(draft, url=None, key=own, digits=24) if is_made else None
    return Loaded(name, articles=(article,), notices=notices, spare=spare)


def key_of(file: Path, root: Path) -> str:
    """Name a file by its path from ``root``, with forward slashes on every system."""
    try:
        return path_text(file.relative_to(root).as_posix())
    except ValueError:
        return path_text(file.name)


def path_text(path: str | os.PathLike[str]) -> str:
    """Write a path as text that is the same under every locale: UTF-8, with bytes that are none as lone surrogates.

    Under an 8-bit locale Python reads the bytes of a name as other letters, and one file would have two identities."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def path_of(text: str) -> Path:
    """Return the path that ``path_text`` wrote."""
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def shown_path(path: Path) -> str:
    """Write a path so that it can be printed, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")
