"""shards.json: what parts a divided corpus has, written last, with the digest of each of their files.

Owns its form, and in which part an article lies. Knows nothing of what stands in the files.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from index.durable.files import file_sha256, publish
from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged
from index.folder.lock import NAME as LOCK
from index.folder.reserve import NAME as RESERVE

NAME = "shards.json"
#: Files that only the process that changes a corpus folder needs: no part of a snapshot.
NOT_KEPT = (LOCK, RESERVE, "catalogue.sqlite-wal", "catalogue.sqlite-shm")
_FORMAT = 1
_MEND = "make the snapshot again with `qa ray index`"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a part."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its folder, what it holds, and its files by name. ``last`` is the highest number of its sentences."""

    folder: str
    articles: int
    sentences: int
    last: int
    files: dict[str, File]


@dataclass(frozen=True)
class Layout:
    """A divided corpus. A sentence's number is that in its part plus those of all parts before."""

    corpus: str
    encoder: str
    encoder_digest: str
    dimension: int
    recipe: str
    parts: tuple[Part, ...]

    @cached_property
    def bases(self) -> tuple[int, ...]:
        """What is added to the sentence numbers of each part."""
        return (0, *accumulate(part.last for part in self.parts[:-1]))

    def part_of_article(self, article_id: str) -> int:
        """Return the place of the part in which an article lies, if there is one with this id."""
        return part_of(article_id, len(self.parts))

    def part_of_number(self, number: int) -> int:
        """Return the place of the part whose sentence has this number."""
        return max(0, bisect_right(self.bases, number - 1) - 1)


def part_of(article_id: str, parts: int) -> int:
    """Return the place of the part in which an article lies, of so many ``parts``."""
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % parts


def is_sharded(folder: Path) -> bool:
    """Tell whether a folder holds a divided corpus."""
    return (folder / NAME).is_file()


def described(folder: Path, part: Path, *, counts: tuple[int, int, int]) -> Part:
    """Describe a finished part, digesting its files. ``counts``: articles, sentences, last number."""
    files = {path.name: File(path.stat().st_size, file_sha256(path)) for path in sorted(part.iterdir())}
    return Part(part.relative_to(folder).as_posix(), *counts, files=files)


def write(folder: Path, layout: Layout) -> None:
    """Publish the manifest. Raises CorpusFull."""
    publish(folder / NAME, sealed({"format": _FORMAT, **asdict(layout)}))


def read(folder: Path) -> Layout:
    """Read the manifest. Raises CorpusDamaged when it is missing, changed, or of another format."""
    body = unsealed(folder / NAME, mend=_MEND)
    try:
        if body.pop("format") != _FORMAT:
            raise CorpusDamaged(f"{folder / NAME} is of another format; {_MEND}")
        parts = tuple(part_from(part) for part in body.pop("parts"))
        return Layout(**body, parts=parts)
    except (LookupError, TypeError, AttributeError) as error:
        raise CorpusDamaged(f"{folder / NAME} does not say what it should; {_MEND}") from error


def part_from(plain: dict[str, Any]) -> Part:
    """Return the part that ``asdict`` made plain. Raises LookupError, TypeError or AttributeError for anything else."""
    return Part(**{**plain, "files": {name: File(**file) for name, file in plain["files"].items()}})


def check(folder: Path, part: Part, *, whole: bool = False) -> None:
    """Raise CorpusDamaged where a part's files are not those described: by their size, or ``whole`` by their bytes."""
    for name, file in part.files.items():
        path = folder / part.folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size != file.size or (whole and file_sha256(path) != file.sha256):
            raise CorpusDamaged(f"{path} is not the file that {NAME} describes; {_MEND}")
