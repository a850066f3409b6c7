"""What the routes work with: the engine, the gates before it, the keys, the counters. Built once, by qa.web.app."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Scope

from index import Corpus
from index.errors import CorpusReadOnly, IndexingError
from qa.engine import Engine
from qa.web.http.disconnects import CLIENT_GONE, unless_gone
from qa.web.http.json_bodies import StrictRequest, is_json
from qa.web.http.parameters import refuse_repeated, single_parameters
from qa.web.http.tracing import Tracing
from qa.web.jobs.queue import Jobs
from qa.web.service.access import Gate, KeyCheck
from qa.web.service.answer_cache import AnswerCache
from qa.web.service.conditions import is_expected
from qa.web.service.corpus_summary import CorpusSummary
from qa.web.service.metrics import Metrics
from qa.web.service.processes import Processes
from qa.web.service.response_history import ResponseHistory
from qa.web.service.watcher import Watcher

#: Bytes of a body that is read and encoded within a few seconds; who sends more waits for others who do, and for
#: nobody else, and nobody else for him.
_SHORT_BYTES = 100_000
_LONG_WAITING = 16

T = TypeVar("T")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

log = logging.getLogger("qa.web")


class Counts(NamedTuple):
    """The numbers that the catalogue keeps with every change."""

    generation: int
    articles: int
    sentences: int


@dataclass(slots=True)
class Service:
    """One server's parts. ``changes`` lets one short change of the corpus run at a time, ``long_changes`` one long one
    beside it; ``health`` keeps a turn for whoever looks after the service, however many read; ``boot`` differs with
    each start; ``frozen`` says that nothing is ever changed from here. ``corpus`` is the name of the corpus, "" for the
    first, and ``beside`` are the services of the further corpora, None for one that could not be opened."""

    engine: Engine
    key: KeyCheck
    questions: Gate
    reading: Gate
    changes: Gate
    long_changes: Gate = field(default_factory=lambda: Gate(running=1, waiting=_LONG_WAITING))
    health: Gate = field(default_factory=lambda: Gate(running=1, waiting=_LONG_WAITING))
    corpus: str = ""
    beside: dict[str, Service | None] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    fetch: str = "off"
    frozen: bool = False
    jobs: Jobs | None = None
    watcher: Watcher | None = None
    logs_questions: bool = False
    processes: Processes | None = None
    tracing: Tracing | None = None
    metrics: Metrics = field(default_factory=Metrics)
    responses: ResponseHistory = field(default_factory=ResponseHistory)
    answers: AnswerCache = field(default_factory=AnswerCache)
    #: Set once the service has been told to stop.
    leaving: Event = field(default_factory=Event)
    boot: str = field(default_factory=lambda: secrets.token_hex(8))
    _taking_over: Lock = field(default_factory=Lock)

    def queue(self, body: bytes) -> Gate:
        """Return the queue in which what a body asks to be stored waits for its turn to be read and encoded."""
        return self.changes if len(body) <= _SHORT_BYTES else self.long_changes

    def change(self, work: Callable[[Corpus], T]) -> T:
        """Do some work that changes the corpus. Served for reading only, because another process was its writer, it is
        taken over where that one has ended. What is watched is then asked again. Raises CorpusReadOnly, and what the
        work raises."""
        before = self.engine.corpus
        try:
            return self._changed(work)
        except CorpusReadOnly:
            if self.frozen or not self._taken_over(before):
                raise
        return self._changed(work)

    def _taken_over(self, refused: Corpus) -> bool:
        """Open the corpus to change it, unless another thread just has. Tells whether it can be changed now."""
        with self._taking_over:
            if self.engine.corpus is not refused:
                return True
            try:
                taken = Corpus.open(self.engine.corpus.folder, encoder=self.engine.encoder, writable=True)
            except IndexingError as why:
                log.info("the articles are still served for reading only: %s", why)
                return False
            log.warning("the process that changed the articles has ended: they can be changed here from now on")
            # The connections stay open: running questions read from them.
            self.engine.corpus = taken
            return True

    def _changed(self, work: Callable[[Corpus], T]) -> T:
        try:
            return work(self.engine.corpus)
        finally:  # a part may have been stored although the rest failed
            if self.watcher is not None:
                self.watcher.changed()

    def contents(self) -> CorpusSummary:
        """Sum up the corpus, with its sources and dates. Raises CorpusError."""
        with self.engine.corpus.view() as view:
            return CorpusSummary.of(view)

    def counts(self) -> Counts:
        """Tell the corpus's generation and counts, which the catalogue keeps. Raises CorpusError."""
        with self.engine.corpus.view() as view:
            return Counts(view.generation, view.article_count, view.sentence_count)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _served(request: Request) -> Service:
    """Return the service, on the event loop: what is no coroutine is given a thread for every request."""
    return _service(request)


Served = Annotated[Service, Depends(_served)]


def needs(scope: str) -> Callable[[Endpoint], Endpoint]:
    """Say which scope of a key a route needs: a decorator that stands below that of the route. One of none needs
    "read" for GET, and else "write"."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.needed_scope = scope  # type: ignore[attr-defined]
        return endpoint

    return mark


def admits(check: Callable[[Service, Request], None]) -> Callable[[Endpoint], Endpoint]:
    """Say what is checked before more of a request is looked at than its key: a decorator as ``needs`` is. ``check``
    raises an error where the request would be refused anyway, whatever else is in it."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.admission = check  # type: ignore[attr-defined]
        return endpoint

    return mark


def unreadable(detail: str, taken: Iterable[str] = ("application/json",)) -> HTTPException:
    """Return the refusal of a body by its media type, which names those that are taken."""
    kinds = ", ".join(taken)
    return HTTPException(415, detail, {"Accept": kinds, "Accept-Post": kinds})


class KeyedRoute(APIRoute):
    """A route that demands a key before it reads anything of the request, and parses a JSON body strictly.

    What a client does not wait for is cancelled.

    The demand is bound to the route, not to a path: what the address looks like cannot get around it.
    """

    @property
    def needed(self) -> str:
        """The scope that a key must have here."""
        default = "write" if set(self.methods or ()) - {"GET", "HEAD"} else "read"
        return str(getattr(self.endpoint, "needed_scope", default))

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route."""
        handle = super().get_route_handler()
        single = single_parameters(self.dependant)
        admission: Callable[[Service, Request], None] | None = getattr(self.endpoint, "admission", None)

        async def keyed(request: Request) -> Response:
            try:
                request.scope["key_id"] = _service(request).key.authenticate(request, needed=self.needed).id
            except HTTPException as refused:
                if refused.status_code != 401:
                    raise
                return self.refusal(request, refused)
            if admission is not None:
                admission(_service(request), request)
            if request.method not in ("GET", "HEAD") and not is_expected(request.headers, None):
                raise HTTPException(412)
            packed = request.headers.get("content-encoding", "identity")
            if packed.strip().lower() != "identity":
                detail = f"Content-Encoding {packed[:40]!r} is not read here; send the body as it is."
                raise HTTPException(415, detail, {"Accept-Encoding": "identity"})
            if self.body_field is not None and not is_json(request.headers.get("content-type", "")):
                raise unreadable("The body must be JSON, and say so: Content-Type: application/json.")
            refuse_repeated(request, single)
            strict = StrictRequest(request.scope, request.receive)
            try:
                await strict.body()
            except ClientDisconnect:
                raise HTTPException(CLIENT_GONE, "The request did not arrive whole.") from None
            return await unless_gone(handle(strict), request.receive)

        return keyed

    def refusal(self, request: Request, refused: HTTPException) -> Response:
        """Answer a request without a valid key."""
        del request
        raise refused


class PartRoute(KeyedRoute):
    """A route of a part of an article, such as its revisions.

    An id may end as the address of a part does, with its slash escaped: that is an article, which another route has."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match only an address that ends as the route does before its escapes are undone."""
        wanted = self.path.partition("}/")[2].split("/")
        came = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0].decode("latin-1").split("/")
        fits = all(one.startswith("{") or one == part for one, part in zip(wanted, came[-len(wanted) :], strict=False))
        return super().matches(scope) if fits else (Match.NONE, {})
