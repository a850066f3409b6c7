"""``qa watch`` as a shell sees it."""

from __future__ import annotations

import json

from tests.qa.cli.conftest import Shell


def test_a_watch_is_added_run_listed_and_removed(news: Shell) -> None:
    assert news("watch", "add", "Who won in Castellan?", "--json") == 0
    added = json.loads(news.out)
    first = news("watch", "run", "--json")
    events = json.loads(news.out)
    assert first == (1 if events else 0)
    assert news("watch", "run") == 0
    assert "Nothing new." in news.out
    assert news("watch", "list") == 0
    assert "Who won in Castellan?" in news.out
    assert news("watch", "remove", added["id"]) == 0
    assert news("watch", "remove", added["id"]) == 1
    assert news("watch", "add", " ") == 2


def test_a_run_of_an_unknown_watch_does_not_exit_as_one_that_found_something(news: Shell) -> None:
    assert news("watch", "run", "deadbeef") == 2
    assert "there is no watch with the id 'deadbeef'" in news.err
