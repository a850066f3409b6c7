"""The result is one value that can be written as JSON, and is the same each time."""

from __future__ import annotations

import json
from pathlib import Path

from qa.engine import Engine
from qa.evaluation.question_set import gathered
from qa.evaluation.result import Evaluation, evaluate

ROWS = [
    {"question": "When did the fish market at Port Ostrin reopen?", "expected": "reopened after two years"},
    {"question": "How many crowns did repairs cost?", "expected": "two years of repairs"},
    {"question": "How long did the council visit reporters?", "article_id": "raids", "quote": "The road stayed closed"},
    {"question": "What did envoys say?", "expected": "until evening"},
    {"question": "What is the capital of Zanzibar?", "expected": None},
    {"question": "When did the fish market reopen?", "expected": None},
    {
        "question": "Where did the fish market reopen?",
        "right": False,
        "status": "answered",
        "article_id": "market",
        "quote": "The fish market at Port Ostrin reopened after two years of repairs.",
    },
    {"question": "Who?", "right": False, "status": "abstained"},
    {"question": "Who spoke?", "expected": "nowhere to be found"},
    {"question": "Who spoke?"},
]


def evaluated(engine: Engine) -> Evaluation:
    asked = gathered([json.dumps(row).encode() for row in ROWS], most_chars=2000)
    return evaluate(engine, asked, file=Path("some/set.jsonl"))


def test_the_result_holds_what_was_measured_and_what_was_left_out(engine: Engine) -> None:
    told = json.loads(json.dumps(evaluated(engine).to_dict(), allow_nan=False))
    assert (told["object"], told["file"], told["generation"]) == ("qa.evaluation", "set.jsonl", 1)
    assert told["models"] == {"encoder": "hash"}
    assert told["threshold"] == 0.5
    assert told["questions"] == {"answerable": 4, "unanswerable": 2, "known_wrong": 1}
    assert [bad["line"] for bad in told["bad_lines"]] == [9, 10]
    assert told["lines_aside"] == [8]
    assert set(told["rankings"]) == {"full", "fused", "BM25", "dense"}
    assert told["measures"]["precision_at_1"] == {"value": 0.25, "low": 0.006309, "high": 0.80588, "questions": 4}
    assert told["rankings"]["full"]["precision_at_1"] == told["measures"]["precision_at_1"]
    assert told["risk_coverage"][-1]["coverage"] == 1.0


def test_misses_tell_what_was_expected_and_what_stood_first(engine: Engine) -> None:
    misses = {miss["question"]: miss for miss in evaluated(engine).to_dict()["misses"]}
    lower = misses["How many crowns did repairs cost?"]
    assert (lower["why"], lower["rank"], lower["status"]) == ("ranked lower", 2, "answered")
    assert lower["expected"] == [{"text": "two years of repairs", "article_id": None}]
    assert lower["first"]["text"].startswith("Repairs cost nine million crowns")
    article = engine.corpus.article(lower["first"]["article_id"])
    assert article.text[lower["first"]["start"] : lower["first"]["end"]] == lower["first"]["text"]
    assert misses["When did the fish market reopen?"]["why"] == "answered though unanswerable"
    assert misses["Where did the fish market reopen?"]["why"] == "quoted though marked wrong"
    assert misses["Where did the fish market reopen?"]["marked_wrong"][0]["article_id"] == "market"
    assert "What is the capital of Zanzibar?" not in misses


def test_the_same_set_over_the_same_corpus_gives_the_same_result(engine: Engine) -> None:
    one, other = evaluated(engine).to_dict(), evaluated(engine).to_dict()
    assert one == other
