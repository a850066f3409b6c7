"""``unknown_terms`` is said of a word that stands in no article in any spelling, and of none that only asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Corpus
from index.view import View
from qa.confidence.abstention import Thresholds, judge
from qa.confidence.features import QuestionFeatures
from qa.text.asking_words import ASKING
from qa.text.spelling import spellings
from qa.text.words import FUNCTION_WORDS, content_words
from tests.support.doubles import HashEncoder

TEXT = (
    "The Harbourside defence centre in Tavolstead burned down. Inspector Grethe Marlowe of the I.C.A.O. counted "
    "3,400,000 litres of paint. The tourists cancelled. A follow-up is planned with Ho\u0308llund & Brüggemann in "
    "Kwandebele. The grey programme was organised by Weiß, Wałkowa and O’Mara. 新港口在星期五开放。"
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    folder: Path = tmp_path_factory.mktemp("spelling")
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add([Article("a", "Fire", TEXT)])
        with corpus.view() as view:
            yield view


def asked(view: View, question: str) -> QuestionFeatures:
    counts = view.document_frequency(content_words(question))
    return QuestionFeatures.of(
        question, counts, sentences=view.sentence_count, spellings=spellings(view, question, counts=counts)
    )


def reason(view: View, question: str) -> str | None:
    return judge(
        asked(view, question), [], thresholds=Thresholds(0.5, 0.2), is_question=True, sentences=view.sentence_count
    ).reason


@pytest.mark.parametrize(
    "question",
    [
        # words that ask
        "What happened in Tavolstead?", "What took place in Tavolstead?", "What was the toll in Tavolstead?",
        "What is the name of the inspector in Tavolstead?", "For what reason did Marlowe count?", "What kind of paint?",
        "How many ppl were in Tavolstead?", "What is the position of Marlowe?",
        # spellings of one word
        "Who burned the Defense Center?", "Which tourists canceled?", "Who organized the gray program?",
        "How many liters of paint?",
        # slips
        "What burned in Tavelsted?", "Who is the inspecter?", "Where is Kwandabele?",
        # one key
        "What did ICAO count?", "How many litres, 3400000?", "Who is Hoellund?", "Who is Hollund?",
        "Who is Brueggemann?",
        "Who is Weiss?", "Who is Walkowa?", "Who is OMara?", "Is a followup planned?", "Who is Höllund?",
        "Who is Ho\u0308llund?", "Where is Tavol\u00adstead?", "新港口什么时候开放？",
    ],
)  # fmt: skip
def test_no_word_of_these_questions_is_unknown(view: View, question: str) -> None:
    assert asked(view, question).unknown == ()
    assert reason(view, question) == "below_threshold"


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Zanzibar?", "What happened in Ostermoor?", "What did Ilse Fennimore say?",
        "火车站在哪里？",
        "Who is Marlotti?", "Who is Greta Marlin?", "How much did the submarine cost?",
    ],
)  # fmt: skip
def test_words_that_stand_nowhere_are_unknown(view: View, question: str) -> None:
    assert reason(view, question) == "unknown_terms"


def test_another_spelling_covers_as_the_word_does(view: View) -> None:
    assert asked(view, "Who burned the Defense Center?").coverage(TEXT) == 1.0
    assert asked(view, "Who burned the Defense Center?").unmatched_entities(TEXT) == 0.0
    assert asked(view, "What happened in Tavelsted?").coverage(TEXT) == 1.0


def test_a_word_that_asks_counts_where_the_articles_use_it(view: View) -> None:
    counts = {"toll": 3, "bridge": 2}
    assert set(QuestionFeatures.of("What is the toll of the bridge?", counts, sentences=10).weights) == {
        "toll",
        "bridge",
    }


def test_asking_words_are_keys_of_their_own(view: View) -> None:
    assert "" not in ASKING
    assert not {"war", "fire", "vote", "court", "bank"} & ASKING
    assert ASKING - FUNCTION_WORDS
