"""Where carried mentions are written."""

from __future__ import annotations

import pytest

from qa.conversation.grammar.rewriting import write


@pytest.mark.parametrize(
    ("question", "carried", "written"),
    [
        ("Is it treatable?", ["throat cancer"], "Is throat cancer treatable?"),
        ("It's treatable?", ["throat cancer"], "throat cancer's treatable?"),
        ("What are its symptoms?", ["throat cancer"], "What are throat cancer’s symptoms?"),
        ("How did that movement end?", ["EndSars"], "About EndSars: how did that movement end?"),
        ("What caused that?", ["the fire"], "What caused the fire?"),
        ("What symptoms?", ["throat cancer", "smoking"], "About throat cancer and smoking: what symptoms?"),
        ("Can it spread?", ["throat cancer", "smoking"], "About smoking: can throat cancer spread?"),
        ("What are the symptoms?", ["throat cancer"], "What are the symptoms of throat cancer?"),
        ("Is one enough?", ["pill"], "About pill: is one enough?"),
    ],
)
def test_a_mention_stands_where_a_sentence_has_room_for_it_or_before_the_question(
    question: str, carried: list[str], written: str
) -> None:
    text, parts = write(question, carried)
    assert text == written
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert sorted(part.text for part in parts) == sorted(carried)


def test_only_what_may_be_a_person_takes_the_place_of_she() -> None:
    assert write("How old is she?", ["Ilse Brandt"], is_person=True)[0] == "How old is Ilse Brandt?"
    assert write("How old is she?", ["repairs"])[0] == "About repairs: how old is she?"


def test_her_is_a_possessive_before_a_noun_only() -> None:
    assert write("Who is her father?", ["Ilse Brandt"], is_person=True)[0] == "Who is Ilse Brandt’s father?"
    assert write("Who saw her?", ["Ilse Brandt"], is_person=True)[0] == "Who saw Ilse Brandt?"
