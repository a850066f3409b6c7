"""A newsroom's calls need a corpus and its encoder, and no reading model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Corpus
from qa.newsroom import NewsroomMethods
from tests.support.doubles import HashEncoder
from tests.support.newsroom import MARKET, RAIDS, WIRE


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[NewsroomMethods]:
    encoder = HashEncoder(256)
    with Corpus.create(tmp_path / "corpus", encoder=encoder) as corpus:
        corpus.add([RAIDS, MARKET, WIRE])
        yield NewsroomMethods(corpus, encoder)


def test_the_methods_work_without_an_engine(newsroom: NewsroomMethods) -> None:
    assert [line.text for line in newsroom.said("Ilse Brandt").lines] == [
        "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council."
    ]
    assert "Maren Holt" in {one.name for one in newsroom.speakers()[0]}
    assert newsroom.check("Holt said: “We will stand by the valley.”").counts["verbatim"] == 1
    newsroom.corpus.add([replace(MARKET, text=MARKET.text.replace("nine", "ten"), content_sha256="")])
    assert [change.change for change in newsroom.diff("market").changes] == ["edited"]
    assert newsroom.unanswered() == []


def test_as_of_looks_back_to_a_moment(newsroom: NewsroomMethods) -> None:
    assert newsroom.speakers(as_of="2023-12-31")[0] != newsroom.speakers()[0]
