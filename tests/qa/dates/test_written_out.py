"""Days written as dates for a reader, and the way back into the sentence. The articles are of a Wednesday."""

from __future__ import annotations

import pytest

from index.records import Article, Sentence
from qa.dates import WrittenOut, written_out

WEDNESDAY = "2025-04-16"


def out(text: str, *, published: str | None = WEDNESDAY, language: str | None = None) -> WrittenOut:
    article = Article("a", "", text, published=published, language=language)
    return written_out(article, Sentence(0, "a", 0, 0, len(text), "body", "", text))


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("They met on Tuesday.", "They met on 15 April 2025."),
        ("They met Tuesday in Orme.", "They met on 15 April 2025 in Orme."),
        ("Tuesday brought rain.", "On 15 April 2025 brought rain."),
        ("Last week, over 50 boats sank.", "In the week of 7 April 2025, over 50 boats sank."),
        ("He condemned last week’s raids.", "He condemned 7 April 2025’s raids."),
        ("It has been shut since yesterday.", "It has been shut since 15 April 2025."),
        ("Prices rose last month.", "Prices rose in March 2025."),
        ("Prices rose last year.", "Prices rose in 2024."),
        ("It burnt three weeks ago.", "It burnt in the week of 24 March 2025."),
        ("It broke on Monday and was mended on Tuesday.", "It broke on 14 April 2025 and was mended on 15 April 2025."),
    ],
)
def test_a_day_is_written_as_a_date(sentence: str, written: str) -> None:
    assert out(sentence).text == written


@pytest.mark.parametrize(
    "sentence",
    [
        "They met on 3 March.",
        "They met on March 3.",
        "It was built in May 1931.",
        "The Sunday Times was first.",
        "It burnt.",
    ],
)
def test_what_is_a_date_or_no_day_stays(sentence: str) -> None:
    assert out(sentence) == WrittenOut(sentence)


def test_without_a_date_of_its_own_an_articles_days_are_some_dates() -> None:
    assert "Monday" not in out("It broke on Monday.", published=None).text


def test_another_language_stays_as_it_is() -> None:
    assert out("On Monday war Wahl.", language="de").places == ()


@pytest.mark.parametrize("words", ["on Monday", "Monday", "It broke", "mended", "again last week", "."])
def test_a_span_of_the_text_leads_back_to_the_words_of_the_sentence(words: str) -> None:
    sentence = "It broke on Monday, was mended, and broke again last week."
    found = out(sentence)
    begin = sentence.index(words)
    shown = [i for i, (start, end) in enumerate(found.places) if start >= begin and end <= begin + len(words)]
    start, end = found.back((shown[0], shown[-1] + 1))
    assert sentence[start:end] == words


def test_a_part_of_a_date_leads_back_to_all_words_that_it_stands_for() -> None:
    sentence = "It broke on Monday."
    found = out(sentence)
    at = found.text.index("April")
    start, end = found.back((at, at + len("April")))
    assert sentence[start:end] == "Monday"
