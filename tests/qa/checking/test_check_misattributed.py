"""What a draft reports one person as saying, where an article has it of another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Article
from qa.checking import Finding
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder

TEXT = (
    "The council of Harnwick closed the swimming bath on Monday. The chief engineer, Daniel Moss, said that the roof "
    "had last been inspected in 2027. He said that the repair would cost 2.3 million crowns.\n\n"
    "Councillor Petra Lindqvist said that swimmers had complained about the roof since spring. “Nobody reads our "
    "letters until something falls down,” Lindqvist said.\n\n"
    "The bath, built in 1931, has three pools and a cafe."
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("misattributed") / "corpus"
    with Engine.open(
        folder, settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as engine:
        engine.add([Article("bath", "Bath closed in Harnwick", TEXT)])
        yield engine


def wrong(engine: Engine, draft: str) -> list[Finding]:
    return [one for one in engine.check(draft).findings if one.verdict in ("contradicted", "wrong_speaker")]


@pytest.mark.parametrize(
    ("draft", "name", "said_by"),
    [
        ("Petra Lindqvist said that the roof had last been inspected in 2027.", "Petra Lindqvist", "Daniel Moss"),
        ("According to Lindqvist, the repair would cost 2.3 million crowns.", "Lindqvist", "Daniel Moss"),
        ("Moss said that swimmers had complained about the roof since spring.", "Moss", "Petra Lindqvist"),
        ("Swimmers had complained about the roof since spring, Daniel Moss said.", "Daniel Moss", "Petra Lindqvist"),
        ("Moss said: “Nobody reads our letters until something falls down.”", "Moss", "Petra Lindqvist"),
    ],
)
def test_right_words_of_the_wrong_speaker_are_found(engine: Engine, draft: str, name: str, said_by: str) -> None:
    (finding,) = wrong(engine, draft)
    assert (finding.draft_speaker, finding.article_speaker) == (name, said_by)
    if finding.verdict == "contradicted":
        assert draft[finding.start : finding.end] == finding.text == name
        assert finding.citation is not None
        assert TEXT[finding.citation.start : finding.citation.end] == finding.source


@pytest.mark.parametrize(
    "draft",
    [
        "Moss said that the roof had last been inspected in 2027.",
        "Mr Moss said that the repair would cost 2.3 million crowns.",
        "The engineer said that the roof had last been inspected in 2027.",
        "The council said that the roof had last been inspected in 2027.",
        "Lindqvist said that Moss had told her the roof had last been inspected in 2027.",
        "Daniel Moss said that the bath, built in 1931, has three pools and a cafe.",  # he may have said it too
        "Lindqvist said that the council closed the swimming bath.",
    ],
)
def test_what_may_have_been_said_so_is_no_fault(engine: Engine, draft: str) -> None:
    assert wrong(engine, draft) == []
