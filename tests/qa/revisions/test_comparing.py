"""What became of a sentence when its article was replaced, and a question asked of the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Article, Filters
from index.errors import UnknownRevision
from qa.client.wire_answers import answer_of
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder

SENTENCE = "Fourteen houses were flooded."
FIRST = Article(
    "weir", "Weir bursts", f"The weir above Elmsford burst. {SENTENCE} Nobody was hurt.", published="2024-03-01"
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.open(
        tmp_path / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as opened:
        opened.add([FIRST])
        yield opened


@pytest.mark.parametrize(
    ("text", "status", "now"),
    [
        (FIRST.text + " The mayor came at noon.", "unchanged", SENTENCE),
        ("Rain fell for days. " + FIRST.text, "moved", SENTENCE),
        (f"{SENTENCE} The weir above Elmsford burst. Nobody was hurt.", "moved", SENTENCE),
        (FIRST.text.replace("Fourteen houses", "Forty houses"), "edited", "Forty houses were flooded."),
        (FIRST.text.replace(f" {SENTENCE}", ""), "removed", None),
    ],
)
def test_a_citation_from_the_past_says_what_became_of_it(
    engine: Engine, text: str, status: str, now: str | None
) -> None:
    engine.add([replace(FIRST, text=text, updated="2024-03-05", content_sha256="")])
    answer = engine.ask("houses flooded", filters=Filters(as_of="2024-03-02"))
    quote = next(q for q in (*answer.quotes, *answer.nearest) if q.text == SENTENCE)
    since = quote.citation.changed_since
    assert since is not None
    assert (since.status, since.revision, since.text) == (status, 2, now)
    assert quote.citation.revision == 1
    assert quote.citation.permalink == "/articles/weir?revision=1#s1"
    if since.text is not None:
        assert engine.corpus.article("weir").text[since.start : since.end] == since.text
    assert answer_of(answer.to_dict()) == answer


def test_a_citation_of_today_has_not_changed(engine: Engine) -> None:
    engine.add([replace(FIRST, text=FIRST.text + " More.", content_sha256="")])
    answer = engine.ask("houses flooded")
    assert answer.quotes or answer.nearest
    for quote in (*answer.quotes, *answer.nearest):
        assert quote.citation.changed_since is None
        assert quote.citation.revision == 2


def test_what_was_not_known_then_is_said_to_be_so(engine: Engine) -> None:
    before = engine.ask("houses flooded", filters=Filters(as_of="2020-01-01"))
    assert (before.status, before.reason) == ("abstained", "outside_filters")
    assert before.notices == ("nothing was known on 2020-01-01",)
    later = engine.ask("houses flooded", filters=Filters(as_of="9000-01-01"))
    assert "9000-01-01 is still to come: this is what is known now" in later.notices


def test_revisions_are_compared_sentence_by_sentence(engine: Engine) -> None:
    text = "The weir above Elmsford burst at dawn. Nobody was hurt. The mayor came."
    engine.add([replace(FIRST, text=text, title="Weir bursts at dawn", content_sha256="")])
    diff = engine.diff("weir")
    assert (diff.from_revision, diff.to_revision, diff.unchanged) == (1, 2, 1)
    assert diff.fields == {"title": ("Weir bursts", "Weir bursts at dawn")}
    assert [one.change for one in diff.changes] == ["edited", "added", "removed"]
    for one in diff.changes:
        assert one.before is None or FIRST.text[one.before.start : one.before.end] == one.before.text
        assert one.after is None or text[one.after.start : one.after.end] == one.after.text


def test_the_only_revision_has_nothing_to_be_compared_with(engine: Engine) -> None:
    with pytest.raises(UnknownRevision, match="nothing to compare"):
        engine.diff("weir")
