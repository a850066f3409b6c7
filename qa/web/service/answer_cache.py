"""A cache of answers, for one generation of the articles.

The same articles and the same question give the same answer, so it is kept until the articles change. Whoever asks what
is being answered already waits for that answer.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace

from qa.records import Answer

# An answer with its quotes and their context takes some 20 kB.
_MOST_ANSWERS = 500


@dataclass(slots=True, eq=False)
class _Making:
    """An answer that is being made, and how many wait for it."""

    task: asyncio.Task[Answer]
    waiting: int = 0


class AnswerCache:
    """The answers of one generation that were asked for last; for use in one event loop."""

    def __init__(self, most: int = _MOST_ANSWERS) -> None:
        self._most = most
        self._generation = -1
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._making: dict[tuple[int, Hashable], _Making] = {}

    async def get(
        self, question: Hashable, *, generation: int, make: Callable[[], Awaitable[Answer]]
    ) -> tuple[Answer, str]:
        """Return the answer to a question, and where it is from: "made", "shared" with who asked before, or "kept".

        Each asker gets an answer with an id and a time of its own. When the last who waits is cancelled, so is the
        making. Raises what ``make`` raises; a failure is not kept."""
        if (kept := self.kept(question, generation=generation)) is not None:
            return kept, "kept"
        key = (generation, question)
        making, source = self._making.get(key), "shared"
        if making is None:
            making, source = _Making(asyncio.ensure_future(self._made(question, make))), "made"
            self._making[key] = making
        making.waiting += 1
        try:
            answer = await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting:
                making.task.cancel()  # does nothing to one that is done
                if self._making.get(key) is making:  # so that nobody else waits for a cancelled answer
                    del self._making[key]
        return (answer if source == "made" else _anew(answer)), source

    def kept(self, question: Hashable, *, generation: int) -> Answer | None:
        """Return the answer that is kept for a question, with an id and a time of its own; None where none is."""
        if generation != self._generation:  # answers of an earlier generation may quote articles that are gone
            self._kept.clear()
            self._generation = generation
        if question not in self._kept:
            return None
        self._kept.move_to_end(question)
        return _anew(self._kept[question])

    def may_give(self, question: Hashable) -> bool:
        """Say whether an answer to a question is being made or was kept, of whatever generation."""
        return question in self._kept or any(question == other for _, other in self._making)

    def keep(self, question: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is of another generation than the last that was asked for, or of parts only."""
        if answer.generation == self._generation and not answer.missing:
            self._kept[question] = answer
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    async def _made(self, question: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await make()
        self.keep(question, answer)
        return answer


def _anew(answer: Answer) -> Answer:
    return replace(answer, id=f"ans_{uuid.uuid4().hex}", created=int(time.time()))
