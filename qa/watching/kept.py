"""A small sealed file of a corpus folder that several processes change in turn.

Owns the reading and the writing under the folder's lock. Knows nothing of what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index import SIDECARS
from index.durable import folder_held, publish, sealed, unsealed


class Kept:
    """One sealed file by its name, which ``SIDECARS`` of the index lists, so that backups and ``qa verify`` know it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._path, self._mend = folder, folder / name, SIDECARS[name]

    def read(self) -> dict[str, Any]:
        """Return what is kept; nothing where there is no file. Raises CorpusDamaged."""
        return unsealed(self._path, mend=self._mend) if self._path.exists() else {}

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """Change what is kept: what stands in the yielded object at the end is written, durably, if it differs.

        Raises CorpusLocked, CorpusDamaged, CorpusFull (the file is then as it was)."""
        with folder_held(self._folder, to_write=self._path):
            body = self.read()
            before = sealed(body)
            yield body
            if sealed(body) != before:
                publish(self._path, sealed(body))
