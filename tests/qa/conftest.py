"""The engine that the tests of this folder ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.engine import Engine
from tests.support.newsroom import newsroom


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with newsroom(tmp_path) as opened:
        yield opened
