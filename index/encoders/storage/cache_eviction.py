"""Removes compiled models that no process has used for a month.

Every change of a model's weights is compiled into a folder of its own, 120 to 240 MB. A process holds a lock on each
model that it has opened; the time of last use is that of the description file. A model that is removed and wanted again
is compiled again.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.encoders.storage.compiled import FORM
from index.encoders.storage.model_folder import Form

#: Long enough that a version installed beside a newer one and used now and then keeps its model.
UNUSED_SECONDS = 30 * 86400
#: A folder that is being written is renamed within a minute; what is as old as this was left by a process that died.
_ABANDONED_SECONDS = 86400

_MODEL = re.compile("[0-9a-f]{24}")
_WORKING = re.compile(r"[0-9a-f]{24}\..+\.tmp")
#: The descriptions that this process holds a lock on, until it ends.
_held: dict[Path, int] = {}


def hold(folder: Path, *, form: Form = FORM) -> bool:
    """Keep a compiled model from being removed for as long as this process runs; return False where there is none.

    Then remove what is old in the same cache: models of the same name, other weights and the same ``form`` that no
    process holds or has opened for 30 days, and folders that were left half written. What cannot be removed stays."""
    description = folder / form.description
    try:
        if description not in _held:
            _held[description] = _locked(description, fcntl.LOCK_SH)
        os.utime(description)
    except (FileNotFoundError, NotADirectoryError):
        _held.pop(description, None)
        return False
    except OSError:  # of another user, or on a file system for reading alone or without locks
        return True
    with suppress(OSError):
        _remove_old(folder, form)
    return True


def _remove_old(folder: Path, form: Form) -> None:
    name = _description(folder / form.description).get("name")
    for path in folder.parent.iterdir():
        if path == folder or path.is_symlink():
            continue
        if _MODEL.fullmatch(path.name) and _description(path / form.description).get("name") == name:
            _remove_unless_used(path, path / form.description)
        elif _WORKING.fullmatch(path.name) and _age(path) > _ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _remove_unless_used(folder: Path, description: Path) -> None:
    with suppress(OSError):  # a process uses it, or another removes it
        file = _locked(description, fcntl.LOCK_EX | fcntl.LOCK_NB)  # while it is held, no process can begin to use it
        try:
            if _age(description) > UNUSED_SECONDS:
                unused = folder.with_name(f"{folder.name}.unused.tmp")
                folder.rename(unused)  # in one step, so that nobody opens half of it
                shutil.rmtree(unused, ignore_errors=True)
        finally:
            os.close(file)


def _locked(description: Path, kind: int) -> int:
    """Open a description with a lock. Raises FileNotFoundError where it is gone, BlockingIOError, OSError."""
    file = os.open(description, os.O_RDONLY)
    try:
        fcntl.flock(file, kind)
        description.stat()  # it may have been removed between the two calls
    except OSError:
        os.close(file)
        raise
    return file


def _description(path: Path) -> dict[str, Any]:
    """Read a description of whatever format; an empty one where there is none to read."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _age(path: Path) -> float:
    """Return the seconds since a file or folder was last changed."""
    return time.time() - path.stat().st_mtime
