"""Where the tools get their answers: from an engine, directly or through the service's queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from qa.engine import AskOptions, Engine
from qa.records import Answer

T = TypeVar("T")

#: "search": the two tools that ChatGPT's connectors ask for; "full": these, ``ask``, and articles as resources.
Profile = Literal["full", "search"]


class Source(Protocol):
    """Answers questions, and lets work be done with the engine, without holding up the event loop."""

    async def ask(self, question: str, *, options: AskOptions) -> Answer:
        """Answer as ``Engine.ask`` does. Raises what it raises."""
        ...

    async def compute(self, work: Callable[[Engine], T]) -> T:
        """Do some work that takes as long as a question. Raises what the work raises."""
        ...

    async def read(self, work: Callable[[Engine], T]) -> T:
        """Do some work that only reads. Raises what the work raises."""
        ...


@dataclass(frozen=True, slots=True)
class EngineSource:
    """An engine of this process alone: all is done in threads."""

    engine: Engine

    async def ask(self, question: str, *, options: AskOptions) -> Answer:
        """Answer as ``Engine.ask`` does. Raises what it raises."""
        return await self.engine.aask(question, options)

    async def compute(self, work: Callable[[Engine], T]) -> T:
        """Do some work. Raises what the work raises."""
        return await asyncio.to_thread(work, self.engine)

    async def read(self, work: Callable[[Engine], T]) -> T:
        """Do some work. Raises what the work raises."""
        return await asyncio.to_thread(work, self.engine)
