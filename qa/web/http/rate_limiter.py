"""A rate limiter: how often each address may do something.

Not taken from a library: the limiters on PyPI keep every address they ever saw until a timer clears them, and this one
must hold when it is flooded with addresses.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Scope

_WINDOW = 60.0
_MOST_ADDRESSES = 10_000


class RateLimiter:
    """Lets each address do something ``a_minute`` times.

    By the generic cell rate algorithm (ITU-T I.371): so many may come at once, and after that each has to wait until
    its turn in an even pace. Of the addresses only the ``most`` that came last are known.
    """

    def __init__(
        self, a_minute: int, *, most: int = _MOST_ADDRESSES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pace = _WINDOW / a_minute
        self._most = most
        self._clock = clock
        self._due: OrderedDict[str, float] = OrderedDict()  # when an address will have used up what it did

    def seconds_to_wait(self, address: str, *, counting: bool = True) -> float:
        """Count one time of an address and return 0, or return the seconds after which it would be let in.

        ``counting`` False: only look."""
        now = self._clock()
        due = max(now, self._due.get(address, now))
        wait = due + self._pace - now - _WINDOW
        # a small tolerance: paces such as 60 / 7 do not add up to the window exactly
        late = wait > 1e-6
        if counting:
            self._due.pop(address, None)
            self._due[address] = due if late else due + self._pace
            if len(self._due) > self._most:
                self._due.popitem(last=False)
        return wait if late else 0.0


def client_address(scope: Scope) -> str:
    """Return the address that a request is counted by: of IPv6 its /64."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return str(host)
    if address.version == 6:
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
