"""What the routes work with: the engine, the gates before it, the key, the counters. Built once, by qa.web.app."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from qa.engine import Engine
from qa.metrics import Metrics
from qa.web.access import Gate, KeyCheck
from qa.web.contents import Contents, summarise


@dataclass(slots=True)
class Service:
    """One server's parts. ``changes`` lets one change of the corpus run at a time; ``boot`` differs with each start."""

    engine: Engine
    key: KeyCheck
    questions: Gate
    reading: Gate
    changes: Gate
    suggestions: tuple[str, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)
    boot: str = field(default_factory=lambda: secrets.token_hex(8))
    _contents: Contents | None = None

    def contents(self) -> Contents:
        """Sum up the corpus; summed anew only when its generation has changed. Raises CorpusError."""
        with self.engine.corpus.view() as view:
            if self._contents is None or self._contents.generation != view.generation:
                self._contents = summarise(view.articles(), view.generation)
            return self._contents


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Served = Annotated[Service, Depends(_service)]


async def _admitted(request: Request) -> None:
    await _service(request).key(request)


Keyed = Depends(_admitted)
