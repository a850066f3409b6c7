"""Clients that disconnect before they are answered: the work for them is cancelled.

Work in a thread cannot be stopped; its gate counts it as running until it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.types import Receive

T = TypeVar("T")

CLIENT_GONE = 499
"""The status under which a request is counted whose client did not wait; nobody is there to be told."""


async def unless_gone(work: Coroutine[Any, Any, T], receive: Receive) -> T:
    """Do the work, unless the client goes first. Raises HTTPException with CLIENT_GONE.

    ``receive`` is the request's, whose body has been read: all that can come is that it is gone.
    """
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
    finally:
        leaving.cancel()
        working.cancel()
    if working.cancelled():
        raise HTTPException(CLIENT_GONE, "The client did not wait for the answer.")
    return working.result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
