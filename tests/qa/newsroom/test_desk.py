"""A newsroom's calls need a corpus and its encoder, and no reading model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Corpus
from qa.newsroom import Desk
from tests.support.doubles import HashEncoder
from tests.support.newsroom import MARKET, RAIDS, WIRE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    encoder = HashEncoder(256)
    with Corpus.create(tmp_path / "corpus", encoder=encoder) as corpus:
        corpus.add([RAIDS, MARKET, WIRE])
        yield Desk(corpus, encoder)


def test_a_desk_of_its_own_answers_all_that_is_asked_of_it(desk: Desk) -> None:
    assert [line.text for line in desk.said("Ilse Brandt").lines] == [
        "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council."
    ]
    assert "Maren Holt" in {one.name for one in desk.speakers()[0]}
    assert desk.check("Holt said: “We will stand by the valley.”").counts["verbatim"] == 1
    desk.corpus.add([replace(MARKET, text=MARKET.text.replace("nine", "ten"), content_sha256="")])
    assert [change.change for change in desk.diff("market").changes] == ["edited"]
    assert desk.unanswered() == []


def test_a_desk_looks_back_where_a_moment_is_given(desk: Desk) -> None:
    assert desk.speakers(as_of="2023-12-31")[0] != desk.speakers()[0]
