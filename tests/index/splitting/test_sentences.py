"""What must hold for the sentences of any text, and how well they are found on gold data."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.splitting.boundaries import LONGEST
from index.splitting.sentences import split
from scripts.bench import splitting

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation sets are not beside the repository")

# Characters that mean something to the rules come often; all others sometimes.
MEANINGFUL = st.sampled_from(
    [*".!?…:;,\"'“”‘’«»()[]-–—•*。？؟\n\r\t \u00a0\u2028\u0301\u200d", "A", "b", "1", "Mr", "U.S"]
)
TEXTS = st.lists(MEANINGFUL | st.characters(exclude_categories=["Cs"]), max_size=200).map("".join)


@given(TEXTS)
@example("\u0301\u0301. \u0301A")
@example("- \n- a\n—\n“")
@settings(max_examples=400)
def test_sentences_of_any_text_are_ordered_disjoint_trimmed_and_hold_a_letter_or_digit(text: str) -> None:
    end = 0
    for span in split(text):
        sentence = text[span.start : span.end]
        assert span.start >= end
        assert sentence == sentence.strip()
        assert any(map(str.isalnum, sentence))
        assert len(sentence) <= LONGEST
        end = span.end


@given(TEXTS)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    kept = "".join(text[span.start : span.end] for span in split(text))
    assert list(filter(str.isalnum, kept)) == list(filter(str.isalnum, text))


@given(TEXTS, TEXTS)
def test_splitting_is_a_function_of_the_text(text: str, title: str) -> None:
    assert split(text, title=title) == split(text, title=title)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        "A. ",
        ".",
        "…",
        "\u0301",
        "( ",
        "a@a.",
        '." ',
        "“a",
        "‘a ",
        "- a\n",
        "a\n",
        "Aa.Bb ",
        "[1]",
        ". . ",
        "。",
    ],
)
def test_time_grows_with_the_length_of_hostile_text_and_not_with_its_square(unit: str) -> None:
    def spent(length: int) -> float:
        text = (unit * length)[:length]
        best = 1e9
        for _ in range(3):
            began = time.process_time()
            split(text)
            best = min(best, time.process_time() - began)
        return best

    # Ten times the text; its square would be a hundred times the work. The floor keeps out what is too quick to tell.
    assert spent(50_000) <= 40 * max(spent(5_000), 0.001)


def test_a_quote_over_two_sentences_is_two_sentences() -> None:
    text = "He said: “We wait. We hope for the best.” She left."
    assert [(span.role, text[span.start : span.end]) for span in split(text)] == [
        ("body", "He said: “We wait."),
        ("quote", "We hope for the best.”"),
        ("body", "She left."),
    ]


def test_a_hard_wrapped_paragraph_gives_whole_sentences() -> None:
    text = (
        "The provincial government closed the valley road on Tuesday after the\n"
        "bridge at Kalat gave way under a lorry. Officials said that it would\n"
        "take at least three weeks to build another.\n"
    )
    assert [text[span.start : span.end].count("\n") for span in split(text)] == [1, 1]


@needs_data
def test_the_customers_article_has_the_roles_a_reader_sees() -> None:
    text = (DATA / "customer" / "article.txt").read_text(encoding="utf-8")
    spans = split(text)
    found = {role: [text[s.start : s.end] for s in spans if s.role == role] for role in ("highlight", "heading")}
    assert [span.role for span in spans[:4]] == ["highlight"] * 3 + ["body"]
    assert found["heading"] == ["Pentagon condemns Balochistan attacks"]
    assert [text[s.start : s.end] for s in spans if s.role == "question_heading"] == ["What happened in Balochistan?"]
    assert text[spans[3].start :].startswith("WASHINGTON: ")
    assert {s.section for s in spans[-4:]} == {"What happened in Balochistan?"}
    assert not [s for s in spans if text[s.start : s.end].endswith(":")]


@needs_data
def test_sentence_ends_are_found_as_well_as_was_measured() -> None:
    def ours(text: str) -> list[str]:
        return [text[span.start : span.end] for span in split(text)]

    rules = splitting.golden(DATA / "pysbd_golden" / "english_golden_rules.json")
    documents = list(splitting.treebank(DATA / "ud_ewt" / "en_ewt-ud-dev.conllu", "all"))
    assert splitting.golden_score(ours, rules, verbose=False) >= 40
    assert splitting.boundary_f1(ours, documents, paragraphs=True, verbose=False) >= 0.91
    assert splitting.boundary_f1(ours, documents, paragraphs=False, verbose=False) >= 0.82
