"""Questions that give one new part and leave the rest of the earlier question standing."""

from __future__ import annotations

import pytest

from qa.conversation.ellipsis import continued, is_continuing


@pytest.mark.parametrize(
    ("question", "earlier", "written"),
    [
        ("and in Kalat?", "How many died in Quetta?", "How many died in Kalat?"),
        ("And in the valley?", "What happened in Norvik on Monday?", "What happened in the valley on Monday?"),
        ("what about Kalat?", "How many died in Quetta?", "How many died in Kalat?"),
        ("What about Al Gore?", "What did Greta Thunberg say in Davos?", "What did Al Gore say in Davos?"),
        ("in 2020?", "How many died?", "How many died in 2020?"),
        ("for the wounded?", "What was done", "What was done for the wounded"),
        ("and about Kalat?", "What did she say about it?", "What did she say about Kalat?"),
        ("and in Kalat?", "About Quetta: how many died?", "How many died in Kalat?"),
        ("and in Kalat?", "About floods: how many died?", "About floods: how many died in Kalat?"),
        ("What about Kalat?", "About Quetta: how many died?", "About Kalat: how many died?"),
        ("And the governor?", "What did the mayor say about the dam?", "What did the governor say about the dam?"),
        ("And the governor?", "What did Ilse Brandt say?", "What did the governor say?"),
        ("and the oldest?", "Who is the youngest of the divers?", "Who is the oldest of the divers?"),
        ("And in 2021?", "How much fell in Norvik?", "How much fell in Norvik in 2021?"),
        ("And in Norvik?", "How much fell in Kalat in 2021?", "How much fell in Norvik in 2021?"),
        ("And in 2022?", "How much fell in Kalat in 2021?", "How much fell in Kalat in 2022?"),
        ("And in June?", "How much fell in the spring in Kalat?", "How much fell in June in Kalat?"),
        ("And Ada Lovelace?", "Can Greta Thunberg sing?", "Can Ada Lovelace sing?"),
        ("What about the women?", "Who led the men's race?", "Who led the women's race?"),
        ("And girls?", "How many boys can swim?", "How many girls can swim?"),
        ("And the police?", "What did the mayor say?", "What did the police say?"),
        ("And motor boats?", "Is swimming allowed in the lake?", "Are motor boats allowed in the lake?"),
        ("What about prices?", "Will taxes rise?", "Will prices rise?"),
        ("And side effects?", "Was any death linked to the drug?", "Were any side effects linked to the drug?"),
        ("And the semi-final?", "When is the final?", "When is the semi-final?"),
        ("And the yellow lamp?", "What does the red lamp mean?", "What does the yellow lamp mean?"),
        ("The governor?", "What did another minister say?", "What did the governor say?"),
    ],
)
def test_the_new_part_takes_its_place(question: str, earlier: str, written: str) -> None:
    found = continued(question, earlier)
    assert found is not None
    text, parts = found
    assert text == written
    assert all(text[part.start : part.end] == part.text for part in parts)


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("What about Kalat?", "How many died?"),
        ("And Kalat?", "how many died in the city?"),
        ("And the mayor?", "How deep is the lake?"),
        ("And the oldest?", "Who won?"),
        ("And the cost?", "Is the bridge open?"),
        ("And the winner?", "When is the final?"),
        ("And the weather?", "Is it noisy?"),
    ],
)
def test_a_part_without_its_like_to_replace_has_no_place(question: str, earlier: str) -> None:
    assert continued(question, earlier) is None


@pytest.mark.parametrize(
    "question",
    [
        "What about the cost?",
        "And in it?",
        "What about how they do it all day long?",
        "Who won in Kalat?",
        "At what time?",
        "The dam?",
    ],
)
def test_other_questions_do_not_continue(question: str) -> None:
    assert not is_continuing(question)


@pytest.mark.parametrize("middle", [" ", "- ", "a ", "the ", "too ", "in ", "'", "x-"])
@pytest.mark.parametrize("lead", ["and ", "what about ", "in ", "ok! "])
def test_a_question_made_to_be_read_in_every_possible_way_is_read_in_one(lead: str, middle: str) -> None:
    """A reading that tries the ways in which such a question could be divided would not end in an hour."""
    assert not is_continuing(lead + middle * 20_000 + "x! y")


def test_a_name_that_ends_like_too_is_kept_whole() -> None:
    found = continued("and in Kalattoo?", "How many died in Quetta?")
    assert found is not None
    assert found[0] == "How many died in Kalattoo?"
