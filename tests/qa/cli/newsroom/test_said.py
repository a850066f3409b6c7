"""``qa said`` as a shell sees it."""

from __future__ import annotations

import json

from tests.qa.cli.conftest import Shell


def test_what_somebody_said_stands_in_80_columns_and_as_json(news: Shell) -> None:
    assert news("said") == 0
    assert news("said", "--json") == 0
    names = [one["name"] for one in json.loads(news.out)["speakers"]]
    assert names
    for name in names:
        assert news("said", name) == 0
        assert all(len(line) <= 80 for line in news.out.splitlines())
    assert news("said", "Nobody Atall") == 0
    assert "No words of Nobody Atall" in news.out
    assert news("said", "?") == 2
