"""The engine for programs that run an event loop: every call, loading, opening and closing too, runs in a thread."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the engine takes long to load, and an event loop would wait for it
    from index import Article, Filters, Outcome
    from qa.conversation.sessions import Conversation
    from qa.engine import Engine
    from qa.records import Answer, Turn
    from qa.settings import Settings


class AsyncEngine:
    """Answers questions over one corpus, for ``await``. Make one with ``await AsyncEngine.open(...)``; use it as an
    asynchronous context manager. ``engine`` is the engine below."""

    def __init__(self, engine: Engine) -> None:
        """Take over an open engine."""
        self.engine = engine

    @classmethod
    async def open(
        cls,
        corpus: str | Path | None = None,
        *,
        settings: Settings | None = None,
        writable: bool = False,
        create: bool = False,
    ) -> AsyncEngine:
        """Open as ``Engine.open`` does, in a thread. Raises what it raises."""

        def opened() -> Engine:
            engine: type[Engine] = importlib.import_module("qa.engine").Engine
            return engine.open(corpus, settings=settings, writable=writable, create=create)

        return cls(await asyncio.to_thread(opened))

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] | Conversation = (),
        limit: int = 3,
        filters: Filters | None = None,
        max_error: float | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer as ``Engine.ask`` does. Raises what it raises."""
        options = importlib.import_module("qa.engine").AskOptions(history, limit, filters, max_error, speaker)
        return await self.engine.aask(question, options)

    async def add(self, articles: Iterable[Article]) -> list[Outcome]:
        """Add or replace articles as ``Engine.add`` does. Raises what it raises."""
        return await asyncio.to_thread(self.engine.add, articles)

    async def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Delete articles as ``Engine.delete`` does. Raises what it raises."""
        return await asyncio.to_thread(self.engine.delete, article_ids)

    async def close(self) -> None:
        """Close the engine. Closing again does nothing."""
        await asyncio.to_thread(self.engine.close)

    async def __aenter__(self) -> AsyncEngine:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def aask(
    question: str,
    *,
    corpus: str | Path | None = None,
    history: Sequence[Turn] = (),
    limit: int = 3,
    filters: Filters | None = None,
    max_error: float | None = None,
    speaker: str | None = None,
) -> Answer:
    """Answer as ``ask`` does, in a thread, so that the event loop goes on, also while models are opened."""

    def answered() -> Answer:
        one: Callable[..., Answer] = importlib.import_module("qa.engine_cache").ask
        options = {"history": history, "limit": limit, "filters": filters, "max_error": max_error, "speaker": speaker}
        return one(question, corpus=corpus, **options)

    return await asyncio.to_thread(answered)
