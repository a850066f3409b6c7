"""What became of a citation after its article was replaced or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Article
from index.errors import InvalidFilter
from qa.checking import Cited
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder

SENTENCE = "Fourteen houses were flooded."
ARTICLE = Article("weir", "Weir bursts", f"The weir above Elmsford burst. {SENTENCE} Nobody was hurt in the night.")


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    with Engine.open(
        tmp_path / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as opened:
        opened.add([ARTICLE])
        yield opened


@pytest.fixture
def cited(engine: Engine) -> Cited:
    quote = next(q for a in [engine.ask("houses flooded")] for q in (*a.quotes, *a.nearest) if q.text == SENTENCE)
    c = quote.citation
    return Cited(c.article_id, c.start, c.end, c.sentence_sha256, quote.text)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        (ARTICLE.text, "unchanged"),
        (ARTICLE.text + " The mayor came at noon.", "unchanged"),
        (f"The weir burst. {SENTENCE}", "moved"),
        (ARTICLE.text.replace("Fourteen houses", "Sixteen houses"), "changed"),
        ("The weir above Elmsford burst. Nobody was hurt in the night.", "gone"),
    ],
)
def test_the_digest_tells_what_became_of_it(engine: Engine, cited: Cited, text: str, standing: str) -> None:
    engine.add([Article("weir", "Weir bursts", text)])
    verified = engine.verify(cited)
    assert verified.standing == standing
    if verified.citation is not None:
        assert text[verified.citation.start : verified.citation.end] == verified.text


def test_a_changed_sentence_shows_the_words_that_differ(engine: Engine, cited: Cited) -> None:
    engine.add([replace(ARTICLE, text=ARTICLE.text.replace("Fourteen", "Sixteen"), content_sha256="")])
    verified = engine.verify(cited)
    assert [(d.draft, d.article) for d in verified.differences] == [("Fourteen", "Sixteen")]


def test_without_its_words_the_sentence_in_its_place_is_shown(engine: Engine, cited: Cited) -> None:
    engine.add([Article("weir", "Weir bursts", ARTICLE.text.replace("Fourteen", "Sixteen"))])
    assert engine.verify(replace(cited, quote=None)).text == "Sixteen houses were flooded."


def test_a_deleted_article_is_told(engine: Engine, cited: Cited) -> None:
    engine.delete(["weir"])
    assert engine.verify(cited).standing == "deleted"


def test_an_earlier_revision_tells_what_was_cited_though_its_words_are_not_given(engine: Engine, cited: Cited) -> None:
    engine.add([Article("weir", "Weir bursts", ARTICLE.text.replace("Fourteen", "Sixteen"))])
    engine.add([Article("weir", "Weir bursts", ARTICLE.text.replace("Fourteen", "Seventeen"))])
    verified = engine.verify(replace(cited, quote=None))
    assert (verified.was, verified.text, verified.revision) == (SENTENCE, "Seventeen houses were flooded.", 1)
    assert [(d.draft, d.article) for d in verified.differences] == [("Fourteen", "Seventeen")]
    engine.add([Article("weir", "Weir bursts", "The weir above Elmsford burst. Nobody was hurt in the night.")])
    gone = engine.verify(replace(cited, quote=None))
    assert (gone.standing, gone.was, gone.text) == ("gone", SENTENCE, None)


def test_words_that_were_never_cited_are_not_told_as_such(engine: Engine, cited: Cited) -> None:
    engine.add([Article("weir", "Weir bursts", ARTICLE.text.replace("Fourteen", "Sixteen"))])
    verified = engine.verify(replace(cited, sentence_sha256="0" * 64))
    assert (verified.was, verified.revision) == (None, None)


def test_a_draft_and_speakers_are_looked_at_as_of_a_moment(engine: Engine) -> None:
    said = '"The weir was old," said Maren Holt, the minister. It burst in 2024.'
    dated = Article("dam", "Weir", said, published="2024-03-01")
    engine.add([dated])
    draft = '"The weir was old," said Maren Holt.'
    assert next(one.verdict for one in engine.check(draft, as_of="2024-03-02").findings) == "verbatim"
    assert next(one.verdict for one in engine.check(draft, as_of="2024-02-01").findings) == "absent"
    assert [one.name for one in engine.speakers(as_of="2024-03-02")[0]] == ["Maren Holt"]
    assert engine.speakers(as_of="2024-02-01")[0] == []
    with pytest.raises(InvalidFilter):
        engine.check(draft, as_of="last week")
