"""The days that sentences name, against the date of their article (a Wednesday)."""

from __future__ import annotations

import pytest

from index.records import Article, Sentence
from qa.dates import SentenceDate, dates_in

WEDNESDAY = "2025-04-16"


def resolved(*texts: str, published: str | None = WEDNESDAY, language: str | None = None) -> tuple[SentenceDate, ...]:
    article = Article("a", "", " ".join(texts), published=published, language=language)
    sentences, at = [], 0
    for place, text in enumerate(texts):
        sentences.append(Sentence(place, "a", place, at, at + len(text), "body", "", text))
        at += len(text) + 1
    found = dates_in(article, sentences[-1], before=sentences[:-1])
    assert all(article.text[one.start : one.end] == one.text for one in found)
    return found


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("They met on Tuesday.", "2025-04-15", "2025-04-15"),
        ("They met on Wednesday.", WEDNESDAY, WEDNESDAY),
        ("They will meet on Friday.", "2025-04-18", "2025-04-18"),
        ("They met last week.", "2025-04-07", "2025-04-13"),
        ("They met this month.", "2025-04-01", "2025-04-30"),
        ("They met three weeks ago.", "2025-03-24", "2025-03-30"),
        ("They met yesterday.", "2025-04-15", "2025-04-15"),
        ("They meet on 20 April.", "2025-04-20", "2025-04-20"),
        ("They met on December 29.", "2024-12-29", "2024-12-29"),
        ("They met on March 12, 2024, at noon.", "2024-03-12", "2024-03-12"),
        ("They met in March 2021.", "2021-03-01", "2021-03-31"),
        ("They met last night.", "2025-04-15", "2025-04-15"),
        ("They met this morning.", WEDNESDAY, WEDNESDAY),
        ("They met last weekend.", "2025-04-12", "2025-04-13"),
        ("They met the day before yesterday.", "2025-04-14", "2025-04-14"),
    ],
)
def test_a_day_is_resolved_against_the_date_of_the_article(sentence: str, first: str, last: str) -> None:
    (day,) = resolved(sentence)
    assert (day.first, day.last) == (first, last)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The bridge was reopened by Minister Carla Ruiz on Friday.", "2025-04-11"),
        ("Smoke from the fire rose over the town on Saturday.", "2025-04-12"),
        ("He resigned on Friday after he was expected to lose the vote.", "2025-04-11"),
        ("The minister said on Tuesday that the tunnel would open in May.", "2025-04-15"),
        ("He would not say on Monday who had won.", "2025-04-14"),
        ("On Monday a judge ruled that he will stand trial.", "2025-04-14"),
        ("The school has been closed since Monday.", "2025-04-14"),
        ("They met this Monday.", "2025-04-14"),
        ("The talks, due to take place on Friday, were cancelled.", "2025-04-18"),
        ("She was expected to be named by the council on Friday.", "2025-04-18"),
        ("He was to speak on Thursday.", "2025-04-17"),
        ("The shop is open from Thursday.", "2025-04-17"),
        ("On Friday the council will vote.", "2025-04-18"),
    ],
)
def test_a_weekday_is_of_the_week_that_its_own_verb_tells(sentence: str, day: str) -> None:
    assert [one.first for one in resolved(sentence)] == [day]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The mayor said Tuesday that it was over.", "2025-04-15"),
        ("Tuesday’s vote was close.", "2025-04-15"),
        ("Police freed the miners late Monday.", "2025-04-14"),
        ("The team lost to Brevik Saturday.", "2025-04-12"),
        ("The storm flooded southern Aldane Sunday evening.", "2025-04-13"),
        ("The minister told Radio Brevik Monday that he had resigned.", "2025-04-14"),
        ("Earlier Tuesday, a judge freed them.", "2025-04-15"),
        ("In Monday's primary, voters chose a baker.", "2025-04-14"),
        ("After Saturday’s game the coach resigned.", "2025-04-12"),
        ("On Tuesday, the club announced Hilda Brock would be its coach.", "2025-04-15"),
        ("They are taking Monday's attack seriously.", "2025-04-14"),
        ("Snow is forecast to fall Saturday.", "2025-04-19"),
        ("The mayor said Friday's vote will be close.", "2025-04-18"),
        ("The mayor said after Friday's vote that she will go.", "2025-04-11"),
        ("For Friday’s final the town will close its roads.", "2025-04-18"),
        ("Norvik finished second Sunday.", "2025-04-13"),
        ("Flood warnings will last until 4 a.m. EST Sunday.", "2025-04-20"),
    ],
)
def test_a_weekday_without_a_preposition_is_a_day_as_well(sentence: str, day: str) -> None:
    assert [one.first for one in resolved(sentence)] == [day]


@pytest.mark.parametrize(
    "sentence",
    [
        "They agreed to meet on Friday.",
        "They were told to leave by Friday.",
        "The man accused of it on Friday will appear.",
        "The museum is closed on Friday.",
        "Ahead of Friday's vote, police closed roads.",
        "Three records are forecast between Friday and Sunday.",
        "Polls open on Sunday.",
    ],
)
def test_a_weekday_that_may_be_over_or_to_come_is_left_out(sentence: str) -> None:
    assert resolved(sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "She sang every Sunday.",
        "On Black Friday sales rose.",
        "Easter Sunday was cold.",
        "They won on Super Tuesday.",
        "He watched Saturday Night Fever.",
        "It appeared in Monday Morning Brief.",
        "It fell on the last Thursday of November.",
        "They met on the first Tuesday in May.",
        "The Monday before Easter they met.",
        "It rained all that Monday.",
        "Sheffield Wednesday won.",
        "The Sunday Times reported it.",
        "He taught Sunday school.",
        "It was the last week of May.",
    ],
)
def test_days_of_a_name_and_of_no_week_are_left_out(sentence: str) -> None:
    assert resolved(sentence) == ()


def test_a_day_of_a_text_that_tells_of_another_year_is_not_taken_for_one_of_this_year() -> None:
    history = (
        "They landed on 20 July 1969.",
        "The crew rested.",
        "They splashed down on 24 July.",
        "A day later it rained.",
    )
    assert resolved(*history[:3]) == resolved(*history) == ()
    assert resolved("In 2019 they met on 3 May.") == ()
    assert [one.first for one in resolved("They met in 2019.", "They meet on 3 May.")] == ["2025-05-03"]


@pytest.mark.parametrize(
    "sentence",
    ["They may march on.", "The second half sat well.", "On 31 February it fell.", "In 2021."],
)
def test_what_names_no_day_is_left_alone(sentence: str) -> None:
    assert resolved(sentence) == ()


def test_later_counts_from_the_day_named_before_and_from_nothing_else() -> None:
    (day,) = resolved("It fell on 4 March.", "Two days later it rose.")
    assert (day.text, day.first) == ("Two days later", "2025-03-06")
    assert resolved("It fell.", "Two days later it rose.") == ()


def test_a_weekday_beside_its_date_is_that_date() -> None:
    assert [day.first for day in resolved("On Tuesday, 4 March 2025, it fell.")] == ["2025-03-04"]


def test_without_a_date_of_the_article_only_whole_dates_are_resolved() -> None:
    assert [day.first for day in resolved("It fell on Monday and on 4 March 2025.", published=None)] == ["2025-03-04"]


def test_in_a_language_whose_words_are_not_known_none_is_resolved() -> None:
    assert resolved("وقع في 4 March 2025.", language="ar") == ()
