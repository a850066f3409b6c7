"""The keys of a service of several corpora: each opens the corpus in whose folder it lies, and no other.

A key that is a setting opens all of them. Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.errors import CorpusDamaged
from qa.keys.records import Key
from qa.keys.ring import Ring


class Rings:
    """The rings of the corpora that one service serves, by the names of the corpora."""

    def __init__(self, folders: Mapping[str, Path | None], *, setting: str | None = None) -> None:
        """Take the folder that the keys of each corpus lie in, and the key that is a setting."""
        self._rings = {name: Ring(folder, setting=setting) for name, folder in folders.items()}

    def is_demanded(self) -> bool:
        """Say whether a key is needed: for every corpus, once there is one for any. A file of keys that cannot be read
        demands one."""
        return any(_demands(ring) for ring in self._rings.values())

    def demands_key(self, corpus: str) -> bool:
        """Say whether a key is needed for a corpus. Raises CorpusDamaged where its own file of keys cannot be read."""
        return self._rings[corpus].demands_key() or self.is_demanded()

    def authenticate(self, text: str, corpus: str) -> Key | None:
        """Return the key that this is the text of, where it opens the corpus. Raises as ``Ring.authenticate``."""
        return self._rings[corpus].authenticate(text)

    def holds(self, mark: str, corpus: str) -> bool:
        """Say whether the key with this id is valid now, for the corpus. Raises as ``Ring.holds``."""
        return self._rings[corpus].holds(mark)

    def opened_by(self, text: str) -> frozenset[str]:
        """Name the corpora that the key with this text opens, each asked whatever the others say."""
        return frozenset([name for name, ring in self._rings.items() if _opens(ring, text)])


def _demands(ring: Ring) -> bool:
    try:
        return ring.demands_key()
    except CorpusDamaged:  # said where that corpus itself is asked for
        return True


def _opens(ring: Ring, text: str) -> bool:
    try:
        return ring.authenticate(text) is not None
    except (CorpusDamaged, OSError):
        return False
