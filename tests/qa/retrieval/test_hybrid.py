"""Retrieval finds by meaning and by words, follows headings and highlights, and returns only what may answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Corpus, Filters
from index.encoders.base import DEFAULT_MODEL, traits
from index.view import View
from qa.retrieval.hybrid import ANSWERING, Candidate, retrieve
from tests.support.doubles import HashEncoder
from tests.support.newsroom import newsroom


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    with newsroom(tmp_path) as engine, engine.corpus.view() as opened:
        yield opened


def found(view: View, question: str, **options: object) -> list[Candidate]:
    vector = HashEncoder(256).encode_question(question)
    return retrieve(view, question, vector=vector, **options)  # type: ignore[arg-type]


def test_only_roles_that_may_answer_are_returned_best_first(view: View) -> None:
    results = found(view, "What happened to villagers and passengers in Torvald?")
    with_roles = {sentence.role for article in ("raids", "market", "wire") for sentence in view.sentences(article)}
    assert with_roles - ANSWERING == {
        "highlight",
        "heading",
        "question_heading",
        "boilerplate",
    }
    assert len(results) == 10
    assert {f.sentence.role for f in results} <= ANSWERING
    assert results == sorted(results, key=lambda f: (-f.fused, f.sentence.number))


def test_what_only_the_words_found_is_given_its_cosine(view: View) -> None:
    results = found(view, "harbour master crowns", pool=1)
    assert results[0].sentence.text.startswith("Repairs cost nine million crowns")
    assert (results[0].lexical or 0) > 0
    assert results[0].dense == pytest.approx(0.432, abs=0.001)  # the double is a function of the words alone


def test_a_section_joins_though_no_word_of_it_was_asked(view: View) -> None:
    texts = [f.sentence.text for f in found(view, "What happened in Torvald?", pool=2)]
    assert "The road stayed closed until evening." in texts


def test_a_far_heading_lifts_nothing(view: View) -> None:
    near, far = found(view, "What happened in Torvald?"), found(view, "Who paid for repairs?")
    of_the_section = [
        [f for f in results if f.sentence.section == "What happened in Torvald?"] for results in (near, far)
    ]
    assert [len(section) for section in of_the_section] == [3, 3]
    assert all(f.fused > f.dense + 0.1 for f in of_the_section[0])
    assert all(f.fused == pytest.approx(f.dense) for f in of_the_section[1])


def test_filters_hold_for_all_that_is_found(view: View) -> None:
    results = found(view, "villagers raiders Torvald", filters=Filters(article_ids=("market",)))
    assert {f.sentence.article_id for f in results} == {"market"}


def test_a_highlight_hands_its_score_to_the_sentence_that_bears_it_out(view: View) -> None:
    results = found(view, "Villagers have suffered greatly from raiders, says Holt.")
    best = results[0]
    assert [s.role for s in best.summaries] == ["highlight"]
    assert best.fused > best.dense + 0.1


@pytest.mark.parametrize(("away", "is_borne_out"), [(900, True), (1_100, False)])
def test_what_bears_a_highlight_out_is_looked_for_in_its_report_and_not_in_a_book(
    tmp_path: Path, away: int, is_borne_out: bool
) -> None:
    """A book would otherwise be read whole for each of its highlights at every question."""
    filler = "".join(f"Chapter {number} tells of quiet days at sea.\n" for number in range(away))
    text = f"- Villagers have suffered greatly from raiders, says Holt.\n{filler}"
    text += "Villagers have suffered greatly from the raiders, Holt said.\n"
    with newsroom(tmp_path, [Article("book", "A year at sea", text)]) as engine, engine.corpus.view() as view:
        results = found(view, "Have villagers suffered greatly from raiders?")
        assert any(f.summaries for f in results) is is_borne_out


def test_cosines_are_on_the_scale_that_all_encoders_share(tmp_path: Path) -> None:
    encoder = HashEncoder(256, name=f"{DEFAULT_MODEL}:int8")
    with Corpus.open(tmp_path / "corpus", encoder=encoder, create=True) as corpus:
        corpus.add([Article("bay", "", "Ships left the bay at dawn. Nobody in the town saw them go.")])
        with corpus.view() as opened:
            vector = encoder.encode_question("Ships left the bay at dawn.")
            first, second = retrieve(opened, "bay", vector=vector)
            cosines = {hit.number: hit.score for hit in opened.dense(vector, 2)}
            ranked_only_by_words = retrieve(opened, "town", vector=vector, pool=1)
    assert first.dense == pytest.approx(1, abs=1e-3)
    unrelated = traits(encoder.name).unrelated
    expected = (cosines[second.sentence.number] - unrelated) / (1 - unrelated)
    assert second.dense == pytest.approx(expected, abs=1e-3)
    assert {f.sentence.number: f.dense for f in ranked_only_by_words}[second.sentence.number] == pytest.approx(
        expected, abs=1e-3
    )
