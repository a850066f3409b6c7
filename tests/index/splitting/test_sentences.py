"""What must hold for the sentences of any text. How well their ends are told: test_sentences_by_kind.py."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.splitting.boundaries import LONGEST
from index.splitting.sentences import split
from tests.support.examples import examples
from tests.support.work import steps

# Characters that mean something to the rules come often; all others sometimes.
MEANINGFUL = st.sampled_from(
    [*".!?…:;,\"'“”‘’«»()[]-–—•*。？؟\n\r\t \u00a0\u2028\u0301\u200d", "A", "b", "1", "Mr", "U.S"]
)
TEXTS = st.lists(MEANINGFUL | st.characters(exclude_categories=["Cs"]), max_size=200).map("".join)


@given(TEXTS)
@example("\u0301\u0301. \u0301A")
@example("- \n- a\n—\n“")
@settings(max_examples=examples(400))
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


@given(TEXTS)
def test_what_is_left_out_between_sentences_is_white_space_and_marks(text: str) -> None:
    ends = [0, *(place for span in split(text) for place in (span.start, span.end)), len(text)]
    gaps = "".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
    assert not any(map(str.isalnum, gaps))


@pytest.mark.slow
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
        "the U.S. Aa came from ",
        "Aa A. ",
        "Yahoo! ",
        "A-",
        "“a . . . B ",
        "at 9 p.m. ",
        "A, ",
        "(Aa. ",
        "“A!” B ",
        "am 3. O der ",
    ],
)
def test_work_grows_with_the_length_of_hostile_text_and_not_with_its_square(unit: str) -> None:
    # Four times the text; its square would be sixteen times the work.
    assert steps(lambda: split((unit * 24_000)[:24_000])) <= 6 * steps(lambda: split((unit * 6_000)[:6_000]))


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


ARTICLE = """• Three bridges closed
• Ferries take the traffic
• Repairs to cost nine million crowns

HALDEN: The three bridges over the Tarn were closed on Monday after an inspector saw cracks in it. Nobody was hurt.

Council condemns the builder

The council said on Tuesday that the builder had been warned twice. It will not be paid until the work is done.

What happened in Norrby?

In Norrby a crane fell on the quay at 6 p.m. Dockers had left an hour earlier. The mayor, Ola Brand, spoke of luck.
"""


def test_an_article_has_the_roles_and_sections_a_reader_sees() -> None:
    spans = split(ARTICLE)
    shown = {
        role: [ARTICLE[s.start : s.end] for s in spans if s.role == role] for role in ("heading", "question_heading")
    }
    assert [span.role for span in spans[:4]] == ["highlight"] * 3 + ["body"]
    assert shown == {"heading": ["Council condemns the builder"], "question_heading": ["What happened in Norrby?"]}
    assert ARTICLE[spans[3].start :].startswith("HALDEN: ")
    assert [s.section for s in spans[-3:]] == ["What happened in Norrby?"] * 3


_MANY_STOPS = (
    *("A. ", "3rd. ", "p.m. ", "3 p.m. On ", "p.m. ; said , ", "Yahoo! ", "“Yahoo! ", "Inc. 3rd. ", "St. ", "Dr. Mr. "),
    *("A.\n", "A.\t", "1. 2. ", "(A.) [b.] ", "... ", "! ", "At a ly 5 p.m. ", "that the U.S. Army went ", "plan A. "),
)


@pytest.mark.slow
@pytest.mark.parametrize("unit", _MANY_STOPS)
def test_a_text_of_nothing_but_full_stops_costs_a_few_steps_a_character(unit: str) -> None:
    text = unit * 2000
    split(text[:100])  # lists are read once
    half, whole = (steps(partial(split, text[:length])) for length in (3000, 6000))
    assert whole <= 66 * 6000
    assert whole <= 2.1 * half


@pytest.mark.parametrize(
    "marked",
    [
        "Ich danke dir für alles und sage es dir.| Er ging dann nach Hause und schlief.",
        "Das sagte gestern im Kloster der Abt.| Er ging dann nach Hause.",
        "Les randonneurs ont franchi le col.| La descente a été plus facile que la montée.",
        "Le gouvernement garde le cap.| La réforme sera votée en mai.",
        "Nu am mai văzut lucruri de acest gen.| El este un om care nu are nimic.",
    ],
)
def test_a_common_word_that_is_an_abbreviation_elsewhere_ends_a_sentence(marked: str) -> None:
    text = marked.replace("|", "")
    assert [text[span.start : span.end] for span in split(text)] == [part.strip() for part in marked.split("|")]
