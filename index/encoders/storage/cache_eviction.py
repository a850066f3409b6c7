"""Removes compiled models that no process has used for a month.

Every change of a model's weights is compiled into a folder of its own, 120 to 240 MB. A process holds a lock on each
model that it has opened; the time of last use is that of the description file. A model that is removed and wanted again
is compiled again.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.durable import unused
from index.encoders.storage.compiled import FORM
from index.encoders.storage.model_folder import Form

#: Long enough that a version installed beside a newer one and used now and then keeps its model.
UNUSED_SECONDS = 30 * 86400
#: A folder that is being written is renamed within a minute; what is as old as this was left by a process that died.
_ABANDONED_SECONDS = 86400

_MODEL = re.compile("[0-9a-f]{24}")
_WORKING = re.compile(r"[0-9a-f]{24}\..+\.tmp")


def hold(folder: Path, *, form: Form = FORM) -> bool:
    """Keep a compiled model from being removed for as long as this process runs; return False where there is none.

    Then remove what is old in the same cache: models of the same name, other weights and the same ``form`` that no
    process holds or has opened for 30 days, and folders that were left half written. What cannot be removed stays."""
    if not unused.hold(folder / form.description):
        return False
    with suppress(OSError):
        _remove_old(folder, form)
    return True


def _remove_old(folder: Path, form: Form) -> None:
    name = _description(folder / form.description).get("name")
    for path in folder.parent.iterdir():
        if path == folder or path.is_symlink():
            continue
        if _MODEL.fullmatch(path.name) and _description(path / form.description).get("name") == name:
            unused.remove_unless_used(path, path / form.description, seconds=UNUSED_SECONDS)
        elif _WORKING.fullmatch(path.name) and unused.age(path) > _ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _description(path: Path) -> dict[str, Any]:
    """Read a description of whatever format; an empty one where there is none to read."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
