"""A corpus's own calibration: the curve fitted on its user's questions, kept beside it in ``calibration.json``.

Owns the file, what it is stamped with, and when it may be used: only with the encoder, the reader and the weights of
signals that it was fitted for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import SIDECARS
from index.durable import publish, sealed, sync_folder, unsealed
from qa.confidence.curves import Calibration
from qa.errors import CalibrationError

NAME = "calibration.json"
FORMAT = 2
_MEND = SIDECARS[NAME]


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """A curve, what it was fitted for (names of encoder and reader, digest of the weights of signals), and how it was
    made, as plain JSON types."""

    curve: Calibration
    fitted_for: Mapping[str, str | None]
    made: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the sha256 of the file that holds it."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Write the file. The same calibration always gives the same bytes."""
        body = {"format": FORMAT, "curve": self.curve.to_dict(), "fitted_for": dict(self.fitted_for)}
        return sealed(body | {"made": dict(self.made)}) + b"\n"


def store(folder: Path, own: OwnCalibration) -> Path:
    """Put the calibration beside a corpus, durably, in place of the one there. Raises CorpusFull."""
    publish(folder / NAME, own.to_bytes())
    return folder / NAME


def remove(folder: Path) -> bool:
    """Delete a corpus's own calibration; return whether there was one."""
    if not (folder / NAME).exists():
        return False
    (folder / NAME).unlink()
    sync_folder(folder)
    return True


def load(folder: Path) -> OwnCalibration | None:
    """Read a corpus's own calibration; None when it has none.

    Raises CorpusDamaged when the file was changed or cut, CalibrationError when it is not of this format."""
    path = folder / NAME
    if not path.exists():
        return None
    body = unsealed(path, mend=_MEND)
    try:
        if body["format"] != FORMAT:
            raise CalibrationError(f"it is of format {body['format']}, this program reads {FORMAT}")
        stamp = {name: body["fitted_for"][name] for name in ("encoder", "reader", "weights")}
        return OwnCalibration(Calibration.from_dict(body["curve"]), stamp, body["made"])
    except (CalibrationError, KeyError, TypeError) as error:
        raise CalibrationError(f"{path} cannot be used ({error}); {_MEND}") from error
