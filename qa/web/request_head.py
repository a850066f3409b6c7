"""What is wrong with the head of a request, before anybody looks at what it asks for (RFC 9112)."""

from __future__ import annotations

from collections.abc import Sequence

#: Longest request target in bytes: what parses one can say no place beyond 16 bits.
LONGEST_TARGET = (1 << 16) - 1


class Unacceptable(Exception):
    """A head that is refused, with the status of the refusal."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def check(fields: Sequence[tuple[bytes, bytes]], *, version: str, method: bytes, target: bytes) -> None:
    """Raise Unacceptable where a head can be meant in no way, or in two. Names of ``fields`` are in lower case."""
    if version not in ("1.0", "1.1"):
        raise Unacceptable(505)
    if len(target) > LONGEST_TARGET:
        raise Unacceptable(414)
    if target == b"*" and method != b"OPTIONS":
        raise Unacceptable(400)
    codings = [value.strip().lower() for name, value in fields if name == b"transfer-encoding"]
    if codings and version == "1.0":  # a proxy of that version would take the body for something else
        raise Unacceptable(400)
    if codings not in ([], [b"chunked"]):
        raise Unacceptable(501)
