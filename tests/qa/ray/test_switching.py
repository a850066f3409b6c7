"""Requests go to the newest snapshot; one that was begun ends where it began, and only then is that one closed."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from index import ShardedCorpus, open_snapshot
from index.shards.fleet import LocalFleet
from qa.answering.models import Models
from qa.engine import Engine
from qa.ray.switching import ServedSnapshot, Switching
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from tests.support.divided import articles, one_and_parts
from tests.support.doubles import HashEncoder
from tests.support.live import live
from tests.support.newsroom import BY_COVERAGE


class Opened:
    """Opens engines that note when they are closed, with applications that answer a status when they are let."""

    def __init__(self) -> None:
        self.closed: list[tuple[str, bool]] = []
        self.let = asyncio.Event()
        self.reader = object()

    def __call__(self, snapshot: str, before: Any) -> ServedSnapshot:
        if "broken" in snapshot:
            raise OSError("it cannot be opened")
        name = snapshot

        def close(*, but_models: bool) -> None:
            self.closed.append((name, but_models))

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"] == "/slow":
                await self.let.wait()
            await send({"type": "http.response.start", "status": int(name), "headers": []})
            await send({"type": "http.response.body", "body": b""})

        engine: Any = SimpleNamespace(close=close, models=SimpleNamespace(reader=self.reader))
        return ServedSnapshot(snapshot, engine, app)


def test_nothing_open_yet_is_503() -> None:
    assert asyncio.run(Switching(Opened()).status("/readyz")) == (503, False)


def test_a_request_that_was_begun_ends_where_it_began() -> None:
    async def run() -> None:
        opened = Opened()
        app = Switching(opened)
        await app.switch("201")
        slow = asyncio.create_task(app.status("/slow"))
        await asyncio.sleep(0)
        await app.switch("202")
        assert await app.status("/fast") == (202, False)
        assert opened.closed == []
        opened.let.set()
        assert await slow == (201, False)
        assert opened.closed == [("201", True)]  # its models go on
        await app.switch("202")
        assert app.snapshot == "202"
        assert len(opened.closed) == 1

    asyncio.run(run())


def test_what_cannot_be_opened_changes_nothing() -> None:
    async def run() -> None:
        opened = Opened()
        app = Switching(opened)
        await app.switch("201")
        with pytest.raises(OSError, match="opened"):
            await app.switch("broken")
        assert await app.status("/fast") == (201, False)
        assert opened.closed == []

    asyncio.run(run())


@pytest.mark.slow
@pytest.mark.parametrize("parts", [0, 2])
def test_over_http_no_question_fails_while_snapshots_are_switched(tmp_path: Path, parts: int) -> None:
    models, sizes = Models(HashEncoder(64), None, BY_COVERAGE), {}
    for size in (5, 9):
        corpus, divided = one_and_parts(tmp_path / str(size), articles(size), models.encoder, parts=max(1, parts))
        corpus.close()
        sizes[divided if parts else divided.with_name("one")] = size

    def opened(snapshot: str, before: Engine | None) -> ServedSnapshot:
        settings = Settings(corpus=Path(snapshot))
        folder, encoder = Path(snapshot), models.encoder
        # On a busy machine a part may not answer within a second: then an answer would be of the others alone.
        whole = (
            ShardedCorpus(folder, LocalFleet(folder), encoder, budget=600.0)
            if parts
            else open_snapshot(folder, encoder=encoder)
        )
        engine = Engine(whole, models, settings=settings)
        return ServedSnapshot(snapshot, engine, create_app(engine, settings, deployment=Deployment(frozen=True)))

    switching = Switching(opened)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/switch":
            await switching.switch(scope["query_string"].decode())
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await switching(scope, receive, send)

    failed: list[Exception] = []
    seen: list[int] = []
    stop = threading.Event()
    with live(app) as address:

        def ask(thread: int) -> None:
            for number in count():
                if stop.is_set():
                    return
                try:  # what was not asked before: kept answers say nothing of the snapshot
                    with urllib.request.urlopen(f"{address}/ask?q=Which+gate+is+number+{thread}{number}%3F") as reply:
                        seen.append(json.load(reply)["searched"]["articles"])
                except (OSError, ValueError) as error:
                    failed.append(error)

        first, second = sizes
        urllib.request.urlopen(f"{address}/switch?{first}").close()
        asking = [threading.Thread(target=ask, args=(one,)) for one in range(3)]
        for thread in asking:
            thread.start()
        for snapshot in (second, first, second):
            before = len(seen)
            while len(seen) < before + 6 and not failed:
                stop.wait(0.01)
            urllib.request.urlopen(f"{address}/switch?{snapshot}").close()
            begun = len(seen)
            while len(seen) < begun + 4 and not failed:  # three may have begun before it
                stop.wait(0.01)
            assert failed or sizes[snapshot] in seen[begun:]
        stop.set()
        for thread in asking:
            thread.join()
    assert failed == []
    assert set(seen) == {5, 9}
