"""What goes wrong within the service is told to nobody outside: no path, no SQL, no name of a class, on no route."""

from __future__ import annotations

import errno
import itertools
import sqlite3
from typing import Any, NoReturn

import pytest

from index import Corpus
from qa.engine import Engine
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
