"""``qa ask --explain``: each stage's sentences, scores and features, and the decision."""

from __future__ import annotations

import re

from qa.confidence.estimator import ConfidenceModel
from tests.qa.cli.conftest import Shell

QUESTION = "What destroyed four warehouses at Norvik harbour?"
NOT_QUOTED = "She takes office in June."


def _words(text: str) -> str:
    return " ".join(text.split())


def test_every_stage_is_shown_with_its_scores_and_the_decision_is_the_answers(news: Shell) -> None:
    answer = news.json("ask", QUESTION)
    assert news("ask", QUESTION, "--explain") == 0
    stages = re.split(r"(?m)^(?=\d\. )", news.out)[1:]
    assert [stage.partition(" ")[0] for stage in stages] == ["1.", "2.", "3.", "4."]
    understood, _, ranked, decided = map(_words, stages)
    assert QUESTION in understood
    model = ConfidenceModel.load()
    assert all(f"{name} {weight:.2f} " in ranked for name, weight in model.weights.items())
    assert f"bias {model.bias:.2f}" in ranked
    assert answer["quotes"][0]["text"] in ranked
    assert decided.startswith(f"4. Decided: {answer['status']}")
    assert f"has confidence {answer['confidence']:.3f}; an answer needs {model.threshold:.3f}" in decided


def test_a_sentence_that_was_not_quoted_is_among_what_was_retrieved(news: Shell) -> None:
    quoted = [quote["text"] for quote in news.json("ask", QUESTION)["quotes"]]
    assert NOT_QUOTED not in quoted
    assert news("ask", QUESTION, "--explain") == 0
    retrieved = news.out[news.out.index("2. Retrieved") : news.out.index("3. Ranked")]
    (row,) = [line for line in retrieved.splitlines() if "election s1" in line]
    assert re.search(r"\d+ +-?0\.\d{3} +-?0\.\d{3} +(?:-|\d+\.\d\d) +election s1", row)


def test_what_is_explained_is_no_turn_of_a_conversation(news: Shell) -> None:
    first = news.json("ask", "Who won the election in Castellan?", "--conversation", "new")["conversation"]
    assert news("ask", "And when does she take office?", "--explain", "--conversation", first) == 0
    assert "Castellan" in _words(news.out)
    again = news.json("ask", "Who won the election in Castellan?", "--conversation", first)
    assert again["carried"] == []
