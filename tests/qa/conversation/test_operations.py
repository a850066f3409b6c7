"""Which questions are about the evidence itself."""

from __future__ import annotations

import pytest

from qa.conversation.operations import operation_of


@pytest.mark.parametrize(
    ("operation", "questions"),
    [
        (
            "speaker",
            ["Who said that?", "who says so", "And who said this?", "Whose words are these?", "According to whom?"],
        ),
        (
            "date",
            ["When was that published?", "when was this article?", "From what date is that?", "When did she say that?"],
        ),
        (
            "source",
            ["Source?", "What's the source?", "where does it come from?", "Which article says that?", "Says where?"],
        ),
        ("context", ["more context", "Show me the whole paragraph", "What came before that?", "the context, please"]),
        (
            "occurrences",
            ["Any other source?", "Who else reported this?", "another article?", "Does anyone else confirm that?"],
        ),
        ("more", ["more", "More, please!", "tell me more", "Anything else?", "go on", "ok, next"]),
    ],
)
def test_an_operation_is_known_by_its_phrasings(operation: str, questions: list[str]) -> None:
    assert {question: operation_of(question) for question in questions} == dict.fromkeys(questions, operation)


@pytest.mark.parametrize(
    "question",
    [
        "Who said that taxes would rise?",
        "When was that?",
        "When was that bridge built?",
        "Tell me more about Norvik.",
        "What is the source of the Nile?",
        "How many more people came?",
        "Who?",
        "",
    ],
)
def test_a_question_about_something_else_is_none(question: str) -> None:
    assert operation_of(question) is None
