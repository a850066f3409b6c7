"""The keys as a running service checks them: always those of the file as it is now.

Every door asks ``authenticate``. Knows nothing of HTTP.
"""

from __future__ import annotations

import hmac
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from index.errors import CorpusDamaged
from qa.keys.records import Key
from qa.keys.store import KeyFile, digest_of

_Version = tuple[int, int, int] | None


class Ring:
    """Checks keys: those of a folder's file, and one that is a setting and may do everything.

    Each check reads the file again if it has changed: so every process refuses a key at once when it is revoked. When
    there has been a key in the file, one is demanded until the process ends, even if the file is removed.
    """

    def __init__(
        self, folder: Path | None = None, *, setting: str | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._file = None if folder is None else KeyFile(folder)
        self._own = [] if setting is None else [Key("setting", "QA_API_KEY", "admin", digest_of(setting), 0)]
        self._clock = clock
        self._lock = threading.Lock()
        self._version: _Version = None
        self._keys: list[Key] = []
        self._seen = False

    def demands_key(self) -> bool:
        """Say whether a key is needed. Raises CorpusDamaged: a file of keys that cannot be read lets nobody in."""
        self._refresh()
        return bool(self._own) or self._seen

    def authenticate(self, text: str) -> Key | None:
        """Return the key that this is the text of; None for one that is wrong, expired or revoked.

        It is compared with every key, each in the same time. Raises CorpusDamaged, OSError."""
        self._refresh()
        presented, match = digest_of(text), None
        for key in (*self._own, *self._keys):
            if hmac.compare_digest(presented, key.digest):
                match = key
        return match if match is not None and match.state(self._clock()) == "valid" else None

    def holds(self, mark: str) -> bool:
        """Say whether the key with this id is valid now. Raises CorpusDamaged, OSError."""
        self._refresh()
        now = self._clock()
        return any(key.id == mark and key.state(now) == "valid" for key in (*self._own, *self._keys))

    def _refresh(self) -> None:
        if self._file is None or (version := _version(self._file.path)) == self._version:
            return
        with self._lock:
            self._seen = True  # before it is read: a file that cannot be read demands a key too
            # The version is taken before the file is read: a change in between is then noticed at the next check.
            self._keys = [] if version is None else self._file.read()
            self._version = version


def _version(path: Path) -> _Version:
    """Return what differs with each writing of a file: its inode, its time and its size; None where there is none."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CorpusDamaged(f"{path} cannot be looked at ({error.strerror}); let this user read it") from error
    return status.st_ino, status.st_mtime_ns, status.st_size
