"""Copies of an article bear out nothing, and what is marked in a quote begins and ends with a word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import qa.answering.quotes
from index import Article, Sentence
from qa.answering.citations import cite
from qa.answering.quotes import trimmed
from qa.records import Citation
from tests.support.newsroom import newsroom

OWN = Article(
    id="own",
    title="Pier",
    text="The pier of Norvik closed on Monday.\nA beam broke at noon.\nNobody was hurt.\nDivers will look at it.\n",
)
COPY = replace(OWN, id="copy", text="Share this page with friends.\n" + OWN.text, content_sha256="")
OTHER = Article(
    id="other", title="Ferries", text="Ferries sail again.\nThe pier of Norvik closed on Monday.\nFares rise.\n"
)


def articles_saying(folder: Path, *articles: Article) -> tuple[int, int]:
    with newsroom(folder, articles) as engine:
        answer = engine.ask("When was the pier of Norvik closed?")
        quote = next(q for q in (*answer.quotes, *answer.nearest) if "closed" in q.text)
    return quote.origins, len(quote.occurrences) + 1


def test_a_copy_is_a_place_and_no_further_origin(tmp_path: Path) -> None:
    assert articles_saying(tmp_path, OWN, COPY) == (1, 2)


def test_another_article_that_says_the_same_is_one_more_origin(tmp_path: Path) -> None:
    assert articles_saying(tmp_path, OWN, COPY, OTHER) == (2, 3)


def test_the_same_sentence_twice_in_one_article_is_one_origin(tmp_path: Path) -> None:
    assert articles_saying(tmp_path, replace(OWN, text=OWN.text + OWN.text, content_sha256="")) == (1, 2)


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("21,", "21"),
        (" in Norvik, ", "in Norvik"),
        ("“No boats", "No boats"),
        ("no boats”", "no boats"),
        ("“No boats”", "“No boats”"),
        ("the pier (closed)", "the pier (closed)"),
        ("closed)", "closed"),
        ("7 a.m.", "7 a.m."),
        (",", None),
    ],
)
def test_a_mark_has_no_comma_and_no_half_of_a_pair_at_its_edges(marked: str, left: str | None) -> None:
    text = f"Then: {marked}."
    span = trimmed(text, (6, 6 + len(marked)))
    assert (None if span is None else text[slice(*span)]) == left


def test_nothing_marked_stays_so() -> None:
    assert trimmed("Nothing.", None) is None


def test_only_what_is_shown_is_cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cited: list[str] = []

    def counted(article: Article, sentence: Sentence, *, revision: int | None = None) -> Citation:
        cited.append(sentence.text)
        return cite(article, sentence, revision=revision)

    monkeypatch.setattr(qa.answering.quotes, "cite", counted)
    with newsroom(tmp_path, [OWN, OTHER]) as engine:
        answer = engine.ask("When was the pier of Norvik closed?", limit=3)
    assert answer.status == "answered"
    assert cited == [quote.text for quote in answer.quotes]
