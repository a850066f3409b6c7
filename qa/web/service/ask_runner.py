"""Asking the engine from a route: in turn, counted, whole or stage by stage. Knows nothing of wire formats."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import anyio.to_thread

from qa.conversation.grammar.rewriting import Carried
from qa.conversation.operations import Operation
from qa.conversation.sessions import Conversation
from qa.conversation.understanding import Kind, Understood
from qa.engine import AskOptions, Stage
from qa.records import Answer
from qa.stopwatch import Times, measured
from qa.web.schemas.requests import AskIn
from qa.web.service.container import Service

log = logging.getLogger("qa.web.answers")

_PATIENCE_SECONDS = 10.0
# A key that is revoked ends what it has begun within a second.
_CHECK_SECONDS = 0.5


def options_of(body: AskIn, service: Service) -> AskOptions:
    """Return the options of a question as the engine takes them. Raises UnknownConversation."""
    if body.conversation is None:
        return body.options()
    return replace(body.options(), history=service.engine.conversations.named(body.conversation))


async def generation_of(service: Service) -> int:
    """Return the generation, read in a thread: the disk must hold up nobody else. Raises IndexingError."""
    return await anyio.to_thread.run_sync(lambda: service.engine.corpus.generation)


async def answered(service: Service, question: str, *, options: AskOptions, generation: int | None = None) -> Answer:
    """Answer a question when its turn comes, or with the answer to the same question that is kept or being made.

    ``generation`` is that of the articles, where it has just been read. Raises Overloaded, QuestionError,
    IndexingError, ProcessEnded."""
    started = time.perf_counter()

    async def make() -> Answer:
        run = service.questions.run if has_place else service.questions.call
        with place.pop_all():  # kept until the work has ended, whoever goes away before
            answer, times = await run(_answer_and_times, service, question, options)
        _took(service, times)
        return answer

    try:
        key = key_of(question, options)
        with ExitStack() as place:
            has_place = place.enter_context(_place(service, key))
            if key is None:
                answer, source = await make(), "made"
            else:
                now = await generation_of(service) if generation is None else generation
                answer, source = await service.answers.get(key, generation=now, make=make)
    except Exception:  # whatever it is, it is counted here and passed on to the one table of problems
        service.metrics.failed()
        raise
    _count(service, answer, seconds=time.perf_counter() - started, source=source)
    return answer


@contextmanager
def _place(service: Service, key: Hashable | None) -> Iterator[bool]:
    """Take a place among those who wait, unless the answer is kept or being made; tell whether it was taken. Before the
    generation is read, for which all wait: whoever is refused must know at once. Raises Overloaded."""
    if key is not None and service.answers.may_give(key):
        yield False
        return
    with service.questions.place():
        yield True


def key_of(question: str, options: AskOptions) -> Hashable | None:
    """Return what decides the answer besides the articles; None where it is a turn of a conversation that is kept."""
    if isinstance(options.history, Conversation):
        return None
    today = datetime.now(UTC).date()  # an answer to "today" is none tomorrow
    return today, question.strip(), *replace(options, history=tuple(options.history)).named().values()


def _stages(service: Service, question: str, options: AskOptions) -> Iterator[Stage]:
    if service.processes is None:
        return service.engine.stages(question, options)
    return service.processes.stages(service.engine, question, options=options)


def _answer_and_times(service: Service, question: str, options: AskOptions) -> tuple[Answer, Times]:
    with measured() as times:
        if service.processes is not None:
            *_, answer = service.processes.stages(service.engine, question, options=options)
            assert isinstance(answer, Answer)
            return answer, times
        return service.engine.ask(question, **options.named()), times


def _took(service: Service, times: Times) -> None:
    """Count and trace what the stages of an answer took: the one place for both."""
    service.metrics.took(times.seconds)
    if service.tracing is not None:
        service.tracing.stages(times.laps)


def _count(service: Service, answer: Answer, *, seconds: float, source: str) -> None:
    """Count an answer and write a line about it, with the question only where that is wanted."""
    service.metrics.answered(answer, seconds)
    service.metrics.got(source)
    if service.tracing is not None:
        service.tracing.answered(answer, source=source)
    fields = {
        "answer_id": answer.id,
        "corpus": service.corpus or None,
        "status": answer.status,
        "reason": answer.reason,
        "confidence": round(answer.confidence, 4),
        "generation": answer.generation,
        "seconds": round(seconds, 4),
        "source": source,
        "question": answer.question if service.logs_questions else None,
    }
    log.info("answer", extra=fields)


async def staged(service: Service, question: str, *, options: AskOptions) -> AsyncGenerator[Stage]:
    """Yield the stages of an answer as they are reached; of one that is kept, how the question was understood and the
    answer. Closed before the end, it spares the stages to come."""
    key, began = key_of(question, options), time.perf_counter()
    with ExitStack() as place:
        has_place = place.enter_context(_place(service, key))
        kept = None if key is None else service.answers.kept(key, generation=await generation_of(service))
        if kept is not None:
            _count(service, kept, seconds=time.perf_counter() - began, source="kept")
            yield _understood(kept)
            yield kept
            return
        run = service.questions.run if has_place else service.questions.call
        stages = _staged(service, question, options, run=run, place=place.pop_all())
    async for stage in stages:
        if isinstance(stage, Answer) and key is not None:
            service.answers.keep(key, stage)
        yield stage


def _understood(answer: Answer) -> Understood:
    """Return how the question of an answer was understood, as far as the answer says."""
    text = answer.understood_as
    carried = tuple(Carried(text[start:end], start, end) for start, end in answer.carried)
    kind: Kind = "operation" if answer.operation else "carried" if carried else "standalone"
    return Understood(answer.question, text, kind, carried, cast(Operation | None, answer.operation))


async def _staged(
    service: Service, question: str, options: AskOptions, *, run: Callable[..., Awaitable[None]], place: ExitStack
) -> AsyncGenerator[Stage]:
    """Yield the stages; ``place`` is given back when the work has ended, however slowly a client takes its answer."""
    stages: asyncio.Queue[Stage | None] = asyncio.Queue()
    loop, gone, started, times = asyncio.get_running_loop(), threading.Event(), time.perf_counter(), Times()

    def work() -> None:
        nonlocal times
        with measured() as times:
            for stage in _stages(service, question, options):
                if gone.is_set():
                    return
                loop.call_soon_threadsafe(stages.put_nowait, stage)

    async def worked() -> None:
        try:
            await run(work)
        finally:
            stages.put_nowait(None)

    running = asyncio.create_task(worked())
    running.add_done_callback(lambda _: place.close())
    try:
        while (stage := await stages.get()) is not None:
            if isinstance(stage, Answer):
                _took(service, times)
                _count(service, stage, seconds=time.perf_counter() - started, source="made")
            yield stage
        await running
    except Exception:  # whatever it is, it is counted here and passed on to the one table of problems
        service.metrics.failed()
        raise
    finally:
        gone.set()
        running.cancel()


async def begun(
    stages: AsyncGenerator[Stage], *, check: Callable[[], None], patience: float = _PATIENCE_SECONDS
) -> AsyncGenerator[Stage]:
    """Wait for the first stage, so that what is wrong with a question is told before a stream begins.

    A stream whose turn does not come within ``patience`` seconds begins all the same. Meanwhile ``check`` is called
    again and again: it raises once the key that the question came with is no longer valid.
    """
    first = asyncio.ensure_future(anext(stages, None))
    try:
        await _awaited(first, check, seconds=patience)
        if first.done():
            first.result()
    except BaseException:
        await _ended(first, stages)
        raise
    return _from(first, stages, check)


async def _from(
    coming: asyncio.Future[Stage | None], stages: AsyncGenerator[Stage], check: Callable[[], None]
) -> AsyncGenerator[Stage]:
    try:
        while True:
            await _awaited(coming, check)
            if (stage := coming.result()) is None:
                return
            yield stage
            coming = asyncio.ensure_future(anext(stages, None))
    finally:
        await _ended(coming, stages)


async def _awaited(coming: asyncio.Future[Stage | None], check: Callable[[], None], seconds: float = math.inf) -> None:
    """Wait for a stage, for so many seconds at most. Raises what ``check`` raises."""
    until = time.monotonic() + seconds
    while not coming.done() and (left := until - time.monotonic()) > 0:
        await asyncio.wait({coming}, timeout=min(left, _CHECK_SECONDS))
        check()


async def _ended(coming: asyncio.Future[Stage | None], stages: AsyncGenerator[Stage]) -> None:
    coming.cancel()
    with suppress(asyncio.CancelledError, Exception):  # whoever waited for it has it already
        await coming
    await stages.aclose()
