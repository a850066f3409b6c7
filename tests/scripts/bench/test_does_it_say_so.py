"""The yardstick: its data hold together, and its rules tell right from wrong."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.bench.does_it_say_so.compare import result
from scripts.bench.does_it_say_so.protocol import Quote, Reply, articles, questions, sentences
from scripts.bench.does_it_say_so.run import measured, system
from scripts.bench.does_it_say_so.score import is_right, risk_coverage, scored

TEXTS = {row["id"]: row["text"] for row in articles()}
QUESTIONS = questions()


class Perfect:
    """Gives the first accepted sentence's words of every question, or nothing."""

    def __init__(self, folder: Path, model: str) -> None:
        self.accepted = {row["question"]: row["accept"] for row in QUESTIONS}

    def add(self, articles: list[dict[str, str]]) -> None:
        self.texts = {row["id"]: row["text"] for row in articles}

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        quotes = []
        for accept in self.accepted[question][:1]:
            start = self.texts[accept["article_id"]].index(accept["sentence"])
            end = start + len(accept["sentence"])
            quotes.append(Quote(accept["article_id"], accept["sentence"], start, end))
        return Reply(bool(quotes), float(bool(quotes)), quotes)


def replied(**changes: Any) -> dict[str, Any]:
    """Return a reply to the first question that is right, with changes to its quote."""
    accept = QUESTIONS[0]["accept"][0]
    start = TEXTS[accept["article_id"]].index(accept["sentence"])
    quote = {"article_id": accept["article_id"], "text": accept["sentence"], "start": start}
    quote["end"] = start + len(accept["sentence"])
    return {"answered": True, "score": 1.0, "quotes": [quote | changes]}


def test_every_accepted_sentence_stands_once_in_its_article() -> None:
    for row in QUESTIONS:
        for accept in row["accept"]:
            assert TEXTS[accept["article_id"]].count(accept["sentence"]) == 1, row["id"]


def test_questions_have_ids_of_their_own_and_every_trap_has_some() -> None:
    assert len({row["id"] for row in QUESTIONS}) == len(QUESTIONS) == 130
    assert min(Counter(row["trap"] for row in QUESTIONS).values()) >= 6


def test_whoever_knows_all_gets_all() -> None:
    run = measured(Perfect(Path(), ""))
    score = scored(QUESTIONS, [run, run], TEXTS)
    assert (score["right"], score["false"], score["aurc"]) == (1, 0, 0)
    assert (score["verbatim"], score["offsets"], score["same_again"]) == (1, 1, 1)
    assert all(well == count for well, count in score["traps"].values())


def test_what_is_kept_names_the_commit_and_the_machine() -> None:
    run = measured(Perfect(Path(), ""))
    kept = result({"perfect": scored(QUESTIONS, [run], TEXTS)}, {"perfect": [run]})
    assert re.fullmatch(r"[0-9a-f]{7,}", kept["commit"])
    assert re.search(r"\d+ cores, load \d", kept["machine"])
    assert kept["questions"] == len(kept["replies"]["perfect"]) == 130


def test_an_answer_far_down_a_long_quote_is_not_given() -> None:
    accept = QUESTIONS[0]["accept"][0]
    text = TEXTS[accept["article_id"]]
    assert text.index(accept["sentence"]) > 300
    assert is_right(QUESTIONS[0], replied(), TEXTS)
    assert not is_right(QUESTIONS[0], replied(text=text, start=0, end=len(text)), TEXTS)


def test_the_same_words_of_another_article_are_wrong_and_so_is_nothing() -> None:
    assert not is_right(QUESTIONS[0], replied(article_id="oster-ford-barrier"), TEXTS)
    assert not is_right(QUESTIONS[0], {"answered": True, "score": 1.0, "quotes": []}, TEXTS)


def test_a_quote_without_offsets_is_sought_in_its_article() -> None:
    assert is_right(QUESTIONS[0], replied(start=None, end=None), TEXTS)
    assert not is_right(QUESTIONS[0], replied(text="It was built.", start=None, end=None), TEXTS)


def test_a_reprint_quoted_twice_is_wrong() -> None:
    row = next(row for row in QUESTIONS if row["trap"] == "reprint")
    quotes = [{"article_id": a["article_id"], "text": a["sentence"], "start": None, "end": None} for a in row["accept"]]
    assert is_right(row, {"answered": True, "score": 1.0, "quotes": quotes[:1]}, TEXTS)
    assert not is_right(row, {"answered": True, "score": 1.0, "quotes": quotes[:2]}, TEXTS)


def test_risk_and_coverage_by_hand() -> None:
    cases = [(0.9, True), (0.5, False), (0.5, True), (0.1, False)]
    assert risk_coverage(cases) == [(1, 0.0), (3, 1 / 3), (4, 0.5)]


@given(st.text(alphabet='aA .!?\n"”', max_size=60))
def test_sentences_cover_all_but_white_space_in_order(text: str) -> None:
    spans = sentences(text)
    assert [place for start, end in spans for place in range(start, end)] == sorted(
        {place for start, end in spans for place in range(start, end)}
    )
    uncovered = set(range(len(text))) - {place for start, end in spans for place in range(start, end)}
    assert all(text[place].isspace() for place in uncovered)


def test_an_adapter_of_ones_own_is_run_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("class System:\n    name = 'mine'\n")
    assert system(str(file)).name == "mine"
    with pytest.raises(FileNotFoundError):
        system(str(tmp_path / "none.py"))


def test_the_licence_names_both_files() -> None:
    folder = Path(__file__).parents[3] / "scripts" / "bench" / "does_it_say_so"
    licence = (folder / "LICENCE").read_text(encoding="utf-8")
    assert "articles.jsonl and questions.jsonl" in licence
    assert "CC0" in licence
    assert all(json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
