"""The report shows every measure and every miss, needs no network or script, and takes no text for markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index import Article
from qa.engine import Engine
from qa.evaluation.question_set import gathered
from qa.evaluation.report.html import render
from qa.evaluation.result import Evaluation, evaluate
from tests.qa.evaluation.test_result import evaluated
from tests.qa.rendering.test_markup import Seen
from tests.support.newsroom import newsroom

PAYLOADS: list[str] = json.loads((Path(__file__).parents[3] / "data" / "hostile.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """A set with every kind of line and of miss."""
    with newsroom(tmp_path_factory.mktemp("report")) as engine:
        return evaluated(engine)


class Balanced(HTMLParser):
    """Fails where elements are not closed in the order in which they were opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closed at once."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_measure_miss_and_left_out_line_is_shown(evaluation: Evaluation) -> None:
    page = render(evaluation)
    Balanced(page)
    text = Seen(page).text
    for said in ("P@1", "MRR@10", "AUROC", "calibration error", "BM25", "dense", "0.250", "3 lines left out"):
        assert said in text
    for miss in evaluation.misses:
        assert miss.outcome.labelled.question in text
    for said in (
        "Ranked lower",
        "ranked 2",
        "Quoted though marked wrong",
        "Nothing: the articles do not say.",
        "line 9",
    ):
        assert said in text
    assert "The fish market at Port Ostrin reopened after two years of repairs." in text
    assert text.index("line 8") < text.index("line 9") < text.index("line 10")
    assert page.count("<svg") == 2


def test_its_policy_allows_its_own_style_and_nothing_else(evaluation: Evaluation) -> None:
    page = render(evaluation)
    policy = Seen(page).elements[3][1]["content"]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"<script|style=|\son\w+=|src=|http:|https:|url\(|@import", page)


def test_the_same_evaluation_gives_the_same_report(engine: Engine, evaluation: Evaluation) -> None:
    assert render(replace(evaluated(engine), corpus=evaluation.corpus)) == render(evaluation)


def test_a_set_that_went_well_says_so_and_one_without_answers_too(engine: Engine) -> None:
    row = {"question": "When did the fish market at Port Ostrin reopen?", "expected": "reopened after two years"}
    asked = gathered([json.dumps(row).encode()], most_chars=2000)
    page = Seen(render(evaluate(engine, asked, file=Path("one.jsonl")))).text
    assert "None: every question went as it should." in page
    assert "100 % answered, 0 % of that wrong" in page
    assert "left out" not in page
    row = {"question": "What is the capital of Zanzibar?", "expected": None}
    asked = gathered([json.dumps(row).encode()], most_chars=2000)
    assert "Nothing is answered now." in Seen(render(evaluate(engine, asked, file=Path("one.jsonl")))).text


def test_a_miss_without_anything_found_says_so(tmp_path: Path) -> None:
    row = {"question": "Who won?", "expected": "Subscribe to our newsletter"}
    asked = gathered([json.dumps(row).encode()], most_chars=2000)
    with newsroom(tmp_path, [Article("f", "", "Subscribe to our newsletter\n")]) as engine:
        text = Seen(render(evaluate(engine, asked, file=Path("one.jsonl")))).text
    assert "Nothing was found." in text
    assert "not among the sentences found" in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_questions_labels_and_articles_are_text(evaluation: Evaluation, payload: str) -> None:
    """Put into every text that the report shows, an attack adds no element and no attribute to it."""
    miss = next(miss for miss in evaluation.misses if miss.why == "ranked lower")
    plain, label = miss.outcome.labelled, miss.outcome.labelled.right[0]
    quote = miss.outcome.answer.quotes[0]

    def report(text: str) -> str:
        citation = replace(quote.citation, title=text, article_id=text)
        answer = replace(miss.outcome.answer, quotes=(replace(quote, text=text, citation=citation),))
        labelled = replace(plain, question=text, right=(replace(label, text=text, article_id=text),))
        changed = replace(miss, outcome=replace(miss.outcome, labelled=labelled, answer=answer, sentence=text + "x"))
        bad = tuple(replace(one, reason=text) for one in evaluation.bad)
        whole = replace(evaluation, misses=(changed,), bad=bad, file=text, corpus=text, models={"encoder": text})
        return render(whole)

    attacked, harmless = Seen(report(payload)), Seen(report("harmless"))
    assert attacked.elements == harmless.elements
    Balanced(report(payload))
