"""Follow-ups to questions about the news, as they are understood: one table a kind, in our own words."""

from __future__ import annotations

import pytest

from qa.conversation.understanding import understand
from qa.records import Turn

MARKETS = Turn("Who condemned the attacks?", ("The secretary-general condemned the attacks and called for restraint.",))
MINISTER = Turn("What did Belaid say?", ('"These are cowards," Belaid told reporters in the capital.',))
SPOKESMAN = Turn("What did Massin say?")
INJURED = Turn("Who is out of the final?", ("Midfielder Jens Aalto will miss the final because he tore a muscle.",))
SENT_OFF = Turn("Who was sent off?", ("The captain Henrik Lund was sent off in the 97th minute.",))
JAILED = Turn(
    "Who was jailed for the theft?", ("The former treasurer Martin Holm was jailed for six years on Monday.",)
)
BRIDGE = Turn(
    "When will the council close the harbour bridge?",
    ("The council will close the harbour bridge in Aldsund for repairs from 3 March.",),
)
CLOSED = Turn("Will the harbour bridge be closed?", BRIDGE.quotes)
CURFEW = Turn("Is there a curfew?", ("A curfew will be in force from 9 p.m. to 5 a.m. until further notice.",))
VOLCANO = Turn(
    "When did the volcano erupt?", ("Mount Ruhal erupted on Tuesday, forcing 12,000 people from their homes.",)
)
FLIGHT = Turn("How many people had to leave their homes?", VOLCANO.quotes)
CANCELLED = Turn("Why were flights cancelled?", ("The airline Nordvind cancelled 200 flights because of a strike.",))
JOBS = Turn("How many jobs will Lumatek cut?", ("The lighting maker Lumatek will cut 1,200 jobs.",))
COST = Turn("How much will the cuts cost?", ("The cuts will cost the company 95 million euros this year.",))
FACTORY = Turn("Which factory will close?", ("The factory in Regenfeld is to close at the end of 2026.",))
BUYER = Turn("Which firm will buy Lumatek?", ("Bergman will buy Lumatek next year.",))
LEAVING = Turn("Who leaves Lumatek?", ("The finance chief, Tomas Reyes, will leave the company in October.",))
PAINTING = Turn("Which painting did the museum buy?", ("The museum bought a painting by Lena Moor in May.",))
BOOK = Turn("When did The Last Lamp come out?", ('"The Last Lamp" came out in 1974 and won the Carnell Prize.',))
WON = Turn("Who won the election in Maravia?", ("The Alliance has won the election in Maravia, after twelve years.",))
HUSBAND = Turn("Who was Agnes Tolland's husband?", ("She was married to the painter Callum Rae from 1958.",))
ROBBED = Turn("When was the bank robbed?", ("The bank in Marl was robbed by two men on Tuesday evening.",))
OPEN = Turn("Is the museum open on Sunday?", ("The museum is open on Sundays from 10 to 5.",))


def _understood(question: str, *turns: Turn) -> str:
    return understand(question, turns).text


@pytest.mark.parametrize(
    ("turn", "question", "text"),
    [
        (INJURED, "For how long?", "For how long is Jens Aalto out of the final?"),
        (JAILED, "For how long?", "For how long was Martin Holm jailed for the theft?"),
        (CLOSED, "How long?", "How long will the harbour bridge be closed?"),
        (CLOSED, "Until when?", "Until when will the harbour bridge be closed?"),
        (CURFEW, "And for how long?", "For how long is there a curfew?"),
        (OPEN, "Until when?", "Until when is the museum open on Sunday?"),
        (JOBS, "Since when?", "Since when will Lumatek cut jobs?"),
    ],
)
def test_how_long_is_asked_of_what_was_asked_before(turn: Turn, question: str, text: str) -> None:
    assert _understood(question, turn) == text


@pytest.mark.parametrize(
    ("turn", "question", "text"),
    [
        (VOLCANO, "Which volcano was it?", "Which volcano erupted?"),
        (FLIGHT, "Which volcano was it?", "Which volcano was it when people had to leave their homes?"),
        (CANCELLED, "Which airline was it?", "Which airline was it when flights were cancelled?"),
        (BRIDGE, "Which bridge is it?", "Which bridge will the council close?"),
        (ROBBED, "Which bank was that?", "Which bank was robbed?"),
        (ROBBED, "Which town was it?", "In which town was the bank robbed?"),
        (SENT_OFF, "Which minute was it?", "Which minute was Henrik Lund sent off?"),
    ],
)
def test_which_one_it_was_is_asked_of_what_happened(turn: Turn, question: str, text: str) -> None:
    assert _understood(question, turn) == text


@pytest.mark.parametrize(
    ("turn", "question", "text"),
    [
        (INJURED, "Why?", "Why is Jens Aalto out of the final?"),
        (INJURED, "When is it?", "When is the final?"),
        (FACTORY, "When?", "When will the factory close?"),
        (BUYER, "When?", "When will the firm buy Lumatek?"),
        (LEAVING, "When?", "When does Tomas Reyes leave Lumatek?"),
        (WON, "With how many seats?", "With how many seats has the Alliance won the election in Maravia?"),
        (PAINTING, "For how much?", "For how much did the museum buy the painting?"),
        (COST, "Where?", "Where will the cuts cost the company 95 million euros this year?"),
    ],
)
def test_what_is_asked_anew_is_a_sentence(turn: Turn, question: str, text: str) -> None:
    assert _understood(question, turn) == text


@pytest.mark.parametrize(
    ("turn", "question", "text"),
    [
        (MINISTER, "Why did he say that?", "Why did Belaid say that?"),
        (MINISTER, "To whom did he say it?", "To whom did Belaid say it?"),
        (MINISTER, "What did Massin say?", "What did Massin say?"),
        (MARKETS, "What did Ilse Marrow say?", "What did Ilse Marrow say?"),
        (SPOKESMAN, "Where does he work?", "Where does Massin work?"),
        (HUSBAND, "What was her first novel?", "What was Agnes Tolland’s first novel?"),
    ],
)
def test_who_speaks_is_told_from_what_is_said(turn: Turn, question: str, text: str) -> None:
    assert _understood(question, turn) == text


@pytest.mark.parametrize(
    ("turn", "question", "text"),
    [
        (JOBS, "How much will it cost them?", "How much will it cost Lumatek?"),
        (BRIDGE, "How much will it cost?", "How much will the harbour bridge cost?"),
        (PAINTING, "Who painted it?", "Who painted the painting?"),
        (BOOK, "What is it about?", "What is The Last Lamp about?"),
        (BOOK, "Who filmed it?", "Who filmed The Last Lamp?"),
        (BOOK, "Did it win a prize?", "Did The Last Lamp win a prize?"),
        (BOOK, "And Salt?", "When did Salt come out?"),
        (OPEN, "How much does it cost?", "How much does the museum cost?"),
        (ROBBED, "How much did they take?", "About the bank: how much did they take?"),
        (JOBS, "Who is the CEO?", "Who is the CEO of Lumatek?"),
    ],
)
def test_it_is_the_thing_and_they_are_several(turn: Turn, question: str, text: str) -> None:
    assert _understood(question, turn) == text


def test_him_of_the_last_question_is_not_who_was_asked_about_before() -> None:
    assert _understood("Where does he work?", MINISTER, SPOKESMAN) == "Where does Massin work?"


def test_when_that_was_is_asked_of_what_happened_and_not_of_how_old_he_was() -> None:
    drowned = Turn("Who drowned near the old mill?", ("The firefighter Jonas Preller, 34, drowned near the old mill.",))
    text = _understood("When was that?", drowned, Turn("How old was he?", drowned.quotes))
    assert text == "When did Jonas Preller drown near the old mill?"
