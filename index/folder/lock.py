"""The writer's lock of a corpus folder: one process at a time may change it.

Owns the LOCK file. It is a lock of flock, so it ends with its process, however that ends; the text in the file only
says which process holds it and, for a server, at which address it accepts changes. It is a separate file because
closing any descriptor of an SQLite file drops SQLite's own locks.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
import socket
import time
import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import CorpusLocked

NAME = "LOCK"
_PATIENCE = 1.0  # seconds: a command that cannot have the lock must say so within two
_PAUSE = 0.05

_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()
#: The folders that this process serves, whether it holds their locks now or takes them later.
_served: dict[Path, ServerAddress] = {}
_SERVES = "takes changes at"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address at which the process that holds a folder's lock accepts changes. Whoever can read the lock file knows
    the ``token``, and so can change the folder's files anyway."""

    address: str
    token: str


def announce(folder: Path, address: str) -> None:
    """Write into the lock file at which address this process accepts changes of a folder, for as long as it holds the
    lock."""
    folder = folder.resolve()
    _served[folder] = ServerAddress(address, secrets.token_hex(16))
    for lock in list(_held):
        if lock.folder == folder:
            lock.write()


def server_of(folder: Path) -> ServerAddress | None:
    """Return where the process that holds a folder's lock takes changes; None where it takes none, or runs on another
    machine. Of use only when the lock was found to be held: what a dead process wrote stays in the file."""
    try:
        holder, *more = (folder / NAME).read_text("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return None
    words = next((line.split() for line in more if line.startswith(_SERVES)), [])
    if f" on {socket.gethostname()} " not in holder or len(words) != 5:
        return None
    return ServerAddress(words[3], words[4])


def is_token(folder: Path, text: str) -> bool:
    """Tell whether a text is the token that this process has announced for a folder."""
    own = _served.get(folder.resolve())
    return own is not None and hmac.compare_digest(own.token.encode(), text.encode("utf-8", "replace"))


def _let_go_after_fork() -> None:
    """In a forked child, close the copies of the descriptors: they would keep the locks after the parent has released
    them."""
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_after_fork)


class WriterLock:
    """Holds the lock of a folder from construction to ``release``."""

    def __init__(self, folder: Path, *, patience: float = _PATIENCE) -> None:
        """Take the lock. Raises CorpusLocked, naming the holder, when it is not free within ``patience`` seconds."""
        self.folder = folder.resolve()
        self._descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + patience
        while not self._try():
            if time.monotonic() >= deadline:
                holder = os.pread(self._descriptor, 500, 0).decode("utf-8", "replace").partition("\n")[0].strip()
                holder, at = holder or "an unknown process", server_of(folder)
                os.close(self._descriptor)
                if at is not None:
                    raise CorpusLocked(
                        f"{folder} is held by the server at {at.address}, {holder}; add and remove articles through "
                        "it, and stop it for anything else"
                    )
                raise CorpusLocked(f"{folder} is being written by {holder}; wait until it ends, or stop it")
            time.sleep(_PAUSE)
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        self.write()
        _held.add(self)

    def write(self) -> None:
        """Write into the file who holds the lock and, for a server, where it accepts changes."""
        if self._descriptor < 0:
            return
        text = f"process {os.getpid()} on {socket.gethostname()} since {self._since}\n"
        if (at := _served.get(self.folder)) is not None:
            text += f"{_SERVES} {at.address} {at.token}\n"
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        """Release the lock. Calling again does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
