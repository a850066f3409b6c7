"""``qa gaps`` as a shell sees it."""

from __future__ import annotations

import pytest

from tests.qa.cli.conftest import Shell

VAIN = "How many doctors work in Quillmere?"


def test_what_was_unanswered_is_shown_and_forgotten(news: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert news.json("gaps") == []
    assert "QA_KEEP_GAPS" in news.err
    monkeypatch.setenv("QA_KEEP_GAPS", "on")
    assert news("ask", VAIN) == 0
    (gap,) = news.json("gaps")
    assert (gap["questions"][0]["question"], gap["wanted"], gap["names_missing"]) == (VAIN, "number", ["Quillmere"])
    assert news("gaps") == 0
    assert "no article names Quillmere" in news.out
    assert news("gaps", "--forget", "0a") == 1
    assert news("gaps", "--forget-all") == 0
    assert news.json("gaps") == []
