"""What became of a citation after its article was replaced or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Article
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
