"""What a route is given of the service costs no thread."""

from __future__ import annotations

import anyio
import anyio.to_thread
import httpx

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app


def test_what_needs_no_thread_is_answered_while_all_threads_work(unchanged: Engine) -> None:
    app = create_app(unchanged, Settings())

    async def ask_nothing() -> int:
        limiter = anyio.to_thread.current_default_thread_limiter()
        for _ in range(int(limiter.total_tokens)):
            await limiter.acquire_on_behalf_of(object())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            with anyio.fail_after(10):
                return (await client.get("/ask")).status_code

    assert anyio.run(ask_nothing) == 422
