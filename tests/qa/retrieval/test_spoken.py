"""What somebody said is found by who said it, also where the sentence names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article
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


def test_what_nobody_is_known_to_have_said_says_so_in_its_features(tmp_path: Path) -> None:
    with newsroom(tmp_path, (PIER,)) as engine:
        examined = engine.examine("What did Brandt say about the beam?")
        by_text = {e.candidate.sentence.text: e.features.unspoken for e in examined.evidence}
    assert by_text["The pier was closed on Monday after a beam broke."] == 1.0
    assert 0.0 in by_text.values()
