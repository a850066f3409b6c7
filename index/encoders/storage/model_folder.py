"""A model's folder: a description in JSON, and files of which each must match the sha256 that it gives.

Owns how such a folder is read and the errors for a damaged one. Knows nothing of what the files mean.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.durable.files import file_sha256, sha256


@dataclass(frozen=True, slots=True)
class Form:
    """What a folder must be like, and the error to raise for one that is not. Each message ends with ``cure``, in which
    "{folder}" stands for the folder."""

    description: str
    format: int
    keys: frozenset[str]
    error: type[Exception]
    cure: str


class ModelFolder:
    """A folder whose description was read. Its files are checked when they are needed."""

    def __init__(self, folder: Path, form: Form) -> None:
        """Read the description. Raises the form's error when it is missing, or of another form."""
        self.path, self._form = folder, form
        path = folder / form.description
        try:
            self.description: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise self._wrong(path, f"cannot be read ({error})") from error
        whole = isinstance(self.description, dict) and form.keys <= self.description.keys()
        if not whole or self.description.get("format") != form.format:
            raise self._wrong(path, f"is not of format {form.format}")

    def check(self, name: str) -> Path:
        """Compare a file with its digest, without holding it in memory, and return its path."""
        path = self.path / name
        try:
            digest = file_sha256(path)
        except OSError as error:
            raise self._wrong(path, f"cannot be read ({error})") from error
        self._compare(path, digest)
        return path

    def read(self, name: str) -> bytes:
        """Return exactly the bytes that were compared with their digest."""
        path = self.path / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._wrong(path, f"cannot be read ({error})") from error
        self._compare(path, sha256(data))
        return data

    def _compare(self, path: Path, digest: str) -> None:
        expected = self.description["files"].get(path.name)
        if digest != expected:
            raise self._wrong(path, f"has sha256 {digest}, not {expected}: it is damaged or altered")

    def _wrong(self, path: Path, what: str) -> Exception:
        return self._form.error(f"{path} {what}; {self._form.cure.format(folder=self.path)}")
