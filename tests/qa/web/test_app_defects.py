"""What goes wrong within the service is told to nobody outside: no path, no SQL, no name of a class, on no route."""

from __future__ import annotations

import errno
import itertools
import os
import sqlite3
from typing import Any, NoReturn

import pytest

from index import Corpus
from qa.engine import Engine
from qa.web.http import json_bodies
from tests.qa.web.conftest import Serve
from tests.qa.web.test_app import BODIES, ROUTES

pytestmark = pytest.mark.slow

#: What the library or the system may raise in the middle of anything; each says where or what with this word.
SECRET = "/srv/innermost"
KINDS: tuple[BaseException, ...] = (
    *(RuntimeError(SECRET), ValueError(SECRET), KeyError(SECRET), TypeError(SECRET), AssertionError(SECRET)),
    *(AttributeError(SECRET), IndexError(SECRET), RecursionError(SECRET), MemoryError(SECRET), EOFError(SECRET)),
    *(OSError(code, SECRET, SECRET) for code in (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS)),
    *(sqlite3.OperationalError(f"no such column: {SECRET}"), sqlite3.DatabaseError(SECRET)),
    *(UnicodeDecodeError("utf-8", b"\xff", 0, 1, SECRET), TimeoutError(SECRET), ZeroDivisionError(SECRET)),
)


class _Broken(Corpus):
    """A corpus with which nothing can be done."""

    why: BaseException

    def _raise(self, *_: Any, **__: Any) -> NoReturn:
        raise self.why

    view = add = delete = _raise  # type: ignore[assignment]

    @property
    def generation(self) -> NoReturn:
        self._raise()


def test_no_route_tells_what_went_wrong_within(serve: Serve, engine: Engine) -> None:
    """One kind after the other, a route each, so that each kind meets two routes and more."""
    with serve() as client:
        engine.corpus.__class__ = _Broken
        assert isinstance(engine.corpus, _Broken)
        failed = 0
        for ((method, _), (path, _)), why in zip(ROUTES.items(), itertools.cycle(KINDS)):
            engine.corpus.why = why
            answer = client.request(method, path, json=BODIES.get(path) if method == "POST" else None)
            failed += answer.status_code >= 500
            for word in (SECRET, str(engine.corpus.folder), "Traceback", "no such column", type(why).__name__):
                assert word not in answer.text + str(answer.headers), (method, path, why)
        assert failed >= 10, "it went wrong nowhere"


@pytest.mark.parametrize(
    "why",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
        Exception("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"),
    ],
)
def test_where_memory_lacks_a_client_is_told_to_come_back(serve: Serve, engine: Engine, why: Exception) -> None:
    with serve() as client:
        engine.corpus.__class__ = _Broken
        engine.corpus.why = why  # type: ignore[attr-defined]
        answers = [
            client.get("/articles"),
            client.post("/articles", json={"id": "a", "title": "", "text": "It rained."}),
        ]
    assert [(one.status_code, one.headers["retry-after"]) for one in answers] == [(503, "10")] * 2


def test_where_memory_lacks_for_a_body_that_is_no_fault_of_the_client(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object, **__: object) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(json_bodies, "parse", parse)
    answer = serve().post("/ask", json={"question": "Who won the election?"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
