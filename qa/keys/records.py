"""What is kept of a key: who it is for, what it may do, until when, and the digest of its text; never the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: What a key may do, from the least to the most; each may do what those before it may.
SCOPES = {
    "read": "ask, read articles and counters, leave feedback",
    "write": "also add, replace and delete articles",
    "admin": "also see the state of the machine",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Times are seconds since 1970; ``expires`` and ``revoked`` are None where it does not and is not."""

    #: The part of the key's text that is no secret, and names it in lists and logs.
    id: str
    name: str
    scope: str
    #: sha256 of the whole text, hexadecimal. A fast hash is enough: a random text of 256 bits cannot be guessed.
    digest: str
    created: int
    expires: int | None = None
    revoked: int | None = None

    def state(self, now: float) -> str:
        """Return "valid", "expired" or "revoked"."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and now >= self.expires else "valid"

    def to_dict(self) -> dict[str, Any]:
        """Return all but the digest as plain JSON types."""
        return {
            "id": self.id,
            "name": self.name,
            "scope": self.scope,
            "created": self.created,
            "expires": self.expires,
            "revoked": self.revoked,
        }


def allows(scope: str, needed: str) -> bool:
    """Say whether a key of one scope may do what another scope is needed for. Raises ValueError for no scope."""
    order = list(SCOPES)
    return order.index(scope) >= order.index(needed)
