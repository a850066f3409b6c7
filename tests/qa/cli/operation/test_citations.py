"""``qa verify`` of what is cited, as a shell sees it: a line each, and an exit code that tells."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.qa.cli.conftest import Shell

QUESTION = "What did the fire at Norvik harbour destroy?"
SENTENCE = "A fire destroyed four warehouses at Norvik harbour"


@pytest.fixture
def answer(news: Shell) -> Any:
    """An answer of the shell, and with it the news."""
    return news.json("ask", QUESTION)


def _quote(answer: Any) -> Any:
    return (answer["quotes"] or answer["nearest"])[0]


def test_what_still_stands_exits_with_0_in_every_form_it_may_come_in(
    news: Shell, answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cited.json"
    for data in (answer, _quote(answer), _quote(answer)["citation"], [_quote(answer)]):
        path.write_text(json.dumps(data))
        assert news("verify", str(path)) == 0
        assert f"unchanged: {SENTENCE}" in news.out
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(path.read_bytes())))
    assert [one["standing"] for one in news.json("verify", "-")] == ["unchanged"]


def test_what_was_changed_or_deleted_exits_with_1_and_shows_both_texts(
    news: Shell, answer: Any, tmp_path: Path
) -> None:
    cited, article = tmp_path / "cited.json", tmp_path / "article.jsonl"
    cited.write_text(json.dumps(_quote(answer)))
    article_id = _quote(answer)["citation"]["article_id"]
    changed = {"id": article_id, "text": SENTENCE.replace("four", "nine") + " on Monday night."}
    article.write_text(json.dumps(changed))
    assert news("add", str(article)) == 0
    assert news("verify", str(cited)) == 1
    assert f"changed: {changed['text']}" in news.out
    assert f"revision 1 had: {SENTENCE}" in news.out
    assert "four -> nine" in news.out
    assert news("remove", article_id) == 0
    assert news("verify", str(cited)) == 1
    assert news.out.startswith("deleted: ")


@pytest.mark.parametrize(
    ("quotation", "code", "verdict"),
    [
        (SENTENCE, 0, "verbatim"),
        (f"“{SENTENCE}”", 0, "verbatim"),
        (SENTENCE.replace("four", "nine"), 1, "altered"),
        ("the mayor of nowhere sang a song", 1, "absent"),
    ],
)
def test_a_quotation_alone_is_looked_for(news: Shell, quotation: str, code: int, verdict: str) -> None:
    assert news("verify", "--quote", quotation) == code
    assert news.out.startswith(f"{verdict}: ")


def test_what_is_no_citation_and_no_quotation_is_told(news: Shell, answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "cited.json"
    for text in ("", "{", "[]", "{}", '{"quotes": []}', '{"sentence_sha256": "x"}', "[" * 5000):
        path.write_text(text)
        assert news("verify", str(path)) == 2
        assert news.err.startswith("qa: ")
    assert news("verify", "--quote", "too short") == 2
    path.write_text(json.dumps(answer))
    assert news("verify", str(path), "--quote", SENTENCE) == 2
    assert news("verify", str(tmp_path / "gone.json")) == 2
    assert news("verify") == 0
