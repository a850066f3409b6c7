"""``unknown_terms`` is said of a word that stands in no article in any spelling, and of none that only asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Corpus
from index.view import View
from index.words.keys import key_of
from qa.confidence.abstention import Thresholds, judge
from qa.confidence.features import QuestionFeatures
from qa.text.asking_words import ASKING
from qa.text.spelling import Spelling, as_spelt, slips_of, spellings
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


@pytest.mark.parametrize(
    ("question", "sentence", "written"),
    [
        ("How many votes did OBrien get?", "Maura O’Brien won.", "How many votes did O’Brien get?"),
        ("Who beat DArcy's team?", "They beat D’Arcy.", "Who beat D’Arcy's team?"),
        ("Did LAmi say so?", "L'Ami du Peuple said so.", "Did L'Ami say so?"),
        ("What happened in Lodz?", "Trams stood in Łódź.", "What happened in Łódź?"),
        ("what happened in lodz", "Trams stood in Łódź.", "what happened in Łódź"),
        ("Who is Bjorn Faeroy?", "Bjørn Færøy won.", "Who is Bjørn Færøy?"),
        ("Who lives in Lange Strasse?", "Lange Straße is empty.", "Who lives in Lange Straße?"),
        ("Who is Mueller's heir?", "Müller died.", "Who is Müller's heir?"),
        ("Where is Çankiri?", "Çankırı sent rings.", "Where is Çankırı?"),
        ("Who is Ilia Petrov in Ёлкино or Елкин?", "Ёлкин came.", "Who is Ilia Petrov in Ёлкино or Ёлкин?"),
        ("Did the B52s land?", "Two B-52s landed.", "Did the B-52s land?"),
        ("When did the MVK19 ward close?", "The MVK‑19 ward closed.", "When did the MVK‑19 ward close?"),
        ("What does the R & D office do?", "The R&D office is small.", "What does the R&D office do?"),
    ],
)
def test_a_name_is_written_as_the_sentence_has_it(question: str, sentence: str, written: str) -> None:
    assert as_spelt(question, ["Nothing of it.", sentence]) == written


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Where is Zurich?", ["Zürich is here.", "Zurich is there."]),  # some write it so
        ("Where is the shell?", ["She'll go.", "“He’ll go.”"]),
        ("Will they resume work?", ["Her résumé was long."]),  # no name
        ("How large is 1250000 or 35?", ["1,250,000 and 3.5"]),
        ("What did the W.T.O. rule?", ["The WTO ruled."]),
        ("Who is Zürich's mayor?", ["Zürich has none."]),
        ("Where is Nordlicht?", ["Nord­licht is here."]),
        ("Who killed him?", ["Kills rose."]),
        ("What of its mill?", ["It's late at Mill’s."]),
        ("Did the B52s land?", ["Two B-52s landed, as B52s do."]),
        ("Is the followup near?", ["A follow-up is near."]),  # no name
    ],
)
def test_a_question_is_left_as_it_is(question: str, sentences: list[str]) -> None:
    assert as_spelt(question, sentences) == question


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who is the inspecter?", "Who is the Inspector?"),
        ("how many turists cancelled", "how many tourists cancelled"),
        ("Who orgnised the programme?", "Who organised the programme?"),
        ("what burned in tavolsted", "what burned in Tavolstead"),
        ("Where is Kwandabele?", "Where is Kwandebele?"),
        ("where is harborside", "where is Harbourside"),
        ("what did marllowe count", "what did Marlowe count"),
        ("Who is Grethe Marllowe?", "Who is Grethe Marlowe?"),
    ],
)
def test_a_slip_is_read_as_the_articles_have_it(view: View, question: str, read: str) -> None:
    assert as_spelt(question, [TEXT], slips=slips_of(view, question)) == read


@pytest.mark.parametrize(
    "question",
    [
        "Who is the Inspector?",
        "Who defends the detour?",  # words of English, near "defence" and "tourists"
        "How many purists cancelled?",
        "Who organizes the program?",
        "Who is Greta Marlin?",
        "Wann wurde das Programm gestopt?",
        "Who is marlorn?",
    ],
)
def test_no_other_word_is_taken_for_a_slip(view: View, question: str) -> None:
    assert slips_of(view, question) == {}
    assert as_spelt(question, [TEXT], slips=slips_of(view, question)) == question


SHORT = "Eleven people were killed aboard the Linnea, which carried copper. She taught two children. He filled a jar."


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    folder: Path = tmp_path_factory.mktemp("short")
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add([Article("a", "Ferry", SHORT)])
        with corpus.view() as view:
            yield view


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("how many poeple were kiled", "how many people were killed"),
        ("who was killled", "who was killed"),
        ("who tought the childern", "who taught the children"),
        ("Where did the Linea sink?", "Where did the Linnea sink?"),
        ("where did the linea sink", "where did the Linnea sink"),
        ("was there any coper", "was there any copper"),
        ("who filed the report", "who filed the report"),  # a word of English
        ("who caried it", "who carried it"),
        ("did a lion eat her", "did a lion eat her"),
    ],
)
def test_a_slip_in_a_short_word_or_an_irregular_form_is_read(short: View, question: str, read: str) -> None:
    assert as_spelt(question, [SHORT], slips=slips_of(short, question)) == read


def test_of_two_forms_of_a_word_the_nearer_is_read(view: View) -> None:
    slips = {"inspecter": Spelling(("inspector",), 1, is_slip=True)}
    sentences = ["Inspectors came.", "The inspector left."]
    assert as_spelt("Who is the inspecter?", sentences, slips=slips) == "Who is the inspector?"
    assert as_spelt("Who is the inspecter?", sentences[:1], slips=slips) == "Who is the Inspectors?"


@pytest.mark.parametrize(
    "question",
    [
        "Ποιος είναι στο Tavolstead;", "Πόσο κόστισε;", "Кто был в Tavolstead?", "Кто такой Marlowe?",
        "Wann war das Feuer in Tavolstead?",
        "Pourquoi Tavolstead?", "¿Cuántos inspectores?", "Quando arrivò Marlowe?", "Hvornår kom Marlowe?",
    ],
)  # fmt: skip
def test_words_that_ask_in_another_language_are_not_missed(view: View, question: str) -> None:
    assert not {key_of(word) for word in asked(view, question).unknown} & ASKING


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
