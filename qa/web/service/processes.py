"""Processes that answer for one service, each over the same corpus opened for reading; what they share, they map.

Owns what passes between the service and them, their start, their end and who is asked. The service stays one process:
conversations, limits, kept answers, jobs and the one writer are its own, so that nothing of them can differ between
processes. A view of a corpus follows what another process has stored, so each answer is of the newest generation.
Knows nothing of HTTP.
"""

from __future__ import annotations

import logging
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, Pipe

from index.onnx_runtime import usable_cores
from qa.conversation.sessions import Conversation
from qa.engine import AskOptions, Engine, Stage
from qa.errors import ProcessEnded
from qa.limits import accepted_error, accepted_limit, accepted_question
from qa.records import Answer
from qa.settings import Settings
from qa.stopwatch import Times, count

log = logging.getLogger("qa.web")

#: What starts such a process; the number of its end of the pipe comes last.
COMMAND = (sys.executable, "-m", "qa.web.answering_process")
# Seconds: a process that lived longer than this did not fail at its start, so the next is started at once.
_STEADY_SECONDS = 10.0
_LONGEST_PAUSE = 30.0
# Seconds that a question waits at most for another process after its own has ended.
_LONGEST_WAIT = 10.0
# Seconds that a process gets to end after its pipe was closed.
_LAST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for a process; it sends the stages of the answer, and then ``Ended``. None in place of it cancels
    the question in work."""

    question: str
    options: AskOptions


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a question: what its stages took, and the error where one ended it. The first one says that the
    process has opened the corpus."""

    times: Times
    error: Exception | None = None


class _Gone(Exception):
    """The process has ended."""


@dataclass(frozen=True, slots=True, eq=False)
class _Process:
    """One process and our end of its pipe, which one thread at a time uses."""

    process: subprocess.Popen[bytes]
    pipe: Connection

    def stages(self, ask: Ask) -> Generator[Stage]:
        """Yield the stages of an answer. Closed before the end, the question is cancelled. Raises _Gone, and what the
        engine raises."""
        message: Stage | Ended | None = None
        try:
            self._send(ask)
            while not isinstance(message := self._next(), Ended):
                yield message
        finally:
            if not isinstance(message, Ended):
                self._call_off()
        count(message.times)
        if message.error is not None:
            raise message.error

    def _send(self, message: Ask | None) -> None:
        try:
            self.pipe.send(message)
        except OSError as error:
            raise _Gone from error

    def _next(self) -> Stage | Ended:
        try:
            message: Stage | Ended = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise _Gone from error
        return message

    def _call_off(self) -> None:
        with suppress(_Gone):
            self._send(None)
            while not isinstance(self._next(), Ended):
                pass


class Processes:
    """So many processes that answer questions. One that ends is replaced; its question is asked of another."""

    def __init__(self, settings: Settings, number: int, *, command: Sequence[str] = COMMAND) -> None:
        """Start them; until one has opened the corpus, and where none lives, the service's own engine answers."""
        threads = settings.threads or max(1, usable_cores() // number)
        self._settings = replace(settings, api_key=None, threads=threads)
        self._command = command
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._alive: set[_Process] = set()
        self._mutex = threading.Lock()
        self._closing = threading.Event()
        self.number = number
        for _ in range(number):
            threading.Thread(target=self._keep, name="keeper of an answering process", daemon=True).start()

    @property
    def alive(self) -> list[int]:
        """The numbers that the system gave the processes that have opened the corpus."""
        with self._mutex:
            return sorted(one.process.pid for one in self._alive)

    def stages(self, engine: Engine, question: str, *, options: AskOptions) -> Generator[Stage]:
        """Answer as ``Engine.stages`` does, in one of the processes. Turns of a conversation are recalled and kept
        here. Raises what it raises, and ProcessEnded for a question at which two processes ended."""
        accepted_question(question, most_chars=engine.settings.max_question_chars)
        accepted_limit(options.limit)
        accepted_error(options.max_error)
        conversation = options.history if isinstance(options.history, Conversation) else None
        if conversation is not None:
            with engine.corpus.view() as view:
                options = replace(options, history=conversation.recall(view))
        for stage in self._answered(engine, Ask(question, options)):
            yield conversation.remember(stage) if conversation and isinstance(stage, Answer) else stage

    def close(self) -> None:
        """End them. Calling again does nothing."""
        self._closing.set()
        with self._mutex:
            ending = list(self._alive)
        for one in ending:
            with suppress(OSError):
                one.pipe.close()
        until = time.monotonic() + _LAST_SECONDS
        for one in ending:
            try:
                one.process.wait(max(0.05, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()

    def _answered(self, engine: Engine, ask: Ask) -> Iterator[Stage]:
        came, ends = 0, 0
        while (one := self._taken(wait=ends > 0)) is not None:
            try:
                with self._giving_back(one), closing(one.stages(ask)) as stages:
                    for place, stage in enumerate(stages):
                        if place >= came:  # a second process starts again and gives the same stages
                            came += 1
                            yield stage
                return
            except _Gone as gone:
                ends += 1
                if ends == 2:
                    raise ProcessEnded("the process that answered this question ended, and so did the next") from gone
        if ends:  # the question itself may be the cause, so the service's own engine does not try it
            raise ProcessEnded("the process that answered this question ended, and there is no other yet")
        for place, stage in enumerate(engine.stages(ask.question, ask.options)):
            if place >= came:
                yield stage

    @contextmanager
    def _giving_back(self, one: _Process) -> Iterator[None]:
        """Have a process asked by others again after the block, however it ends, unless the process itself has."""
        try:
            yield
        except _Gone:
            raise
        except BaseException:
            self._idle.put(one)
            raise
        self._idle.put(one)

    def _taken(self, *, wait: bool) -> _Process | None:
        with suppress(queue.Empty):
            while True:
                one = self._idle.get(wait, timeout=_LONGEST_WAIT)
                if one.process.poll() is None:
                    return one
        return None

    def _keep(self) -> None:
        """Have one process live until all are closed; runs in a thread of its own."""
        pause = 0.0
        while not self._closing.wait(pause):
            began = time.monotonic()
            one = self._started()
            if one is not None:
                self._idle.put(one)
                one.process.wait()
                with self._mutex:
                    self._alive.discard(one)
            if self._closing.is_set():
                return
            log.warning("a process that answers questions has ended; another takes its place")
            steady = time.monotonic() - began > _STEADY_SECONDS
            pause = 0.0 if steady else min(_LONGEST_PAUSE, 2 * pause or 0.5)

    def _started(self) -> _Process | None:
        """Start a process and wait until it has opened the corpus; None where it ends before, having said why."""
        ours, theirs = Pipe()
        with theirs:
            command = [*self._command, str(theirs.fileno())]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        one = _Process(process, ours)
        with self._mutex:
            self._alive.add(one)
        try:
            ours.send(self._settings)
            ours.recv()
        except (EOFError, OSError, TypeError):  # the last where the pipe is closed meanwhile
            process.kill()
            process.wait()
            with self._mutex:
                self._alive.discard(one)
            return None
        return one
