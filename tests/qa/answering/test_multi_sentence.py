"""Sentences that answer only together, asked of the engine: joined, marked, verbatim, and never in part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Filters
from index.loaders import load_file
from qa.answering.evidence import rank_evidence
from qa.answering.multi_sentence import Judged, join
from qa.confidence.abstention import Verdict
from qa.confidence.features import QuestionFeatures
from qa.engine import Engine
from qa.records import Answer
from qa.retrieval.hybrid import Candidate
from tests.support.newsroom import BY_COVERAGE, newsroom

LIST = Article(
    id="hall",
    title="The old town hall",
    text=(
        "The keys of the hall hang in the porter's lodge by the river.\n\n"
        "The engineer who looked at the hall found these faults:\n\n"
        "- a roof that leaks;\n- a lift that has not run since May;\n- old wires.\n\n"
        "Repairs will be dear and slow."
    ),
)
CAUSE = Article(
    id="road",
    title="Coast road",
    text=(
        "The coast road stayed closed all morning. That was because a bridge had moved in the night.\n\n"
        "The ferry stayed closed all evening.\n\nBecause of that many waited at the pier."
    ),
)
NORVIK = Article(id="norvik", title="After the gale", text="The storm in Norvik tore the roof off the school.")
SKERROW = Article(id="skerrow", title="Boats lost", text="The storm in Skerrow tore the roof off the pier.")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with newsroom(tmp_path, (LIST, CAUSE, NORVIK, SKERROW)) as opened:
        yield opened


def joined(answer: Answer) -> list[str]:
    assert answer.evidence_set == tuple(range(len(answer.evidence_set)))
    assert answer.evidence_set == () or answer.to_dict()["evidence_set"] == list(answer.evidence_set)
    assert answer.evidence_set or "evidence_set" not in answer.to_dict()
    return [answer.quotes[place].text for place in answer.evidence_set]


def test_a_list_is_quoted_with_the_line_that_announces_it_whatever_the_limit(engine: Engine) -> None:
    answer = engine.ask("Which faults found the engineer who looked at the hall?", limit=1)
    assert joined(answer) == [
        "The engineer who looked at the hall found these faults:",
        "a roof that leaks;",
        "a lift that has not run since May;",
        "old wires.",
    ]
    assert {quote.confidence for quote in answer.quotes} == {answer.confidence}
    text = engine.corpus.article("hall").text
    assert all(text[q.citation.start : q.citation.end] == q.text for q in answer.quotes)


def test_a_cause_is_quoted_behind_its_effect(engine: Engine) -> None:
    answer = engine.ask("Why stayed the coast road closed all morning?")
    assert joined(answer) == [
        "The coast road stayed closed all morning.",
        "That was because a bridge had moved in the night.",
    ]


def test_a_sentence_of_another_paragraph_is_no_cause(engine: Engine) -> None:
    answer = engine.ask("Why stayed the ferry closed all evening?")
    assert answer.quotes[0].text == "The ferry stayed closed all evening."
    assert joined(answer) == []


def test_each_name_has_its_sentence(engine: Engine) -> None:
    answer = engine.ask("Which roof tore the storm in Norvik and Skerrow?", limit=2)
    assert joined(answer) == [
        "The storm in Norvik tore the roof off the school.",
        "The storm in Skerrow tore the roof off the pier.",
    ]
    assert answer.confidence == min(quote.confidence for quote in answer.quotes[:2])


def test_what_one_name_lacks_is_not_half_answered(engine: Engine) -> None:
    answer = engine.ask("Which roof tore the storm in Norvik and Zanzibar?")
    assert joined(answer) == []


def test_what_answers_for_one_name_alone_is_related(tmp_path: Path) -> None:
    island = Article(id="island", title="Skerrow", text="Skerrow is an island with a pier.")
    with newsroom(tmp_path, (NORVIK, island)) as engine:
        one = engine.ask("Which roof tore the storm off the school in Norvik?")
        half = engine.ask("Which roof tore the storm off the school in Norvik and Skerrow?")
        assert one.quotes[0].text == half.nearest[0].text == NORVIK.text
        assert one.confidence > half.confidence > engine.models.confidence_model.threshold
    assert (half.status, half.reason, half.doubts) == ("related", "unsure", ("names_missing",))


def test_filters_hold_for_every_part(engine: Engine) -> None:
    answer = engine.ask("Which roof tore the storm in Norvik and Skerrow?", filters=Filters(article_ids=("hall",)))
    assert answer.status == "abstained"
    assert joined(answer) == []


def test_one_sentence_that_suffices_stands_alone(engine: Engine) -> None:
    assert joined(engine.ask("Where hang the keys of the hall?")) == []


def test_a_list_that_cannot_be_read_whole_is_not_told_in_part(engine: Engine) -> None:
    question = "Which faults found the engineer who looked at the hall?"
    with engine.corpus.view() as view:
        lead = next(s for s in view.sentences("hall") if s.text.endswith(":"))
        asked = QuestionFeatures.of(question, {}, sentences=1)
        candidates = [Candidate(lead, 0.9, None, 0.9)]
        evidence = rank_evidence(view, asked, candidates=candidates, model=BY_COVERAGE)
        judged = Judged(evidence, Verdict("answered", 1))
        assert join(view, question, judged=judged, threshold=0.5, read=lambda *_: []) is judged


SECTIONS = Article(
    id="sections",
    title="Storm on the coast",
    text=(
        "The storm came ashore at night and was over by noon.\n"
        "What happened in Norvik?\n"
        "Waves broke the old pier.\n"
        "Two boats sank beside it.\n"
        "Is the road open?\n"
        "The coast road stays closed until Friday.\n"
    ),
)


@pytest.mark.parametrize("question", ["What happened in Norvik?", "what happened in norvik"])
def test_a_section_is_quoted_that_stands_under_a_heading_which_asks_the_question(tmp_path: Path, question: str) -> None:
    with newsroom(tmp_path, (SECTIONS,)) as engine:
        answer = engine.ask(question, limit=1)
    assert joined(answer) == ["Waves broke the old pier.", "Two boats sank beside it."]
    assert answer.status == "answered"


LIVE = b"""# Storm live

## 11:42 Ferry turned back

The boat to Sund is in harbour again with all aboard.

## 10:15 Schools

All classes are off today. Exams follow on Friday.

## Who is hurt?

Nobody, the police think.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is the road open?", ["The coast road stays closed until Friday."]),
        ("Who is hurt in the storm?", ["Nobody, the police think."]),
        ("What happened at 11:42?", ["The boat to Sund is in harbour again with all aboard."]),
        ("What happened in the storm at 11.42?", ["The boat to Sund is in harbour again with all aboard."]),
        ("What happened at 10:15?", ["All classes are off today.", "Exams follow on Friday."]),
    ],
)
def test_a_section_answers_by_its_heading_alone(tmp_path: Path, question: str, told: list[str]) -> None:
    (tmp_path / "live.md").write_bytes(LIVE)
    with newsroom(tmp_path / "corpus", (SECTIONS, *load_file(tmp_path / "live.md"))) as engine:
        answer = engine.ask(question, limit=1)
    assert (answer.status, [quote.text for quote in answer.quotes]) == ("answered", told)


def test_a_section_is_quoted_only_where_it_is_as_sure_as_was_asked_for(tmp_path: Path) -> None:
    with newsroom(tmp_path, (SECTIONS,)) as engine:
        answer = engine.ask("What happened in Norvik?", max_error=0.001)
    assert (answer.status, answer.quotes, joined(answer)) == ("related", (), [])


def test_a_section_is_not_quoted_for_another_question(tmp_path: Path) -> None:
    with newsroom(tmp_path, (SECTIONS,)) as engine:
        assert joined(engine.ask("What happened in Norvik to the two boats?")) == []


def test_a_statement_about_several_names_is_no_question(engine: Engine) -> None:
    answer = engine.ask("The storm in Norvik and Skerrow tore the roof.")
    assert (answer.reason, joined(answer)) == ("not_a_question", [])


def test_one_sentence_that_is_surer_of_the_whole_goes_before_several(tmp_path: Path) -> None:
    pair = Article(id="pair", title="Gale", text="The gale in Norvik tore roof, net and pier, and sank ferries.")
    other = Article(id="other", title="Losses", text="The gale in Skerrow tore roof and net, and sank.")
    with newsroom(tmp_path, (pair, other)) as engine:
        answer = engine.ask("Which roof, net, pier and ferries tore or sank the gale in Norvik and Skerrow?")
        assert answer.quotes[0].citation.article_id == "pair"
        assert joined(answer) == []


HARBOUR = Article(
    id="harbour",
    title="Harbour",
    text=(
        "The lighthouse opened in 1871.\n\nGulls nest there.\n\nFog is common.\n\n"
        "A keeper named Ola Brun painted its door."
    ),
)


def test_each_of_several_questions_has_its_sentence(tmp_path: Path) -> None:
    with newsroom(tmp_path, (HARBOUR, CAUSE)) as engine:
        answer = engine.ask("When was the lighthouse opened and which keeper painted the door?", limit=1)
    assert (answer.status, answer.notices) == ("answered", ())
    assert joined(answer) == ["The lighthouse opened in 1871.", "A keeper named Ola Brun painted its door."]
    assert answer.confidence == min(quote.confidence for quote in answer.quotes)


def test_what_answers_one_of_several_questions_is_related_and_the_other_is_named(tmp_path: Path) -> None:
    with newsroom(tmp_path, (HARBOUR, LIST, CAUSE, NORVIK)) as engine:
        answer = engine.ask("What opened in 1871 and which keeper closed the school for its old wires?", limit=1)
    assert (answer.status, answer.reason, answer.quotes) == ("related", "unsure", ())
    assert [quote.text for quote in answer.nearest] == ["The lighthouse opened in 1871."]
    assert "no sentence is sure enough to answer “which keeper closed the school for its old wires?”" in answer.notices
    assert answer.confidence < answer.nearest[0].confidence


def test_several_questions_are_answered_by_one_article_where_one_answers_all(tmp_path: Path) -> None:
    other = Article(id="other", title="Storm", text="Seven sailors drowned.")
    barns = "A spark lit the dry loft.\n\nGulls nest there.\n\nFog is common.\n\nSix sailors drowned."
    with newsroom(tmp_path, (other, Article(id="barns", title="Barns", text=barns))) as engine:
        answer = engine.ask("What lit the dry loft and how many sailors drowned?", limit=1)
    assert joined(answer) == ["A spark lit the dry loft.", "Six sailors drowned."]


def test_what_a_reprint_says_too_is_of_the_article_that_answers_the_rest(tmp_path: Path) -> None:
    toll = "Nine sailors drowned off the cape in the night."
    barns = f"{toll}\n\nGulls nest there.\n\nFog is common.\n\nA spark lit the dry loft.\n\nNo sailors came."
    reprint = Article(id="a", title="Nine sailors drowned", text=toll)
    with newsroom(tmp_path, (reprint, Article(id="barns", title="Barns", text=barns))) as engine:
        answer = engine.ask("What lit the dry loft and how many sailors drowned off the cape?", limit=1)
    assert joined(answer) == ["A spark lit the dry loft.", toll]
