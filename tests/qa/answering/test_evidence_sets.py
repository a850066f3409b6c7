"""Which sentences answer only together, and how few suffice."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Sentence
from index.splitting.sentences import split
from qa.answering.evidence_sets import LONGEST_LIST, Cover, announced, fewest, is_bare, leaves_cause_to

LISTED = (
    "The engineer found three faults in the old town hall, which was built in 1908 by the river:\n\n"
    "- a roof that leaks;\n- a lift. It has not run since May;\n- old wires.\n\nRepairs will be dear."
)


def sentences(text: str) -> list[Sentence]:
    return [
        Sentence(n, "a", n, s.start, s.end, s.role, s.section, text[s.start : s.end]) for n, s in enumerate(split(text))
    ]


def test_a_list_belongs_to_the_line_that_announces_it() -> None:
    lead, *behind = sentences(LISTED)
    items = announced(LISTED, lead, behind=behind)
    assert [item.text for item in items] == ["a roof that leaks;", "a lift.", "It has not run since May;", "old wires."]


def test_no_list_is_announced_without_a_colon_or_without_items() -> None:
    _, *behind = sentences(LISTED)
    assert announced(LISTED, behind[0], behind=behind[1:]) == []
    told = "The engineer had one word for the state of the roof:\n\nIt leaked for years and nobody came."
    first, *rest = sentences(told)
    assert announced(told, first, behind=rest) == []


def test_a_list_too_long_to_quote_is_not_joined() -> None:
    text = "The engineer found a good many faults in the old town hall:\n\n" + "- one more fault;\n" * (
        LONGEST_LIST + 1
    )
    lead, *behind = sentences(text)
    assert announced(text, lead, behind=behind) == []


@pytest.mark.parametrize(
    ("question", "told", "behind", "leaves"),
    [
        ("Why was the road closed?", "The road was closed at noon.", "That was because a bridge had moved.", True),
        ("And why was the road closed?", "Police closed it at noon.", "The main reason was a bridge.", True),
        ("Why was the road closed?", "The road was closed.", "A bridge had moved in the night.", True),
        ("Why was the road closed?", "The road was closed at noon.", "It opened again at six.", False),
        (
            "Why was the road closed?",
            "It was closed because a bridge had moved.",
            "Because of that, many waited.",
            False,
        ),
        ("Why were there queues?", "Some criticised long queues.", "The council blamed a lack of staff.", True),
        ("Why were there queues?", "Some blamed the council for queues.", "The council blamed its staff.", False),
        ("When was the road closed?", "The road was closed.", "That was because a bridge had moved.", False),
    ],
)
def test_a_cause_behind_its_effect_belongs_to_it(question: str, told: str, behind: str, leaves: bool) -> None:
    (sentence,) = sentences(told)
    assert leaves_cause_to(question, sentence, behind=behind) is leaves


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Yes.", True),
        ("No!", True),
        ("Orla Finch: Yes.", True),
        ("Yes, it does.", False),
        ("Orla Finch: Yes, often.", False),
        ("Once a year.", False),
    ],
)
def test_yes_alone_says_nothing_without_the_sentence_behind_it(text: str, bare: bool) -> None:
    (sentence,) = sentences(text)
    assert is_bare(sentence) is bare


def test_one_sentence_that_covers_both_parts_nearly_as_surely_is_enough() -> None:
    assert fewest([[Cover(1, 0.9), Cover(3, 0.85)], [Cover(2, 0.9), Cover(3, 0.88)]]) == [Cover(3, 0.85)]


def test_a_much_less_sure_sentence_saves_nothing() -> None:
    assert fewest([[Cover(1, 0.9), Cover(3, 0.6)], [Cover(2, 0.9), Cover(3, 0.88)]]) == [Cover(1, 0.9), Cover(2, 0.9)]


def test_a_part_that_nothing_covers_is_not_passed_over() -> None:
    assert fewest([[Cover(1, 0.9)], []]) == []
    assert fewest([]) == []


covers = st.lists(st.builds(Cover, st.integers(0, 6), st.floats(0.5, 1)), min_size=1, max_size=4).map(
    lambda found: sorted({c.number: c for c in found}.values(), key=lambda c: -c.confidence)
)


@given(st.lists(covers, min_size=1, max_size=4))
def test_no_fewer_sentences_cover_every_part(choices: list[list[Cover]]) -> None:
    chosen = {cover.number for cover in fewest(choices)}
    near = [{c.number for c in part if c.confidence >= 0.9 * part[0].confidence} for part in choices]
    assert all(chosen & part for part in near)
    smaller = itertools.chain.from_iterable(itertools.combinations(range(7), n) for n in range(len(chosen)))
    assert not any(all(part & set(few) for part in near) for few in smaller)
