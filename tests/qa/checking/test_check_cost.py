"""What a check of a draft costs: its work grows with the draft, and not with draft times article."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Article
from qa.checking.replaced import pairs
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.work import steps

SPOKEN = "“The gate was open,” said Nora Quist. “Nobody closed it,” she said, and left.\n\n"
QUOTED = "“The gate was open. Nobody closed it,” said Nora Quist."


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    with Engine.open(
        tmp_path / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as opened:
        opened.add([Article("gate", "Gate", SPOKEN * 300)])
        yield opened


def test_the_quotations_of_an_article_are_looked_for_once_however_many_the_draft_has(engine: Engine) -> None:
    engine.check(QUOTED)
    one, many = (steps(lambda count=count: engine.check(" ".join([QUOTED] * count))) for count in (1, 9))
    assert (many - one) / 8 < one / 2


def test_the_scores_of_a_sentence_are_read_once_however_many_numbers_it_has() -> None:
    sentence = "They won 23 to 19, 5 to 4 and 31 to 8."
    pairs(sentence)
    assert steps(lambda: pairs(sentence)) < 5
    assert [sentence[one.start : other.number_end] for one, other in pairs(sentence)] == [
        "23 to 19",
        "5 to 4",
        "31 to 8",
    ]
