"""The id of a request: the client's own where it can be written anywhere, else a new one. Knows nothing of logs."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

from starlette.datastructures import Headers

#: The id of the request that is in work, also in the threads that work for it; "" outside any.
current: ContextVar[str] = ContextVar("request_id", default="")

# What W3C trace ids, UUIDs, ULIDs and proxies' ids are made of, and nothing that ends a line or begins a tag.
_USABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def id_of(headers: Headers) -> str:
    """Return the one X-Request-ID that a request brings, or a new UUID where it brings none that can be used."""
    brought = headers.getlist("x-request-id")
    return brought[0] if len(brought) == 1 and _USABLE.fullmatch(brought[0]) else str(uuid.uuid4())


def as_uri(mark: str) -> str:
    """Write an id as the ``instance`` of a problem document, which is a URI."""
    return f"urn:uuid:{mark}" if _UUID.fullmatch(mark) else f"urn:request:{mark}"
