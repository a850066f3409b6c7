"""A file of labelled questions is read line by line: bad lines are named, the good ones go on, and lines about one
question come together."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Sentence
from qa.errors import EvaluationError
from qa.evaluation.question_set import Label, Labelled, QuestionSet, gathered, holds, read

CHARS = 2000


def of(*rows: object) -> QuestionSet:
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return gathered(lines, most_chars=CHARS)


def only(*rows: object) -> Labelled:
    found = of(*rows)
    assert found.bad == ()
    (one,) = found.questions
    return one


def sentence(text: str, article_id: str = "a") -> Sentence:
    return Sentence(1, article_id, 0, 0, len(text), "body", "", text)


def feedback(*, right: bool, quote: str | None = "Nine boats sank.", **changes: object) -> dict[str, object]:
    row = {"question": "How many sank?", "understood_as": "How many boats sank?", "right": right, "article_id": "storm"}
    row |= {"quote": quote, "start": 0, "end": 16, "confidence": 0.7, "status": "answered", "generation": 3}
    return row | {"created": 1767225600} | changes


def test_each_form_of_a_line_is_understood() -> None:
    found = of(
        {"question": "How many boats sank?", "expected": "nine boats"},
        {"question": "Who was hurt?", "expected": ["Nobody", "No one"]},
        {"question": "When did it strike?", "article_id": "storm", "quote": "It hit Norvik on Monday."},
        {"question": "Who paid?", "expected": None},
        {"question": "Who spoke?", "expected": "Ann", "article_id": "storm"},
    )
    assert found.bad == ()
    assert found.questions == (
        Labelled("How many boats sank?", (1,), (Label("nine boats"),), (), True),
        Labelled("Who was hurt?", (2,), (Label("Nobody"), Label("No one")), (), True),
        Labelled("When did it strike?", (3,), (Label("It hit Norvik on Monday.", "storm"),), (), True),
        Labelled("Who paid?", (4,), (), (), False),
        Labelled("Who spoke?", (5,), (Label("Ann", "storm"),), (), True),
    )
    assert found.questions[2].right[0].line == 3


def test_feedback_is_about_the_question_as_understood() -> None:
    assert only(feedback(right=True)) == Labelled(
        "How many boats sank?", (1,), (Label("Nine boats sank.", "storm"),), (), True
    )


def test_a_thumb_down_says_what_is_wrong_and_not_what_is_right() -> None:
    assert only(feedback(right=False)) == Labelled(
        "How many boats sank?", (1,), (), (Label("Nine boats sank.", "storm"),), None
    )


def test_an_abstention_called_right_says_that_nothing_answers_and_one_called_wrong_says_nothing() -> None:
    assert only(feedback(right=True, quote=None, article_id=None, status="abstained")).answerable is False
    found = of(feedback(right=False, quote=None, article_id=None, status="abstained"))
    assert (found.questions, found.bad, found.aside) == ((), (), (1,))


def test_lines_about_one_question_come_together() -> None:
    one = only(
        {"question": "How many boats sank?", "expected": "nine"},
        feedback(right=False, quote="A storm hit Norvik."),
        {"question": " how many  BOATS sank? ", "expected": "9 boats"},
    )
    assert one.question == "How many boats sank?"
    assert one.lines == (1, 2, 3)
    assert one.right == (Label("nine"), Label("9 boats"))
    assert one.wrong == (Label("A storm hit Norvik.", "storm"),)


def test_later_feedback_takes_back_what_was_said_before() -> None:
    assert only(feedback(right=True), feedback(right=False)).right == ()
    assert only(feedback(right=False), feedback(right=True)).wrong == ()
    gone = feedback(right=True, quote=None, article_id=None, status="abstained")
    assert only(feedback(right=True), gone).answerable is False
    assert only(gone, feedback(right=True)).answerable is True
    assert only(gone, feedback(right=False)).answerable is False


@pytest.mark.parametrize("first", [0, 1])
def test_a_person_who_contradicts_themselves_is_told_where(first: int) -> None:
    rows = [{"question": "Who?", "expected": None}, {"question": "Who?", "expected": "Ann"}]
    found = of(rows[first], rows[1 - first])
    assert len(found.questions) == 1
    assert [bad.line for bad in found.bad] == [2]
    assert "line 1" in found.bad[0].reason


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "no object"),
        ({}, "no question"),
        ({"question": ""}, "empty"),
        ({"question": 7, "expected": "x"}, "give it as text"),
        ({"question": "x" * (CHARS + 1), "expected": "x"}, "may have 2000"),
        ({"question": "a\0", "expected": "x"}, "NUL"),
        ({"question": "Who?"}, "neither expected"),
        ({"question": "Who?", "expected": []}, "empty list"),
        ({"question": "Who?", "expected": 7}, "expected is 7"),
        ({"question": "Who?", "expected": ["Ann", None]}, "expected is null"),
        ({"question": "Who?", "expected": " - "}, "holds no word"),
        ({"question": "Who?", "expected": "\ud800x"}, "surrogate"),
        ({"question": "Who?", "expected": "Ann", "quote": "Ann"}, "both"),
        ({"question": "Who?", "quote": "Ann"}, "article_id is null"),
        ({"question": "Who?", "quote": "Ann", "article_id": " "}, "article_id is empty"),
        ({"question": "Who?", "article_id": "a"}, "neither expected"),
        (feedback(right=True, status="maybe"), "'maybe'"),
        (feedback(right=True, quote=None), "quote is null"),
        (feedback(right=True) | {"right": "yes"}, "'yes'"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_good_ones_go_on(line: object, said: str) -> None:
    found = of({"question": "Who rang?", "expected": "Ann"}, b"  ", line, {"question": "Who left?", "expected": "Bo"})
    assert [one.question for one in found.questions] == ["Who rang?", "Who left?"]
    assert [bad.line for bad in found.bad] == [3]
    assert said in found.bad[0].reason


def test_a_file_is_read_with_its_digest_also_with_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"question": "Who?", "expected": "Ann"}\r\n\r\n{"question": "When?", "expected": null}'
    (tmp_path / "set.jsonl").write_bytes(data)
    found = read(tmp_path / "set.jsonl", most_chars=CHARS)
    assert [one.lines for one in found.questions] == [(1,), (3,)]
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"", "it is empty"), (b"\n{}\n", "line 2: it has no question")]
)
def test_a_file_with_nothing_to_use_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        read(path, most_chars=CHARS)


@pytest.mark.parametrize(
    ("said", "text", "held"),
    [
        ("The storm sank nine boats in Norvik’s harbour.", "nine boats", True),
        ("The storm sank nine boats in Norvik’s harbour.", "Nine  boats, in NORVIK", True),
        ("The storm sank nine boats in Norvik’s harbour.", "in Norvik", True),
        ("The storm sank nine boats.", "nine boat", False),
        ("In 2012 it sank.", "12", False),
        ("It cost 2.9 million.", "2.9 million", True),
        ("It cost 12.9 million.", "2.9 million", False),
        ("The storm sank nine boats.", "It was bad. The storm sank nine boats. Nobody was hurt.", True),
        ("Yes.", "Yes. The storm sank nine boats.", False),
        ("Anything", "", False),
    ],
)
def test_a_sentence_holds_a_text_word_for_word(said: str, text: str, held: bool) -> None:
    assert holds(said, text) is held


def test_a_quote_is_right_in_its_article_and_where_another_says_the_same() -> None:
    label = Label("The storm sank nine boats in the harbour of Norvik.", "a")
    assert label.marks(sentence("The storm sank nine boats in the harbour of Norvik."))
    assert label.marks(sentence("The storm sank nine boats in the harbour of Norvik", "b"))
    assert not label.marks(sentence("The storm sank ten boats in the harbour of Norvik.", "b"))
    assert Label("nine boats", "a").marks(sentence("The storm sank nine boats."))
    assert not Label("nine boats", "a").marks(sentence("The storm sank nine boats.", "b"))
    assert Label("nine boats").marks(sentence("The storm sank nine boats.", "b"))


WORDS = st.lists(st.text("abcdé1", min_size=1, max_size=4), min_size=1, max_size=6)


@given(WORDS, WORDS, WORDS)
def test_what_stands_inside_is_always_held(before: list[str], inside: list[str], after: list[str]) -> None:
    assert holds(" ".join([*before, *inside, *after]), ", ".join(inside).upper())


@given(st.lists(st.binary(max_size=60)))
def test_whatever_stands_in_a_file_every_line_is_used_named_or_blank(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b"") for line in lines]
    found = of(*lines)
    told = {line for one in found.questions for line in one.lines} | {bad.line for bad in found.bad} | {*found.aside}
    assert told == {number for number, line in enumerate(lines, start=1) if line.strip()}
