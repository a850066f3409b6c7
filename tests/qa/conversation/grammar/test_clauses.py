"""What happened, by an earlier question or the sentence cited for it, asked in another way."""

from __future__ import annotations

import pytest

from qa.conversation.grammar.adverbials import asks_anew
from qa.conversation.grammar.clauses import asked_anew


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("When was that?", "When"),
        ("and when exactly did it happen?", "When exactly"),
        ("Where did this take place?", "Where"),
        ("Why?", "Why"),
        ("But how did they do it?", "How"),
        ("On which day was that?", "On which day"),
        ("Who did it?", "Who"),
        ("Who was behind that?", "Who"),
        ("Who is behind the bank?", None),
        ("When was that bridge built?", None),
        ("What did he do?", None),
        ("Who said that?", None),
        ("Why not?", "Why not"),
        ("And where else?", "Where else"),
    ],
)
def test_a_question_about_what_happened_is_known(question: str, asking: str | None) -> None:
    assert asks_anew(question) == asking


@pytest.mark.parametrize(
    ("earlier", "asking", "text"),
    [
        ("How many boats were sunk off Norvik?", "When", "When were boats sunk off Norvik?"),
        ("How many boats were sunk off Norvik?", "Who", "Who sank boats off Norvik?"),
        ("Which dams have been closed?", "When", "When were the dams closed?"),
        ("Was the bell stolen from the tower?", "Who", "Who stole the bell from the tower?"),
        ("Where did the fire start?", "Why", "Why did the fire start?"),
        ("Did the bank cut its rate?", "When", "When did the bank cut its rate?"),
        ("How many people died in the flood?", "Why", "Why did people die in the flood?"),
        ("Who stopped the train?", "Where", "Where did someone stop the train?"),
        ("What happened in Norvik?", "When", "When did it happen in Norvik?"),
        ("Is the water safe?", "Why", "Why is the water safe?"),
    ],
)
def test_the_clause_of_a_question_is_asked_anew(earlier: str, asking: str, text: str) -> None:
    assert asked_anew(asking, earlier) == text


@pytest.mark.parametrize(
    ("earlier", "asking"),
    [
        ("Who is Ilse Brandt?", "When"),
        ("Where is the museum?", "Why"),
        ("What did the mayor say?", "When"),
        ("Did the mine collapse?", "Who"),
        ("Is the water safe?", "When"),
        ("Was " + "very " * 100 + "loud music played?", "When"),
    ],
)
def test_where_nothing_can_be_asked_so_nothing_is(earlier: str, asking: str) -> None:
    assert asked_anew(asking, earlier) is None


def test_who_did_it_is_said_where_the_answer_is_known() -> None:
    assert asked_anew("Why", "Who stopped the train?", answer="Maren Holt") == "Why did Maren Holt stop the train?"


@pytest.mark.parametrize(
    ("quote", "asking", "text"),
    [
        (
            "NORVIK — Two silver bells were stolen from the tower in Norvik, police said on Monday.",
            "Who",
            "Who stole two silver bells from the tower in Norvik?",
        ),
        (
            "The wardens closed the tower in May, because it leaks.",
            "Why",
            "Why did the wardens close the tower in May?",
        ),
        ("It rained.", "When", "When was something stolen from the tower?"),
    ],
)
def test_a_cited_sentence_says_more_than_something(quote: str, asking: str, text: str) -> None:
    assert asked_anew(asking, "What was stolen from the tower?", quotes=[quote]) == text
