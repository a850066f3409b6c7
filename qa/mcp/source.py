"""What the tools take their answers from: an engine, asked directly or through the service's queue.

Knows nothing of the protocol.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from index import View
from qa.checking import Check
from qa.engine import Engine
from qa.records import Answer

T = TypeVar("T")

#: "search": the two tools that ChatGPT's connectors ask for; "full": these, ``ask``, and articles as resources.
Profile = Literal["full", "search"]


class Source(Protocol):
    """Answers questions and reads articles, without holding up the event loop."""

    async def ask(self, question: str, **options: Any) -> Answer:
        """Answer as ``Engine.ask`` does. Raises what it raises."""
        ...

    async def check(self, draft: str) -> Check:
        """Check a draft as ``Engine.check`` does. Raises what it raises."""
        ...

    async def read(self, work: Callable[[View], T]) -> T:
        """Do some work on a view of the corpus. Raises IndexingError."""
        ...


@dataclass(frozen=True, slots=True)
class EngineSource:
    """An engine of this process alone."""

    engine: Engine

    async def ask(self, question: str, **options: Any) -> Answer:
        """Answer in a thread. Raises what ``Engine.ask`` raises."""
        return await asyncio.to_thread(self.engine.ask, question, **options)

    async def check(self, draft: str) -> Check:
        """Check in a thread. Raises what ``Engine.check`` raises."""
        return await asyncio.to_thread(self.engine.check, draft)

    async def read(self, work: Callable[[View], T]) -> T:
        """Work in a thread. Raises IndexingError."""
        return await asyncio.to_thread(self._read, work)

    def _read(self, work: Callable[[View], T]) -> T:
        with self.engine.corpus.view() as view:
            return work(view)
