"""What asks nothing, and what kind of thing a question wants."""

from __future__ import annotations

import pytest

from qa.text.answer_type import asks_something, could_hold, wanted


@pytest.mark.parametrize(
    "question",
    [
        "Who won?",
        "gas pipeline sanctions",
        "Harrowmere",
        "Tell me about the raids in Harrowmere.",
        "I want to know who killed the king.",
        "Wer hat gewonnen",
        "谁赢了",
        "US",
        "Explain the rate cut!",
        "Raids in Harrowmere.",
        "Is the road open",
    ],
)
def test_questions_keywords_and_commands_ask_something(question: str) -> None:
    assert asks_something(question)


@pytest.mark.parametrize(
    "text", ["?", "...", "—", "hello", "Thank you very much!", "ok, thanks.", "The gunmen attacked the market at dawn."]
)
def test_punctuation_greetings_and_statements_ask_nothing(text: str) -> None:
    assert not asks_something(text)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many died in Dunvale?", "number"),
        ("What was the death toll?", "number"),
        ("When did it open?", "time"),
        ("In which year was it cast?", "time"),
        ("Who is the spokesperson?", "person"),
        ("By whom was it built?", "person"),
        ("What happened in Dunvale?", "anything"),
        ("The man who fell", "anything"),
    ],
)
def test_the_form_tells_what_is_wanted(question: str, kind: str) -> None:
    assert wanted(question) == kind


def test_a_sentence_can_hold_only_what_it_names() -> None:
    assert could_hold("number", "Nine people were killed.")
    assert could_hold("number", "Only one was found.")
    assert not could_hold("number", "People were killed.")
    assert could_hold("time", "It opened on Monday.")
    assert not could_hold("time", "It opened to the public.")
    assert could_hold("person", "The spokeswoman, Maren Holt, agreed.")
    assert could_hold("person", "Maren Holt agreed.")
    assert could_hold("person", "all lower case, as some sets are, may name anyone.")
    assert not could_hold("person", "The spokeswoman agreed.")
    assert could_hold("anything", "")


@pytest.mark.parametrize(
    "sentence", ["The vote had élan.", "It was × three", "He drove über the limit.", "The ād was late"]
)
def test_a_small_letter_of_any_script_begins_no_name(sentence: str) -> None:
    assert not could_hold("person", sentence)


@pytest.mark.parametrize("sentence", ["said Žofie", "said Āriki", "said Ночь", "said Ἀθῆναι"])
def test_a_capital_of_any_script_begins_a_name(sentence: str) -> None:
    assert could_hold("person", sentence)
