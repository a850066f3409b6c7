"""A safe POST of JSON to one address, which its operator has allowed: through the guard, no redirect, no proxy, no
cookie. Knows nothing of what is sent.
"""

from __future__ import annotations

import httpcore

from index.errors import FetchError
from index.fetching.addresses import Policy
from index.fetching.guarded_network import Deadline, GuardedNetwork

_AGENT = "grounded-qa"
_SECONDS = 5.0


def post_json(url: str, body: bytes, *, policy: Policy, seconds: float = _SECONDS) -> None:
    """Send a body and take any answer of the 200s for an acknowledgement; what it says is not read.

    Raises FetchError, whose ``why`` says what went wrong: not allowed, not reached, another status, too slow."""
    try:
        parts = policy.checked(url)
        headers = {"Host": parts.netloc, "User-Agent": _AGENT, "Content-Type": "application/json"}
        network = GuardedNetwork(policy, Deadline(seconds))
        timeouts = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}
        with (
            httpcore.ConnectionPool(network_backend=network) as pool,
            pool.stream(
                "POST", url.partition("#")[0], headers=list(headers.items()), content=body, extensions=timeouts
            ) as reply,
        ):
            if not 200 <= reply.status < 300:
                raise FetchError(url, f"status {reply.status}")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        raise FetchError(url, f"{type(error).__name__}: {error}"[:300]) from None
