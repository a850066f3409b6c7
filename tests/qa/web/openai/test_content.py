"""Answers as chat content and back, and the translation of errors, without a server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.engine import Engine
from qa.records import Answer, Speaker, Turn
from qa.web.openai.content import content_of, link, quotes_in
from qa.web.openai.errors import error_of
from qa.web.openai.message_parsing import conversation
from qa.web.openai.schemas import Message

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
HERE = "http://localhost/"
SENTENCE = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=80)


@pytest.fixture
def answer(engine: Engine) -> Answer:
    return engine.ask(QUESTION)


def _saying(answer: Answer, texts: list[str]) -> Answer:
    return replace(answer, quotes=tuple(replace(answer.quotes[0], text=text) for text in texts))


def test_content_is_quotes_with_markers_and_a_list_of_sources(answer: Answer) -> None:
    assert content_of(_saying(answer, ["One.", "Two."]), HERE).text == (
        "“One.” [1]\n\n“Two.” [2]\n\nSources:\n"
        f"[1] Fire at the harbour, The Ledger, 2025-03-04: {answer.quotes[0].citation.fragment_url}\n"
        f"[2] Fire at the harbour, The Ledger, 2025-03-04: {answer.quotes[0].citation.fragment_url}"
    )


def test_the_list_of_sources_tells_whose_words_they_are(answer: Answer) -> None:
    said = replace(answer.quotes[0], text="One.", said_by=Speaker("Ilse Brandt", "pronoun", 40, 51))
    content = content_of(replace(answer, quotes=(said,)), HERE)
    assert "[1] said by Ilse Brandt, Fire at the harbour, The Ledger" in content.text
    assert quotes_in(content.text) == ("One.",)


def test_any_quotes_stand_verbatim_at_their_annotations_and_can_be_read_back(engine: Engine) -> None:
    answered = engine.ask(QUESTION)

    @given(st.lists(SENTENCE, min_size=1, max_size=4))
    def check(texts: list[str]) -> None:
        content = content_of(_saying(answered, texts), HERE)
        assert [content.text[a.start : a.end] for a in content.annotations] == texts
        if not any("” [" in text or "Sources:" in text for text in texts):
            assert list(quotes_in(content.text)) == texts

    check()


@given(SENTENCE)
def test_other_content_holds_no_quotes(text: str) -> None:
    assert quotes_in(text.replace("Sources", "")) == ()


def test_markers_out_of_order_are_not_ours() -> None:
    assert quotes_in("“One.” [2]\n\nSources:\n[2] x") == ()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("below_threshold", "No sentence in these 2 articles was recognised as an answer."),
        ("not_a_question", "not a question"),
        ("empty_corpus", "no articles"),
        ("underspecified", "who or what"),
    ],
)
def test_an_abstention_is_told_in_fixed_words(answer: Answer, reason: Any, words: str) -> None:
    content = content_of(replace(answer, status="abstained", reason=reason, quotes=()), HERE)
    assert words in content.text
    assert content.annotations == ()


def test_what_may_answer_is_shown_first_and_why_it_is_not_sure(answer: Answer) -> None:
    near = replace(answer.quotes[0], text="One.")
    told = replace(
        answer,
        status="related",
        reason="unsure",
        quotes=(),
        nearest=(near, answer.quotes[0]),
        doubts=("names_missing", "rivals"),
    )
    content = content_of(told, HERE)
    assert content.text.startswith("Not sure. This may answer it:\n\n“One.” [1]\n\nWhy it is not sure: ")
    assert "other sentences are as likely" in content.text
    assert [content.text[a.start : a.end] for a in content.annotations] == ["One."]
    assert quotes_in(content.text) == ("One.",)
    assert content.extension["abstained"] is False
    without = content_of(replace(told, doubts=()), HERE).text
    assert "Why" not in without
    assert quotes_in(without) == ("One.",)
    assert "do not say" not in content.text


def test_an_abstention_shows_what_came_nearest_and_does_not_cite_it(answer: Answer) -> None:
    told = replace(answer, status="abstained", reason="below_threshold", quotes=(), nearest=answer.quotes)
    content = content_of(told, HERE)
    assert answer.quotes[0].text in content.text
    assert "[1] Fire at the harbour" in content.text
    assert content.annotations == ()
    assert quotes_in(content.text) == ()
    assert answer.quotes[0].text not in content_of(replace(told, reason="not_a_question"), HERE).text


def test_an_article_without_a_title_is_named_by_its_source_and_never_by_its_id(answer: Answer) -> None:
    for source, name in (("The Ledger", "The Ledger"), (None, "An article without a title")):
        bare = replace(answer.quotes[0], citation=replace(answer.quotes[0].citation, title="", source=source))
        content = content_of(replace(answer, quotes=(bare,)), HERE)
        assert content.annotations[0].title == name
        assert f"[1] {name}" in content.text


def test_a_citation_always_has_a_link(answer: Answer) -> None:
    citation = answer.quotes[0].citation
    assert link(replace(citation, fragment_url=None), HERE) == citation.url
    for url in (None, "javascript:alert(1)", "https://[", "data:text/html,x", "https://u:p@evil.example/"):
        ours = link(replace(citation, fragment_url=None, url=url), HERE)
        assert ours.startswith("http://localhost/articles/harbour")


def test_messages_become_turns(answer: Answer) -> None:
    said = content_of(answer, HERE).text
    messages = [
        Message(role="assistant", content="Hello, how can I help?"),
        Message(role="user", content=" "),
        Message(role="user", content=QUESTION),
        Message(role="assistant", content=said),
        Message(role="user", content="Thanks."),
        Message(role="assistant", content="You are welcome."),
        Message(role="user", content="Who said that?"),
    ]
    quotes = tuple(quote.text for quote in answer.quotes)
    assert conversation(messages) == ("Who said that?", (Turn(QUESTION, quotes), Turn("Thanks.")))
    assert conversation(messages[:2]) == (None, ())


@pytest.mark.parametrize(
    ("problem", "status", "error"),
    [
        (
            {"status": 422, "detail": "Wrong.", "errors": [{"detail": "Too big.", "pointer": "#/messages/0/role"}]},
            400,
            {"message": "Wrong. Too big.", "type": "invalid_request_error", "param": "messages[0].role", "code": None},
        ),
        (
            {"status": 503, "detail": "Busy."},
            503,
            {"message": "Busy.", "type": "server_error", "param": None, "code": None},
        ),
        (
            {"status": 401, "detail": "No key."},
            401,
            {"message": "No key.", "type": "invalid_request_error", "param": None, "code": "invalid_api_key"},
        ),
    ],
)
def test_problems_become_openais_errors(problem: dict[str, Any], status: int, error: dict[str, Any]) -> None:
    assert error_of(problem) == (status, {"error": error})


def test_content_full_of_quotation_marks_is_read_in_one_pass() -> None:
    """Each mark looked through to the end of the content for its closing one would hold up the server for minutes."""
    sources = "\n\nSources:\n[1] A: http://localhost/"
    assert quotes_in("“" * 1_000_000 + sources) == ()
    assert quotes_in("“a” [2]\n\n" * 200_000 + sources) == ()
    marks = "“" * 1_000_000
    assert quotes_in(f"“{marks}” [1]{sources}") == (marks,)
