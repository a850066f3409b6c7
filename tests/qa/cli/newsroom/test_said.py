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


def test_a_question_is_put_to_one_speaker(news: Shell) -> None:
    question = "Was anybody hurt at Norvik?"
    ledger = news.json("said", "the mayor of Norvik")
    answer = news.json("ask", question, "--speaker", "the mayor of Norvik")
    assert [quote["text"] for quote in answer["quotes"] + answer["nearest"]] == [one["text"] for one in ledger["lines"]]
    assert answer["searched"]["sentences"] == 1 < news.json("ask", question)["searched"]["sentences"]
    assert news("ask", question, "--speaker", "Nobody Atall") == 0
    assert "No words of 'Nobody Atall' were recognised in the articles searched." in " ".join(news.out.split())
    assert news("ask", question, "--speaker", "?") == 2
    assert "names nobody; give a name" in " ".join(news.err.split())
