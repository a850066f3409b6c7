"""Sidecars: small sealed files that stand beside the catalogue and go wherever the corpus goes.

Owns their names, what mends them, and copying them. Knows nothing of what they say: what wrote them reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.durable.files import copy_private, sync_file
from index.durable.sealed_json import unsealed
from index.errors import CorpusDamaged

#: What mends each, by name.
SIDECARS = {
    "calibration.json": "run `qa calibrate --remove`, or fit it again with `qa calibrate FILE --write`",
    "watches.json": "restore it from a backup, or remove it and add the watches again with `qa watch add`",
}


def damaged(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each sidecar in a folder that does not bear its seal, and what to do about it."""
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
