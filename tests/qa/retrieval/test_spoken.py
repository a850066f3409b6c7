"""What somebody said is found by who said it, also where the sentence names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article
from qa.retrieval.spoken import LIFT, likeliest, means
from tests.support.newsroom import newsroom

PIER = Article(
    id="pier",
    title="Pier closed",
    text=(
        "The pier was closed on Monday after a beam broke.\n"
        "“The beam was older than anybody here. We shall replace it before the summer,” said Ilse Brandt, the harbour "
        "master of Norvik.\n"
        "Shops on the quay lost half of their customers, the owner of one, Tom Ahl, said.\n"
        "The town's engineer, Mina Voss, said that the pier was safe again.\n"
    ),
)

TWO_SUBJECTS = Article(
    id="two",
    title="Harbour",
    text=(
        "“The crane was sold in May,” said Ilse Brandt, the harbour master.\n"
        "“I have worked here for thirty years,” Brandt said.\n"
    ),
)


def spoken(folder: Path, question: str) -> list[str]:
    with newsroom(folder, (PIER,)) as engine:
        return [e.candidate.sentence.text for e in engine.examine(question).evidence if e.candidate.speaker]


@pytest.mark.parametrize("who", ["Ilse Brandt", "Brandt", "the harbour master", "the Norvik harbor master"])
def test_words_are_found_by_name_and_by_what_the_article_calls_the_speaker(tmp_path: Path, who: str) -> None:
    found = spoken(tmp_path, f"What did {who} say about the customers?")
    assert any(text.startswith("“The beam was older") for text in found)
    assert not any("Shops" in text for text in found)


def test_who_is_put_beside_what_they_are_is_called_so(tmp_path: Path) -> None:
    assert spoken(tmp_path, "What did the town's engineer say?") == [PIER.text.splitlines()[-1]]


@pytest.mark.parametrize("who", ["the mayor", "Maren Holt"])
def test_nobody_else_is_taken_for_who_is_asked_for(tmp_path: Path, who: str) -> None:
    assert spoken(tmp_path, f"What did {who} say about the beam?") == []


def test_what_the_person_asked_for_is_known_to_have_said_says_so_in_its_features(tmp_path: Path) -> None:
    with newsroom(tmp_path, (PIER,)) as engine:
        examined = engine.examine("What did Brandt say about the beam?")
        by_text = {e.candidate.sentence.text: e.features.spoken for e in examined.evidence}
    assert by_text["The pier was closed on Monday after a beam broke."] == 0.0
    assert 1.0 in by_text.values()


def test_words_about_something_else_are_not_those_asked_for(tmp_path: Path) -> None:
    with newsroom(tmp_path, (PIER,)) as engine:
        about_nothing = engine.examine("What did Brandt say?").evidence
        about_else = engine.examine("What did Brandt say about the elections?").evidence
    assert {e.features.spoken for e in about_nothing if e.candidate.speaker} == {1.0}
    assert {e.features.spoken for e in about_else} == {0.0}


def test_of_somebody_s_words_those_are_lifted_that_name_what_is_asked_about(tmp_path: Path) -> None:
    with newsroom(tmp_path, (TWO_SUBJECTS,)) as engine:
        candidates = engine.examine("What did Brandt say about the crane?").candidates
        plain = engine.examine("What did Brandt say about the whales?").candidates
    lifted = [c.sentence.text[:12] for c in candidates if c.speaker and c.fused >= c.dense + LIFT]
    assert lifted == ["“The crane w"]
    assert sum(bool(c.speaker) and c.fused >= c.dense + LIFT for c in plain) == 2


def test_an_article_that_names_the_person_is_looked_through_before_others(tmp_path: Path) -> None:
    gulls = [
        Article(id=f"g{n}", title="Gulls", text=f"“Gulls say a lot,” wrote reader {n} of Norvik.\n") for n in range(4)
    ]
    with newsroom(tmp_path, (*gulls, TWO_SUBJECTS)) as engine:
        candidates = engine.examine("What does a reader of Norvik say about gulls?").candidates
        assert likeliest("Brandt", candidates)[0] == TWO_SUBJECTS.id
        assert likeliest("Moe", candidates) == list(dict.fromkeys(c.sentence.article_id for c in candidates))


FERRY = (
    "The dockers’ union also condemned the firm. It had warned of old wires in March, its chairman Ove Strand said.\n"
    "Norline, which owns the ferry, rejected that. “We are safe. We always were,” its chief executive, Marta Quill, "
    "told reporters.\n"
    "The council sold the mill. Its roof leaks, its owner Tom Ahl said.\n"
)


@pytest.mark.parametrize(
    ("who", "name", "is_meant"),
    [
        ("the dockers' union", "Ove Strand", True),
        ("Norline", "Marta Quill", True),
        ("the firm", "Ove Strand", False),
        ("the union", "Marta Quill", False),
        ("the council", "Tom Ahl", False),  # the owner of the mill
    ],
)
def test_who_holds_an_office_of_a_firm_speaks_for_it(who: str, name: str, is_meant: bool) -> None:
    assert means(who, name, text=FERRY) is is_meant


FIRM = Article(
    id="firm",
    title="Lamps",
    text=(
        "The chief executive, Anna Foss, blamed the price of copper.\n"
        "“We have to become smaller,” Foss told analysts.\n"
        "The works council's head, Per Ahl, said that nobody would say yes to what the office asked.\n"
    ),
)


@pytest.mark.parametrize(
    ("who", "name", "is_meant"),
    [
        ("the CEO", "Anna Foss", True),
        ("the boss", "Anna Foss", True),
        ("the CEO", "Per Ahl", False),
        ("the CFO", "Anna Foss", False),
        ("the PM", "Anna Foss", False),
    ],
)
def test_an_office_is_known_by_its_short_name(who: str, name: str, is_meant: bool) -> None:
    assert means(who, name, text=FIRM.text) == is_meant
