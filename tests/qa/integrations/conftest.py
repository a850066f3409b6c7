"""What the frameworks ask in these tests: the engine, and the service by its client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

QUESTION = "When did the fish market at Port Ostrin reopen?"
NOTHING = "What is the capital of Zanzibar?"


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine, Settings())) as served:
        yield served
