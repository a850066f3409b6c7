"""Backups: writes a corpus to one file or folder, also while it changes, and restores a corpus from it.

Owns which files a backup holds, and that only a verified backup gets its final name.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

from index.catalogue.connection import NAME as CATALOGUE
from index.corpus import Corpus
from index.durable.files import copy_private, make_private, make_private_folder, sync_file, sync_folder
from index.errors import CorpusDamaged, CorpusError, CorpusFull, TargetTaken
from index.folder import manifest, notes
from index.folder.sidecars import SIDECARS
from index.maintenance.verify import Report
from index.originals.kept import FOLDER as ORIGINALS
from index.originals.kept import is_name

#: A target with this suffix is written as one file, any other as a folder.
SUFFIX = ".tar"


def backup(corpus: Corpus, target: Path) -> Report:
    """Write a consistent copy of an open corpus to a file or folder that is not there yet, also while it changes.

    The copy is verified before it gets its name. Raises TargetTaken when the target exists, CorpusDamaged when the
    copy is not whole (nothing is then left), CorpusFull."""
    if target.exists():
        raise TargetTaken(f"{target} exists; give a name that does not")

    def write(working: Path) -> Report:
        corpus.snapshot(working / "corpus")
        return _verified(working / "corpus", what=f"the corpus in {corpus.folder}")

    def place(working: Path) -> None:
        if target.suffix == SUFFIX:
            _pack(working / "corpus", working / "packed")
            (working / "packed").rename(target)
        else:
            (working / "corpus").rename(target)

    return _through(target, write, place)


def restore(source: Path, folder: Path) -> Report:
    """Make a corpus of a backup, in a folder that is missing or empty.

    It is verified before it gets its name. Raises TargetTaken when there is something in the folder, CorpusError when
    there is no backup, CorpusDamaged when the backup is not whole (nothing is then left), CorpusFull."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TargetTaken(f"{folder} is not empty; restore into a folder that is, or that is not there")
    if not source.exists():
        raise CorpusError(f"there is no backup at {source}")

    def write(working: Path) -> Report:
        make_private_folder(working / "corpus")
        if source.is_dir():
            for name in _names(source):
                make_private_folder((working / "corpus" / name).parent)
                copy_private(source / name, working / "corpus" / name)
        else:
            _unpack(source, working / "corpus")
        return _verified(working / "corpus", what=f"the backup {source}")

    def place(working: Path) -> None:
        if folder.exists():
            folder.rmdir()
        (working / "corpus").rename(folder)

    return _through(folder, write, place)


def _through(target: Path, write: Callable[[Path], Report], place: Callable[[Path], None]) -> Report:
    """Write into a temporary folder beside the target, and rename the result when it is complete and durable."""
    working = target.with_name(f"{target.name}.tmp{os.getpid()}")
    try:
        make_private_folder(working)
        report = write(working)
        place(working)
        sync_folder(target.absolute().parent)
    except OSError as error:
        raise CorpusFull(f"{target} could not be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return report


def _verified(folder: Path, *, what: str) -> Report:
    with Corpus.open(folder) as copy:
        report = copy.verify()
        problems = [*copy.notices, *(f"{finding.file}: {finding.problem}" for finding in report.findings)]
    for name in ("LOCK", "RESERVE", f"{CATALOGUE}-wal", f"{CATALOGUE}-shm"):
        (folder / name).unlink(missing_ok=True)
    if problems:
        raise CorpusDamaged(f"{what} is not whole, and was not copied: {'; '.join(problems[:3])}")
    for name in _names(folder):
        sync_file(folder / name)
    for within in (folder / ORIGINALS, folder):
        if within.is_dir():
            sync_folder(within)
    return report


def _belongs(name: str) -> bool:
    fixed = (CATALOGUE, manifest.NAME, notes.NAME, *SIDECARS)
    return name in fixed or (name.startswith("vectors-") and name.endswith(".faiss")) or is_name(name)


def _names(folder: Path) -> list[str]:
    """Return what belongs to a backup of the files in a corpus folder, by their names from there."""
    files = [*folder.iterdir(), *(folder / ORIGINALS).glob("*")]
    return sorted(name for file in files if _belongs(name := file.relative_to(folder).as_posix()))


def _pack(folder: Path, target: Path) -> None:
    make_private(target)
    with tarfile.open(target, "w") as packed:
        for name in _names(folder):
            packed.add(folder / name, arcname=name)
    sync_file(target)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:") as packed:
            for member in packed:
                content = packed.extractfile(member) if member.isreg() and _belongs(member.name) else None
                if content is None:
                    raise CorpusError(f"{source} is not a backup: it holds {member.name!r}")
                make_private_folder((folder / member.name).parent)
                make_private(folder / member.name)
                with content, (folder / member.name).open("wb") as file:
                    shutil.copyfileobj(content, file)
    except tarfile.TarError as error:
        raise CorpusDamaged(f"{source} is not a backup, or is damaged ({error})") from error
