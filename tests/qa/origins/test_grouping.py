"""Copies of one report are one origin, however often they are printed; an agency's report is too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from qa.origins import Origins
from qa.origins.sketches import sketch
from qa.origins.wire_credits import wire_credit
from qa.text.near_duplicates import one_word_apart
from tests.support.newsroom import newsroom

REPORT = (
    "A freight barge struck the old lock at Torvald on Monday and sank within minutes.\n"
    "The lock keeper told reporters that the crew of six had reached the bank in a small boat.\n"
    "Divers found no oil in the water, but traffic on the canal stopped for two days.\n"
    "The canal office said a crane from Port Ostrin would lift the wreck before the weekend.\n"
    "Farmers upstream complained that their grain could not be shipped to the mills in time.\n"
)
FIRST = Article(id="first", title="Barge sinks", text=REPORT, published="2025-03-03")
OTHER = Article(
    id="other",
    title="Canal closed",
    published="2025-03-04",
    text="The canal at Torvald is closed after an accident.\n"
    "A freight barge struck the old lock at Torvald on Monday and sank within minutes.\n"
    "Our correspondent saw its mast above the water.\nThe mayor wants a second lock built soon.\n",
)


def reprint(number: int, text: str = REPORT, **fields: str) -> Article:
    return replace(FIRST, id=f"reprint-{number}", text=text, content_sha256="", **fields)


def test_forty_reprints_count_once_and_leave_room_for_another_report(tmp_path: Path) -> None:
    reprints = [reprint(n, f"From our partners, paper {n}.\n{REPORT}") for n in range(40)]
    with newsroom(tmp_path, [*reprints, OTHER]) as engine:
        answer = engine.ask("When did a freight barge strike the old lock at Torvald?", limit=5)
    quote = next(q for q in (*answer.quotes, *answer.nearest) if "struck" in q.text)
    assert (quote.articles, quote.origins) == (41, 2)
    assert len(quote.occurrences) == 40
    assert any(q.citation.article_id == "other" for q in (*answer.quotes, *answer.nearest) if q is not quote)


def test_copies_in_which_one_ordinary_word_was_changed_fold(tmp_path: Path) -> None:
    edited = reprint(1, REPORT.replace("small boat", "small dinghy"))
    with newsroom(tmp_path, [FIRST, edited]) as engine:
        answer = engine.ask("Who told reporters that the crew of six had reached the bank?")
    told = [q for q in (*answer.quotes, *answer.nearest) if "lock keeper" in q.text]
    assert [(q.articles, q.origins) for q in told] == [(2, 1)]


def test_another_number_in_a_copy_does_not_fold(tmp_path: Path) -> None:
    edited = reprint(1, REPORT.replace("crew of six", "crew of seven"))
    with newsroom(tmp_path, [FIRST, edited]) as engine:
        answer = engine.ask("Who told reporters that the crew had reached the bank?")
    assert sum("lock keeper" in q.text for q in (*answer.quotes, *answer.nearest)) == 2


def test_a_cut_copy_is_one_origin_with_the_whole(tmp_path: Path) -> None:
    cut = reprint(1, "".join(REPORT.splitlines(keepends=True)[:3]))
    with newsroom(tmp_path, [FIRST, cut, OTHER]) as engine, engine.corpus.view() as view:
        assert Origins(view).groups(["first", "other", cut.id]) == [["first", cut.id], ["other"]]


def test_two_cuts_without_a_common_word_are_one_origin_through_the_whole(tmp_path: Path) -> None:
    lines = REPORT.splitlines(keepends=True)
    head, tail = reprint(1, "".join(lines[:3])), reprint(2, "".join(lines[3:]) + "This was one article.\n" + lines[2])
    with newsroom(tmp_path, [head, tail, FIRST]) as engine, engine.corpus.view() as view:
        assert Origins(view).count([head.id, tail.id, "first"]) == 1


@pytest.mark.parametrize(
    ("fields", "text", "agency"),
    [
        ({"source": "Reuters"}, REPORT, "Reuters"),
        ({"author": "Ilse Brandt, Associated Press"}, REPORT, "Associated Press"),
        ({}, "NORVIK, March 3 (Reuters) - A barge sank.\nMore.\n", "Reuters"),
        ({}, "NORVIK (AP) — A barge sank.\nMore.\n", "Associated Press"),
        ({}, "By The Associated Press\n\nA barge sank.\n", "Associated Press"),
        ({}, "A barge sank.\nNobody was hurt.\n© AFP\n", "Agence France-Presse"),
        ({}, "The mayor told Reuters that a barge sank.\n", None),
        ({}, "A barge sank.\nThe mayor told Reuters nothing.\n", None),
        ({"source": "The Apple Post"}, REPORT, None),
        ({"source": "Panorama"}, "“Who?”\n“Nobody.”\n", None),
        ({}, "הספינה טבעה ביום שני.\n", None),
    ],
)
def test_a_credit_is_read_where_it_stands(fields: dict[str, str], text: str, agency: str | None) -> None:
    assert wire_credit(Article(id="a", text=text, **fields)) == agency


@pytest.mark.parametrize(("day", "count"), [("2025-03-05", 1), ("2025-03-20", 2), (None, 2), ("2999-01-01", 2)])
def test_an_agencys_reports_of_the_same_days_are_one_origin(tmp_path: Path, day: str | None, count: int) -> None:
    one = replace(FIRST, source="Reuters", content_sha256="")
    two = replace(OTHER, source="Reuters", published=day, content_sha256="")
    with newsroom(tmp_path, [one, two]) as engine, engine.corpus.view() as view:
        assert Origins(view).count(["first", "other"]) == count


@pytest.mark.parametrize(
    ("one", "other", "folds"),
    [
        ("big", "large", True),
        ("killed", "injured", False),
        ("six", "seven", False),
        ("Norvik", "Torvald", False),
        ("always", "never", False),
        ("won", "lost", False),
        ("Monday", "Tuesday", False),
    ],
)
def test_only_an_ordinary_word_may_differ(one: str, other: str, folds: bool) -> None:
    form = "The mayor of the town said that {} people had come to the old harbour"
    assert one_word_apart(form.format(one), form.format(other)) is folds


@given(st.text(max_size=300))
def test_any_text_has_a_sketch_that_is_like_itself(text: str) -> None:
    own = sketch(text)
    assert own.share_of_shorter(own) == (1.0 if own.shingles else 0.0)


@pytest.mark.parametrize(
    "text", ["The tower of Sund fell. Nobody was hurt.", "One line alone.", "The tower  fell.\nIt fell."]
)
def test_the_same_text_is_one_origin_however_short(tmp_path: Path, text: str) -> None:
    alike = [Article(id=f"a{n}", title="Tower", text=text, url=f"https://paper{n}.example/a") for n in range(3)]
    with newsroom(tmp_path, [*alike, OTHER]) as engine, engine.corpus.view() as view:
        assert Origins(view).count([article.id for article in alike]) == 1
        assert Origins(view).count(["a0", "other"]) == 2
