"""What a person said through several articles: dated, folded, cited, and nobody else's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Article
from index.records import Filters
from qa.engine import Engine
from qa.errors import QuestionError
from qa.settings import Settings
from tests.support.doubles import HashEncoder

FIRST = Article(
    "first",
    "Weir bursts",
    "The weir burst on Monday. Mayor Nora Quist said the pipeline under it was safe. "
    "“Nobody needs to leave tonight,” she said. Piet Sandoval, who keeps the mill, said he had heard a crack.",
    published="2026-03-02",
)
REPRINT = Article("reprint", "From the valley", f"{FIRST.text} More will follow.", published="2026-03-03")
LATER = Article(
    "later",
    "Pipeline leaks",
    "“We were wrong about the pipeline,” Nora Quist told the council on Friday. “It had been leaking for a week.”",
    published="2026-03-09",
)


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    with Engine.open(
        tmp_path / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as opened:
        opened.add([LATER, REPRINT, FIRST])
        yield opened


def test_lines_are_dated_and_the_earliest_comes_first(engine: Engine) -> None:
    lines = engine.said("Nora Quist").lines
    assert [line.published for line in lines] == sorted(line.published or "" for line in lines)
    assert lines[0].text == "Mayor Nora Quist said the pipeline under it was safe."
    assert (lines[0].speech, lines[0].citation.article_id) == ("indirect", "first")
    assert {line.speaker for line in lines} == {"Nora Quist"}


def test_a_reprint_is_folded_into_the_first_line(engine: Engine) -> None:
    lines = engine.said("Quist").lines
    assert [o.article_id for o in lines[0].occurrences] == ["reprint"]
    assert len({line.text for line in lines}) == len(lines)


def test_every_line_is_verbatim(engine: Engine) -> None:
    texts = {one.id: one.text for one in (FIRST, REPRINT, LATER)}
    for line in engine.said("Quist").lines:
        for place in (line.citation, *line.occurrences):
            assert texts[place.article_id][place.start : place.end] == line.text


def test_only_what_is_about_the_topic_is_kept(engine: Engine) -> None:
    about = [line.text for line in engine.said("Quist", about="the pipeline").lines]
    assert any("wrong about the pipeline" in text for text in about)
    assert len(engine.said("Quist", about="unicorns").lines) == 0


def test_who_is_asked_for_may_be_called_by_an_office(engine: Engine) -> None:
    assert any("safe" in line.text for line in engine.said("the mayor").lines)
    assert engine.said("Hugo Tarrant").lines == ()


def test_filters_restrict_the_articles(engine: Engine) -> None:
    lines = engine.said("Quist", filters=Filters(published_from="2026-03-05")).lines
    assert {line.citation.article_id for line in lines} == {"later"}


def test_who_speaks_is_counted(engine: Engine) -> None:
    people, is_complete = engine.speakers()
    assert is_complete
    assert people[0].name == "Nora Quist"
    assert people[0].articles == 3
    assert "Piet Sandoval" in {one.name for one in people}


@pytest.mark.parametrize("name", ["", "?!", " "])
def test_a_name_without_letters_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(QuestionError):
        engine.said(name)
