"""The program of a process that answers for a service: questions come by a pipe, one at a time, and stages go back.

It opens the corpus for reading, and ends only when the service closes the pipe. It ignores signals: one that stops the
service, or comes from a terminal, also reaches its processes while they still have questions to answer.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from index.errors import IndexingError
from qa.engine import Engine
from qa.errors import QAError
from qa.settings import Settings
from qa.stopwatch import Times, measured
from qa.web.service.logs import write_log
from qa.web.service.processes import Ask, Ended


def run(descriptor: int, opened: Callable[[Settings], Engine]) -> None:
    """Answer what comes by the pipe until it is closed; ``opened`` opens the engine by the settings that come first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError), Connection(descriptor) as pipe:
        settings: Settings = pipe.recv()
        write_log(settings.log)
        try:
            engine = opened(settings)
        except (IndexingError, QAError) as error:
            sys.exit(f"qa: a process that answers cannot open the articles: {error}")
        with engine:
            pipe.send(Ended(Times()))
            while True:
                if (message := pipe.recv()) is not None:  # None cancels a question, which has ended already
                    pipe.send(_answered(engine, message, pipe))


def _answered(engine: Engine, ask: Ask, pipe: Connection) -> Ended:
    """Send the stages of an answer until it is complete or cancelled, and return how it ended."""
    with measured() as times:
        try:
            for stage in engine.stages(ask.question, ask.options):
                pipe.send(stage)
                if pipe.poll():  # only a cancellation can come here
                    pipe.recv()
                    break
        except (IndexingError, QAError) as error:
            return Ended(times, error)
        except OSError:  # of the pipe: the service has ended
            raise
        except Exception as error:  # noqa: BLE001 - a defect: the service logs it and goes on, and so does this process
            return Ended(times, RuntimeError(f"{type(error).__name__}: {error}"))
    return Ended(times)


def _engine(settings: Settings) -> Engine:
    return Engine.open(settings=settings)


if __name__ == "__main__":
    run(int(sys.argv[1]), _engine)
