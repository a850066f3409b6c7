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
        ("Who's in charge?", "person"),
        ("Tell me who chairs it.", "person"),
        ("And by whom was it found?", "person"),
        ("Since when has it stood?", "time"),
        ("At what time did it leave?", "time"),
        ("The ferry sank when?", "time"),
        ("Dunvale death toll", "number"),
        ("ferry accident date", "time"),
        ("Date of the vote?", "time"),
        ("sell-by date rules", "anything"),
    ],
)
def test_the_form_tells_what_is_wanted(question: str, kind: str) -> None:
    assert wanted(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was the score when Rask was carried off?", "number"),
        ("Who was aboard when the boiler burst?", "person"),
        ("Where did the crew sleep when it rained?", "anything"),
        ("What did the pilot do when the alarm rang?", "anything"),
        ("How many were inside when it fell?", "number"),
        ("Which street flooded on the day when the dam broke?", "anything"),
        ("When the dam broke, how many were asleep?", "number"),
        ("After the vote, who resigned?", "person"),
        ("If it rains, when does the match begin?", "time"),
        ("Was anyone hurt when the roof fell?", "anything"),
        ("Did she say how many had signed?", "number"),
        ("Do you know when the bridge opens?", "time"),
        ("Can you tell me who wrote it?", "person"),
        ("Is there a doctor who speaks Danish?", "anything"),
        ("Has the council decided how much it costs?", "anything"),
    ],
)
def test_the_first_word_that_asks_tells_what_is_wanted(question: str, kind: str) -> None:
    assert wanted(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was the final score?", "number"),
        ("What is the unemployment rate in Corvania?", "number"),
        ("What interest rate did the bank set?", "number"),
        ("What's the population of Norvik?", "number"),
        ("What price will drivers pay?", "number"),
        ("What was the turnout?", "number"),
        ("What share voted for her?", "number"),
        ("What percent of the votes did she win?", "number"),
        ("What does 90 percent of the town believe?", "anything"),
        ("What is the price war about?", "anything"),
        ("What caused the rate to rise?", "anything"),
        ("What was the cost cutting for?", "anything"),
        ("What is the capital of Velmora?", "anything"),
    ],
)
def test_a_noun_whose_value_is_a_number_asks_for_one(question: str, kind: str) -> None:
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
