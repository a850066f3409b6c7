"""The file of keys in a corpus folder: made, changed and read, whole or not at all, readable by its owner alone.

The file is no part of a backup: one that is restored must not bring back keys that were revoked since. It is changed
under the folder's lock, not the writer's: keys are made and revoked while the corpus is served.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path

from index.durable import locked_folder, publish, sealed, unsealed
from index.errors import CorpusDamaged, CorpusFull
from qa.errors import KeyRefused, UnknownKey
from qa.keys.records import SCOPES, Key

NAME = "keys.json"
PREFIX = "qa_"
_MEND = "restore it, or remove it and make new keys with `qa keys create`"
#: Most keys. A text is compared with all of them, so that the time reveals nothing; a thousand take .1 ms.
MOST_KEYS = 1000
_LONGEST_NAME = 80
_SECRET_BYTES = 32
_ID_BYTES = 5


def digest_of(text: str) -> str:
    """Return the sha256 of a key's text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


class KeyFile:
    """The keys of one corpus folder. Safe to use from several threads and processes at once."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / NAME
        self._folder = folder
        self._clock = clock

    def create(self, name: str, *, scope: str, days: float | None = None) -> tuple[str, Key]:
        """Make a key that is valid for so many days, or until it is revoked. Return its text, which is kept nowhere.

        Raises KeyRefused for a name, scope or number of days that cannot be used, CorpusFull, CorpusDamaged."""
        name = name.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise KeyRefused(f"the name {name[:_LONGEST_NAME]!r} cannot be used; give up to {_LONGEST_NAME} characters")
        if scope not in SCOPES:
            raise KeyRefused(f"there is no scope {scope!r}; choose of {', '.join(SCOPES)}")
        if days is not None and not 0 < days <= 36_500:
            raise KeyRefused(f"a key cannot be valid for {days:g} days; give more than 0 and at most 36,500")
        now = self._clock()
        expires = None if days is None else int(now + days * 86_400)
        mark = secrets.token_hex(_ID_BYTES)
        text = f"{PREFIX}{mark}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        key = Key(mark, name, scope, digest_of(text), int(now), expires)
        with self._held():
            keys = self.read()
            if len(keys) >= MOST_KEYS:
                keys = [one for one in keys if one.state(now) == "valid"]
            if len(keys) >= MOST_KEYS:
                raise KeyRefused(f"there are {MOST_KEYS:,} valid keys, as many as may be; revoke one first")
            self._write([*keys, key])
        return text, key

    def revoke(self, mark: str) -> Key:
        """Make a key invalid for good, by its id; again, it changes nothing. Raises UnknownKey when there is none."""
        with self._held():
            keys = self.read()
            key = next((one for one in keys if one.id == mark), None)
            if key is None:
                raise UnknownKey(f"there is no key with the id {mark[:40]!r}; `qa keys list` names them")
            if key.revoked is None:
                key = replace(key, revoked=int(self._clock()))
                self._write([key if one.id == mark else one for one in keys])
        return key

    def read(self) -> list[Key]:
        """Return the keys, oldest first; none where there is no file. Raises CorpusDamaged."""
        if not self.path.exists():
            return []
        body = unsealed(self.path, mend=_MEND)
        names = {field.name for field in fields(Key)}
        try:
            keys = [Key(**one) for one in body["keys"]]
            if not all(set(one) == names and one["scope"] in SCOPES for one in body["keys"]):
                raise ValueError("fields")
        except (KeyError, TypeError, ValueError) as error:
            raise CorpusDamaged(f"{self.path} is not written as keys are; {_MEND}") from error
        return keys

    def _write(self, keys: list[Key]) -> None:
        publish(self.path, sealed({"format": 1, "keys": [asdict(key) for key in keys]}))

    @contextmanager
    def _held(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(locked_folder(self._folder, to_write=self.path))
            except OSError as error:
                raise CorpusFull(f"{self._folder} cannot be used ({error.strerror}); give another folder") from error
            yield
