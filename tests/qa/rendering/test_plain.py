"""An answer printed: its quotes, their sources, and no more than was checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.records import Answer, Referent
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED


def test_an_answer_prints_its_quotes_with_their_sources() -> None:
    quoted, cited = str(ANSWER).split("\n\n")
    assert quoted == f"“{QUOTE.text}” [1]"
    assert cited.startswith(
        "[1] said by Ilse Brandt, Fire at the harbour, The Ledger, A. Writer, 2025-03-04, harbour 10:51"
    )
    assert cited.endswith(CITATION.fragment_url or "")


def test_the_page_of_a_source_that_has_pages_is_named() -> None:
    cited = replace(CITATION, place="page 3")
    assert "2025-03-04, page 3, harbour 10:51" in str(replace(ANSWER, quotes=(replace(QUOTE, citation=cited),)))


def test_what_may_answer_is_told_with_its_doubts() -> None:
    text = str(RELATED)
    assert text.index("This may answer it:") < text.index(QUOTE.text) < text.index("Not sure (0.30): other sentences")
    assert "not an answer" not in text


def test_an_abstention_claims_no_more_than_was_checked() -> None:
    assert str(ABSTAINED).startswith(
        "No sentence of 2 articles was recognised as an answer: none answers it well enough."
    )
    assert str(ABSTAINED).index("Nearest sentence, not an answer:") < str(ABSTAINED).index(QUOTE.text)


def test_a_question_that_is_asked_back_shows_what_it_could_mean_and_no_sentence() -> None:
    meant = (Referent("Ilse Brandt", "What did Ilse Brandt say?", "harbour", 1, 12),)
    text = str(replace(ABSTAINED, reason="underspecified", could_mean=meant))
    assert "Ilse Brandt: What did Ilse Brandt say?" in text
    assert QUOTE.text not in text


def test_an_address_that_is_none_of_the_web_is_not_shown_as_a_link_and_a_terminal_is_not_commanded() -> None:
    bad = replace(CITATION, url="javascript:alert(1)", fragment_url=None, title="a\x1b[2Jb")
    text = str(replace(ANSWER, quotes=(replace(QUOTE, citation=bad),)))
    assert "javascript" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("answer", [ANSWER, RELATED], ids=["answered", "related"])
def test_how_old_an_answer_is_stands_in_every_form_that_people_read(answer: Answer) -> None:
    dated = replace(answer, notices=("the article quoted first is of 2025-03-04, 9 days before 2025-03-13",))
    forms = (str(dated), dated.to_markdown(), dated._repr_html_(), dated.export("evidence"))
    for text in forms:
        assert "The article quoted first is of 2025" in text
        assert "9 days before" in text
