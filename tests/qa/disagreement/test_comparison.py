"""Independent reports that give other numbers for one thing stand side by side; whatever may be another thing does
not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import Article
from qa.disagreement import quantities
from qa.records import Answer, Disagreement
from qa.text.words import stem
from tests.support.newsroom import newsroom

QUESTION = "How many people were killed at the halt at Dunvale?"
LEAD = "Gunmen of the Velmora Front came to Dunvale and Harrowmere in the Sarrow valley of Aldane before dawn.\n"
SAID = "The raiders killed nine people at the halt at Dunvale, the ministry said."


def report(number: int, day: str | None, said: str, *, more: str = "") -> Article:
    lead = LEAD.replace("before dawn", f"before dawn, says paper {number} of {'x' * number}")
    return Article(id=f"r{number}", title=f"Raid {number}", published=day, text=f"{lead}{said}\n{more}")


def asked(folder: Path, *articles: Article, question: str = QUESTION) -> Answer:
    with newsroom(folder, articles) as engine:
        return engine.ask(question)


def flagged(folder: Path, one: Article, other: Article) -> tuple[Disagreement, ...]:
    return asked(folder, one, other).disagreements


def test_both_sentences_stand_side_by_side_with_what_each_gives(tmp_path: Path) -> None:
    articles = [
        report(1, "2025-04-16", SAID),
        report(2, "2025-04-17", "The raiders killed eleven people at the halt at Dunvale, the mayor said."),
        report(3, "2025-04-18", "Eleven people were killed at the halt at Dunvale, its doctor told us."),
    ]
    (one,) = asked(tmp_path, *articles).disagreements
    assert (one.kind, one.about) == ("number", "people")
    assert [(s.value, s.text[s.start : s.end], s.first, s.latest, s.origins) for s in one.sides] == [
        (9.0, "nine", "2025-04-16", "2025-04-16", 1),
        (11.0, "eleven", "2025-04-17", "2025-04-18", 2),
    ]
    texts = {article.id: article.text for article in articles}
    for side in one.sides:
        assert texts[side.citation.article_id][side.citation.start : side.citation.end] == side.text


def test_the_answer_tells_of_it_at_every_door(tmp_path: Path) -> None:
    other = report(2, "2025-04-17", "The raiders killed eleven people at the halt at Dunvale, the mayor said.")
    answer = asked(tmp_path, report(1, "2025-04-16", SAID), other)
    for written in (str(answer), answer.to_markdown(), answer.export("evidence")):
        assert "Independent reports give different numbers of people:" in written
        assert "killed nine people" in written
        assert "killed eleven people" in written


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-04-17", SAID.replace("ministry", "mayor")),
        ("2025-04-17", SAID.replace("nine", "9")),
        ("2025-04-17", SAID.replace("nine people", "eleven soldiers")),
        ("2025-04-17", SAID.replace("killed nine", "wounded eleven")),
        ("2025-04-17", SAID.replace("nine", "eleven").replace("Dunvale", "Norvik")),
        ("2025-04-17", "In 2019 raiders killed eleven people at the halt at Dunvale, the ministry said."),
        ("2025-04-17", SAID.replace("nine", "about ten")),
        ("2025-04-17", SAID.replace("nine people", "one in nine people")),
        ("2025-04-17", SAID.replace("nine", "two dozen")),
        ("2025-04-17", SAID.replace("nine people", "five people and wounded eleven people")),
        (
            "2025-04-17",
            "The raiders killed four people at the halt at Dunvale and eleven in Harrowmere, the ministry said.",
        ),
        ("2025-04-17", "The Front's raiders killed eleven people in Harrowmere, in the Sarrow valley of Aldane."),
        ("2025-06-17", SAID.replace("nine", "eleven")),
        ("2999-01-01", SAID.replace("nine", "eleven")),
        (None, SAID.replace("nine", "eleven")),
        ("2025-04-17", "“Nine,” said Holt.\n“Eleven people!” said Brandt of Dunvale."),
        ("2025-04-17", "The ministry fears that the raiders killed eleven people at the halt at Dunvale."),
        ("2025-04-17", "The raiders may have killed eleven people at the halt at Dunvale, the ministry said."),
        ("2025-04-17", "2019: Raiders came.\u0020" + SAID.replace("nine", "eleven")),
        ("2025-04-17", "תשעה אנשים נהרגו בדונבייל, 11 people."),
    ],
)
def test_what_may_be_another_thing_is_no_disagreement(tmp_path: Path, day: str | None, said: str) -> None:
    assert flagged(tmp_path, report(1, "2025-04-16", SAID), report(2, day, said)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The Greens won 19 seats in the council of Dunvale.",
            "The Greens will win 24 seats in the council of Dunvale.",
        ),
        (
            "The Greens won 19 seats in the council of Dunvale.",
            "The Greens won 24 seats in the council of Dunvale in a poll.",
        ),
        (
            "Judges freed 40 miners of Dunvale after a day in court.",
            "Judges jailed 12 miners of Dunvale after a day in court.",
        ),
        (
            "In January 400 migrants reached the halt at Dunvale, the coast guard said.",
            "In March 900 migrants reached the halt at Dunvale, the coast guard said.",
        ),
        (
            "The fair in Dunvale opened on 3 April for guests of Mayor Hilda Brock.",
            "The fair in Dunvale opened on 5 April to the public, said Mayor Hilda Brock.",
        ),
        (
            "The trial of Otto Kehl in Dunvale began on 3 April with a hearing of witnesses.",
            "The appeal of Otto Kehl in Dunvale began on 7 April with a hearing of witnesses.",
        ),
    ],
)
def test_what_is_foreseen_and_another_act_or_month_is_another_thing(tmp_path: Path, one: str, other: str) -> None:
    question = " ".join(sorted({*one.split(), *other.split()})) + "?"
    assert (
        asked(tmp_path, report(1, "2025-04-08", one), report(2, "2025-04-09", other), question=question).disagreements
        == ()
    )


@pytest.mark.parametrize(
    "other",
    [
        # a number behind a dateline
        "ORDEN (WIRE) — Eleven people were killed in the collapse of the ferry pier at Orden.",
        # who says it, and on which day, is another in every report
        "Eleven people were killed in the collapse of the ferry pier at Orden, Dr Tilda Moss told the press on Friday.",
        # bodies that are found are no second event
        "Divers found two more bodies on Friday. Eleven people were killed in the collapse of the ferry pier at Orden.",
    ],
)
def test_a_count_is_known_again_though_little_else_of_two_reports_is_the_same(tmp_path: Path, other: str) -> None:
    fell = "The pier fell on Monday."
    one = f"{fell} Nine people were killed in the collapse of the ferry pier at Orden, it was said on Monday."
    articles = [
        Article(id=day, title="Pier at Orden", text=text, published=day)
        for day, text in (("2025-04-15", one), ("2025-04-18", other))
    ]
    (differing,) = asked(tmp_path, *articles, question="How many people did the pier at Orden kill?").disagreements
    assert [side.value for side in differing.sides] == [9.0, 11.0]


@pytest.mark.parametrize(
    ("other", "is_flagged"),
    [
        ("The raid caused eleven deaths at the halt at Dunvale, its doctor told us.", True),
        ("There were eleven fatalities at the halt at Dunvale, its doctor told us.", True),
        ("The eleven deaths at the halt at Dunvale grieved its doctor.", True),
        ("The eleven deaths are told of in all of Dunvale, its doctor said.", False),
        ("Four months after floods that killed eleven people the raiders came to Dunvale.", False),
        ("There were eleven injuries at the halt at Dunvale, its doctor told us.", False),
        ("There were eleven deaths at the halt at Dunvale, where 30 people were killed in all.", False),
    ],
)
def test_those_who_died_are_one_count_whether_people_or_deaths_are_named(
    tmp_path: Path, other: str, is_flagged: bool
) -> None:
    assert bool(flagged(tmp_path, report(1, "2025-04-16", SAID), report(2, "2025-04-17", other))) is is_flagged


def test_of_sentences_that_may_answer_only_the_first_is_compared(tmp_path: Path) -> None:
    clock = report(1, "2025-04-16", "The halt at Dunvale has a blue gate and a tall clock, the ministry said.")
    raids = report(2, "2025-04-16", SAID), report(3, "2025-04-17", SAID.replace("nine", "eleven"))
    with newsroom(tmp_path, (clock, *raids)) as engine:
        question = "Who painted the blue gate and the tall clock at the halt at Dunvale?"
        answer = engine.ask(question, max_error=0.001, limit=10)
        assert (answer.status, answer.nearest[0].text) == ("related", clock.text.splitlines()[1])
        assert [one.text for one in answer.nearest].count(SAID) == 1
        assert answer.disagreements == ()
        (one,) = engine.ask(QUESTION, max_error=0.001, limit=10).disagreements
        assert [side.value for side in one.sides] == [9.0, 11.0]


def test_a_paper_that_counts_on_does_not_disagree_with_itself(tmp_path: Path) -> None:
    more = SAID.replace("nine", "eleven")
    first, later = (
        replace(one, source="The Tribune") for one in (report(1, "2025-04-16", SAID), report(2, "2025-04-17", more))
    )
    assert flagged(tmp_path / "one", first, later) == ()
    assert len(flagged(tmp_path / "two", first, replace(later, source="The Echo"))) == 1
    third = report(3, "2025-04-17", SAID.replace("nine", "twelve"))
    (one,) = asked(tmp_path / "three", first, later, third).disagreements
    assert [side.value for side in one.sides] == [9.0, 11.0, 12.0]


@pytest.mark.parametrize(
    ("said", "is_flagged"),
    [
        ("The mill bridge at Dunvale in the Sarrow valley was opened on May 5, said its miller Brandt.", True),
        # pictures of what stands there for days: nothing is said to have happened
        ("A boat of the mill bridge at Dunvale lies on its launch pad in the Sarrow valley on May 5.", False),
    ],
)
def test_of_days_only_those_of_what_happened_once_disagree(tmp_path: Path, said: str, is_flagged: bool) -> None:
    pair = report(1, "2025-05-08", said), report(2, "2025-05-09", said.replace("May 5", "May 7"))
    shown = asked(tmp_path, *pair, question="When was the mill bridge at Dunvale opened, or at its launch pad?")
    assert bool(shown.disagreements) is is_flagged


def test_a_copy_disagrees_with_nothing(tmp_path: Path) -> None:
    whole = LEAD + SAID + "\n" + "".join(f"The road to the mill number {n} was closed by the army.\n" for n in range(9))
    one = Article(id="a", title="Raid", published="2025-04-16", text=whole)
    other = replace(one, id="b", text=whole.replace("nine", "eleven"), content_sha256="")
    assert flagged(tmp_path, one, other) == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("At least 23 passengers were killed.", [(23.0, "passengers", "least")]),
        ("Some 2.9 million doses were sent.", [(2_900_000.0, "doses", "about")]),
        ("It has 12,000 seats and 3,50 doors.", [(12_000.0, "seats", "exact")]),
        ("In 2019 they met.", []),
        ("Of the 31 people who died, 27 were from the coast.", []),
        ("Of all 31 people, most fled.", []),
        ("Children of six get 25 micrograms each.", []),
        ("They count 1,646 deaths a day there.", []),
        ("They lost 3-2 and paid $40 for 20% of 7 of the houses.", []),
        ("", []),
    ],
)
def test_numbers_are_read_with_what_they_count(text: str, read: list[tuple[float, str, str]]) -> None:
    expected = [(value, stem(noun), bound) for value, noun, bound in read]
    assert [(q.value, q.noun, q.bound) for q in quantities(text)] == expected
