"""Sidecars: small sealed files that stand beside the catalogue and go wherever the corpus goes.

Owns their names, what repairs them, how they are copied, and how several processes change one in turn. Their content
belongs to the parts that write and read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.durable.files import copy_private, publish, sync_file
from index.durable.folder_lock import locked_folder
from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged

#: What to do when one is damaged, by name.
SIDECARS = {
    "calibration.json": "run `qa calibrate --remove`, or fit it again with `qa calibrate FILE --write`",
    "watches.json": "restore it from a backup, or remove it and add the watches again with `qa watch add`",
    "gaps.json": "restore it from a backup, or remove it: the questions that had no sure answer are then forgotten",
}


class Sidecar:
    """One sidecar, which several processes change in turn."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._path, self._mend = folder, folder / name, SIDECARS[name]

    def read(self) -> dict[str, Any]:
        """Return its content; an empty object where there is no file. Raises CorpusDamaged."""
        return unsealed(self._path, mend=self._mend) if self._path.exists() else {}

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """Change its content: the yielded object is written durably at the end of the block, if it was changed.

        Raises CorpusLocked, CorpusDamaged, CorpusFull (the file is then as it was)."""
        with locked_folder(self._folder, to_write=self._path):
            body = self.read()
            before = sealed(body)
            yield body
            if sealed(body) != before:
                publish(self._path, sealed(body))


def damaged(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each sidecar in a folder whose seal does not match, and what to do about it."""
    for name, mend in SIDECARS.items():
        if (folder / name).exists():
            try:
                unsealed(folder / name, mend=mend)
            except CorpusDamaged as error:
                yield name, str(error)


def copy(folder: Path, target: Path) -> None:
    """Copy the sidecars that are there, durably. Raises OSError."""
    for name in SIDECARS:
        try:
            copy_private(folder / name, target / name)
        except FileNotFoundError:
            continue
        sync_file(target / name)
