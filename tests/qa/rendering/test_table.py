"""An answer as a table of pandas, and the message where there is no pandas."""

from __future__ import annotations

import sys

import pytest

from qa.errors import ExtraMissing
from tests.qa.rendering.made import ABSTAINED, ANSWER, QUOTE


def test_a_row_is_a_quote_with_its_citation() -> None:
    pytest.importorskip("pandas")
    table = ANSWER.to_dataframe()
    (row,) = table.to_dict("records")
    assert row["text"] == QUOTE.text
    assert (row["status"], row["article_id"], row["start"], row["end"]) == ("answered", "harbour", 10, 51)
    assert row["answer"] == QUOTE.text[17:32]
    assert row["said_by"] == "Ilse Brandt"


def test_what_is_no_answer_says_so_in_its_row() -> None:
    pytest.importorskip("pandas")
    assert list(ABSTAINED.to_dataframe()["status"]) == ["abstained"]


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'grounded-qa\[pandas\]'"):
        ANSWER.to_dataframe()
