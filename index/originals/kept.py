"""The folder of originals beside the catalogue: the file of each article whose pages can be shown.

Owns the names of those files. A name is made of two digests, of the article's id and of its text: so the file of
another revision is never shown for this one, and the name does not reveal the id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.durable.files import copy_private, make_private_folder, publish, sync_file, sync_folder
from index.records import Article, Original

FOLDER = "originals"
_DIGITS = 32  # of each of the two sha256 in a name
_NAME = re.compile(r"[0-9a-f]{32}-[0-9a-f]{32}\.pdf")


def is_name(name: str) -> bool:
    """Tell whether a file of this name, with the folder before it, may be of a corpus's originals."""
    folder, _, file = name.partition("/")
    return folder == FOLDER and _NAME.fullmatch(file) is not None


class Originals:
    """The originals of one corpus folder. Callers make sure that only one of them changes it at a time."""

    def __init__(self, folder: Path, *, most: int) -> None:
        """Look at a corpus folder, in which files of at most ``most`` bytes are kept."""
        self._folder = folder / FOLDER
        self._most = most

    def path(self, article: Article) -> Path | None:
        """Return the file that this revision of an article was read from, None where it is not kept."""
        path = self._folder / _name(article.id, article.content_sha256)
        return path if path.is_file() else None

    def wants(self, article: Article, original: Original | None) -> bool:
        """Tell whether the file of an article is to be kept, and is not yet."""
        return original is not None and 0 < original.size <= self._most and self.path(article) is None

    def keep(self, article: Article, original: Original) -> None:
        """Keep the file of an article; one that has changed since it was read is not. Raises CorpusFull."""
        data = original.read()
        if data is not None and len(data) <= self._most:
            make_private_folder(self._folder)
            publish(self._folder / _name(article.id, article.content_sha256), data)

    def remove(self, ids: Iterable[str], *, but: frozenset[str] = frozenset()) -> None:
        """Remove all files of these articles, of any revision, but those whose text has one of these digests."""
        if not self._folder.is_dir():
            return
        starts = {_start(one) for one in ids}
        kept = {digest[:_DIGITS] for digest in but}
        there = list(self._files()) if len(starts) > 1 else [p for one in starts for p in self._folder.glob(f"{one}-*")]
        gone = [path for path in there if path.name[:_DIGITS] in starts and path.stem[_DIGITS + 1 :] not in kept]
        for path in gone:
            path.unlink(missing_ok=True)
        if gone:
            sync_folder(self._folder)

    def sweep(self, stored: Iterable[tuple[str, str]]) -> None:
        """Remove what is of no stored article, each (id, digest of its text): what an interrupted change left."""
        if not self._folder.is_dir():
            return
        names = {_name(*one) for one in stored}
        for path in list(self._folder.iterdir()):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def copy_to(self, folder: Path, stored: Iterable[tuple[str, str]]) -> None:
        """Copy the files of these articles, each (id, digest of its text), into another corpus folder. Raises OSError.

        One that is removed meanwhile is left out."""
        if not self._folder.is_dir():
            return
        names = {_name(*one) for one in stored}
        target = folder / FOLDER
        for path in self._files():
            if path.name not in names:
                continue
            make_private_folder(target)
            try:
                copy_private(path, target / path.name)
            except FileNotFoundError:
                continue
            sync_file(target / path.name)
        if target.is_dir():
            sync_folder(target)

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(path.stat().st_size for path in self._files())

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.pdf") if _NAME.fullmatch(path.name))


def _start(article_id: str) -> str:
    return hashlib.sha256(article_id.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]


def _name(article_id: str, content_sha256: str) -> str:
    return f"{_start(article_id)}-{content_sha256[:_DIGITS]}.pdf"
