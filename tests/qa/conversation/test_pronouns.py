"""Whom "he" or "she" means after an answer."""

from __future__ import annotations

import pytest

from qa.conversation.pronouns import answer_of, human_pronoun, person_meant, thing_meant
from qa.conversation.understanding import understand
from qa.records import Turn


def _turn(question: str, *quotes: str) -> Turn:
    return Turn(question, quotes)


KEEPER = "Anna Lund owns the mill, but Erik Moe, the keeper of the lock, sets the level."


@pytest.mark.parametrize(
    ("turn", "human", "person"),
    [
        (_turn("Who is the keeper of the lock?", KEEPER), "he", "Erik Moe"),
        (_turn("Who owns the mill?", KEEPER), "she", "Anna Lund"),
        (_turn("Who beat Karin Voss?", "Karin Voss lost to Petra Holm in three sets."), "she", "Petra Holm"),
        (_turn("Who did Petra Holm beat?", "Petra Holm beat Nils Ek in the final."), "he", "Nils Ek"),
        (
            _turn("Who is mayor of Marl?", "Karin Voss gave the key to Jonas Vint, the mayor of Marl."),
            "he",
            "Jonas Vint",
        ),
        (_turn("Who hired Anna Lund?", "Anna Lund was hired by Svea Rask in May."), "she", "Svea Rask"),
        (_turn("Who replaced Erik Moe?", "Erik Moe was replaced by Jorun Tveit at Norvik."), "she", "Jorun Tveit"),
        (_turn("Who called Karin Voss?", "Ulf Brand called Karin Voss from Sund."), "he", "Ulf Brand"),
        (_turn("What did Captain Holt tell Petra Lund?", "“Row,” Captain Holt told her."), "he", "Holt"),
        (_turn("Who is Anna Lund?", "Anna Lund, a friend of Maria Moe, owns the mill."), "she", "Anna Lund"),
        (_turn("What did the mayor say?", "“No,” she said."), "she", "the mayor"),
        (_turn("Who wrote the atlas?", "Anna Lund wrote the atlas (2nd ed. 1999)."), "she", "Anna Lund"),
        # whose first name is on no list, beside a person who surely is one
        (
            _turn(
                "Who is the new conductor of the Velm choir?",
                "The new conductor of the Velm choir is Kalle Wirt.",
                "Ida Sorn handed the choir to Kalle Wirt.",
            ),
            "he",
            "Kalle Wirt",
        ),
        (
            _turn("Who is the new conductor of the Velm choir?", "Ida Sorn handed the choir to Kalle Wirt."),
            "he",
            "Kalle Wirt",
        ),
        (
            _turn("Who was chosen as captain of Marl?", "The players chose Onni Rask, and not Jane Holm, as captain."),
            "he",
            "Onni Rask",
        ),
        (
            _turn("Who founded the choir?", "Anna Holt leads the choir that her brother Will Holt founded."),
            "he",
            "Will Holt",
        ),
        (_turn("How large is Norvik?", "Norvik has 4,000 inhabitants."), "he", None),
        (_turn("Who owns the mill?", "Anna Lund owns the mill."), "he", None),
    ],
)
def test_a_person_is_whom_the_answer_is_about(turn: Turn, human: str, person: str | None) -> None:
    assert person_meant("she" if human == "she" else "he", [turn]) == person


@pytest.mark.parametrize(
    ("question", "quote", "person"),
    [
        # a description that leads up to the second name
        (
            "Who is the owner of the mill?",
            "The reeve, Tilda Brook, met the mill's owner Edith Kane.",
            "Edith Kane",
        ),
        # what a person is of is said of that person, and leads up to nobody
        ("Who coaches Holm Rovers?", "Coach Ruth Sand of Holm Rovers thanked keeper Clara Moe.", "Ruth Sand"),
        ("Who is the editor of the Norvik Post?", "Editor Ruth Sand of the Norvik Post hired Clara Moe.", "Ruth Sand"),
        ("Who is Sund Hospital's head?", "Head nurse Ruth Sand of Sund Hospital met Clara Moe.", "Ruth Sand"),
        ("Who thanked Clara Moe?", "Coach Ruth Sand of Holm Rovers thanked keeper Clara Moe.", "Ruth Sand"),
        ("Who was hired?", "Editor Ruth Sand of the Norvik Post hired Clara Moe.", "Clara Moe"),
        # who does what the question's verb says, wherever the other stands
        ("Who runs the ferry?", "Officer Anna Lund filled in for Wanda Pike, who runs the ferry.", "Wanda Pike"),
        ("Who earned the medal?", "Judge Clara Moe gave it to Dorte Sunn, who earned the medal.", "Dorte Sunn"),
        ("Who cleaned the organ?", "Tenor Anna Lund sang, and Clara Moe cleaned the organ.", "Clara Moe"),
        ("Who spotted the wreck?", "Diver Ruth Sand spotted the wreck with the help of Clara Moe.", "Ruth Sand"),
        ("Who painted the ceiling?", "Clara Moe paid for the ceiling that Anna Lund had painted.", "Anna Lund"),
        ("Who restored the boat?", "Clara Moe showed the boat that had been restored by Anna Lund.", "Anna Lund"),
        ("Who chaired the panel?", "Anna Lund, the sister of Clara Moe, chaired the panel.", "Anna Lund"),
        # two verbs of one subject
        ("Who won the cup?", "Vera Lind beat Tora Berg 3-1 in the final and won the cup.", "Vera Lind"),
        (
            "Who earned the medal?",
            "Clara Moe, 31, passed Anna Lund at the gate and then earned the medal.",
            "Clara Moe",
        ),
        ("Who drew the map?", "Anna Lund saw that Clara Moe had found the shore and drew the map.", "Clara Moe"),
        # whose name only says whose coach is asked for
        ("Who is Anna Lund's coach?", "Anna Lund and her coach, Clara Moe, flew to Norvik.", "Clara Moe"),
        # to whom it is done
        ("Who was fined?", "Warden Anna Lund fined Clara Moe for the fire.", "Clara Moe"),
        ("Who was fined?", "Clara Moe was fined after Anna Lund had seen the fire.", "Clara Moe"),
        ("Who did the council dismiss?", "At the wish of Anna Lund the council dismissed Clara Moe.", "Clara Moe"),
    ],
)
def test_a_person_is_who_does_what_the_question_asks_for(question: str, quote: str, person: str) -> None:
    assert person_meant("she", [_turn(question, quote)]) == person


def test_a_person_of_the_other_sex_is_never_meant() -> None:
    turn = _turn("Who runs the Velm choir?", "Ida Sorn, who is 41, runs the choir of Velm.")
    assert "Sorn" not in understand("Where was he born?", [turn]).text
    assert "Sorn" in understand("Where was she born?", [turn]).text


def test_who_is_not_named_last_is_looked_for_in_the_turns_before() -> None:
    turns = [_turn("Who is Anna Lund?"), _turn("How large is Norvik?"), _turn("Is it old?")]
    assert person_meant("she", turns) == "Anna Lund"
    assert person_meant("she", [*turns, _turn("Is it old?"), _turn("Is it old?")]) is None


@pytest.mark.parametrize(
    ("question", "human"),
    [("How old is she?", "she"), ("Who saw him?", "he"), ("Is it old?", None), ("Did Anna bring her dog?", "she")],
)
def test_the_pronoun_of_a_question_is_known(question: str, human: str | None) -> None:
    assert human_pronoun(question) == human


def test_only_a_question_for_a_person_is_answered_by_one() -> None:
    assert answer_of(_turn("Who keeps the lock?", KEEPER)) == "Erik Moe"
    assert answer_of(_turn("Where is the lock?", KEEPER)) is None


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Who cast the deciding vote?", "the deciding vote"),
        ("Who proposed a new levy?", "the new levy"),
        ("Who is Anna Lund?", None),
        ("Who is the mayor?", None),
    ],
)
def test_it_is_the_first_thing_that_is_no_person(question: str, thing: str | None) -> None:
    assert thing_meant(_turn(question)) == thing


@pytest.mark.parametrize("name", ["Ed", "Ed Marsh", "Ted", "Ced", "Ned Ued"])
def test_a_person_whose_name_ends_as_a_verb_in_the_past_can_be_asked_about(name: str) -> None:
    turns = [Turn("Who won the regatta?", (f"{name} won the regatta on Sunday, and the mayor praised him.",))]
    for question in ("When did he win it?", "Who praised him?", "Why did they sail?"):
        understand(question, turns)
