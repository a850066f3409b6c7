"""A served corpus: the real engine over a few articles, with the encoder that is a function of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Article
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from tests.support.doubles import HashEncoder
from tests.support.templates import copy_of_corpus

HARBOUR = Article(
    "harbour",
    "Fire at the harbour",
    "Fire at the harbour\n\nA fire destroyed four warehouses at Norvik harbour on Monday 😀 night. "
    "Nobody was hurt, the mayor of Norvik said.\n\nWhat caused the fire?\n\n"
    "A faulty heater caused the fire, according to the harbour master.",
    url="https://news.example/harbour",
    source="The Ledger",
    author="A. Writer",
    published="2025-03-04",
)
ELECTION = Article(
    "election",
    "Election in Castellan",
    "Maren Tolvaisa won the election in Castellan with 52 percent of the vote. She takes office in June.",
    source="The Courier",
    published="2025-05-01",
)
Serve = Callable[..., TestClient]


@contextmanager
def two_articles(folder: Path) -> Iterator[Engine]:
    """Open an engine over two articles."""
    copy_of_corpus(folder / "corpus", (HARBOUR, ELECTION), dimension=64)
    settings = Settings(reader="none")
    with Engine.open(folder / "corpus", settings=settings, encoder=HashEncoder(), writable=True) as opened:
        yield opened


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine over two articles that can be changed."""
    with two_articles(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that no test changes."""
    with two_articles(tmp_path_factory.mktemp("unchanged")) as opened:
        yield opened


@pytest.fixture(scope="session")
def reading(unchanged: Engine) -> Iterator[TestClient]:
    """A client, without a key, of a service that no test changes: to build one costs more than what most tests ask."""
    app = create_app(unchanged, Settings())
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    yield client
    client.close()


@pytest.fixture
def serve(engine: Engine) -> Iterator[Serve]:
    """A function that serves the engine and returns a client; its options are those of create_app and Settings."""
    clients: list[TestClient] = []

    def start(
        *,
        deployment: Deployment = Deployment(),  # noqa: B008 - it is frozen
        suggestions: tuple[str, ...] = (),
        **settings: object,
    ) -> TestClient:
        app = create_app(engine, Settings().with_(**settings), deployment=deployment, suggestions=suggestions)
        client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
        clients.append(client)
        return client

    yield start
    for client in clients:
        client.close()


@pytest.fixture
def client(serve: Serve) -> TestClient:
    """A client of the engine served without a key."""
    return serve()
