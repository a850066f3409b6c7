"""Groups with negatives of other articles: none that may answer, and the same again for the same seed."""

import pytest

from scripts.sets.typed import TypedQuestion, digest
from scripts.sets.written import WrittenArticle, WrittenQuestion
from scripts.train.drawing.cross_document import CrossMaker
from scripts.train.drawing.documents import (
    Asked,
    CrossRecipe,
    Document,
    on_topic_documents,
    squad_documents,
    together,
    typed_documents,
    written_documents,
)
from scripts.train.records import NO_SPAN, Paragraph, Pool, Question
from tests.support.doubles import HashEncoder

RECIPE = CrossRecipe(rare=1, taken_away=0.5, untitled=0.0)
BRIDGE = ("The Aldra Bridge opened in 1904.", "It carries the road to Velm.", "A toll was charged until 1950.")
SUBJECTS = ("Corrin", "Dalby", "Esker", "Farne", "Gorsey", "Harrow")
OTHERS = [
    Document(f"{s} Bridge", f"w-{s}", "train", (f"The {s} Bridge opened in 1{n}07.",))
    for n, s in enumerate(SUBJECTS, 2)
]
NAMED = Asked("when did the aldra bridge open", 0, {0: (27, 31)}, frozenset({1, 2}))
NAMELESS = Asked("when did the bridge open", 0, {0: (27, 31)}, frozenset({1, 2}))


@pytest.fixture(scope="module")
def maker():
    return CrossMaker([Document("Aldra Bridge", "w-0", "dev", BRIDGE), *OTHERS], HashEncoder(), RECIPE)


def test_negatives_are_of_the_own_article_and_of_others(maker):
    groups = [maker.group(NAMED) for _ in range(40)]
    assert {g.kind for g in groups} == {"answered", "taken_away"}
    for group in groups:
        right = [(c.text, c.text[slice(*c.span)]) for c in group.candidates if c.answers]
        assert right == ([(BRIDGE[0], "1904")] if group.kind == "answered" else [])
        assert sorted(c.origin for c in group.candidates if not c.answers) == ["far", "far", "near", "near"]
        assert group.fold == "dev"


def test_an_article_that_holds_the_naming_word_gives_no_negative():
    documents = [Document("Aldra Bridge", "w-0", "train", BRIDGE), *OTHERS]
    rival = Document("Velm", "w-9", "train", ("In Aldra a bridge opened in 1904.",))
    maker = CrossMaker([*documents, rival], HashEncoder(), CrossRecipe(rare=2))
    drawn = [c.text for _ in range(40) for c in maker.group(NAMED).candidates]
    assert rival.sentences[0] not in drawn


def test_a_question_that_names_nothing_gets_negatives_of_its_own_article_alone(maker):
    for _ in range(20):
        assert {c.origin for c in maker.group(NAMELESS).candidates} <= {"gold", "near"}


def test_a_question_of_a_document_with_nothing_wrong_in_it_and_no_name_gives_no_group(maker):
    assert maker.group(Asked("when did the bridge open", 0, {0: (27, 31)}, frozenset())) is None


def test_a_sentence_brings_the_heading_that_it_stands_under():
    question = WrittenQuestion("When did it open?", "when", ("It opened in 1904.",), "1904")
    paragraphs = ("It opened in 1904. It is red.", "A toll was charged until 1950.")
    article = WrittenArticle("x", "Aldra Bridge", "Post", "2026-01-02", paragraphs, (question,), ("History", "Money"))
    documents, asked = written_documents([article], RECIPE)
    assert documents[0].headings == ("History", "History", "Money")
    maker = CrossMaker(documents, HashEncoder(), CrossRecipe(taken_away=0.0, untitled=0.0))
    group = maker.group(asked[0])
    assert {(c.text, c.title, c.section, c.span) for c in group.candidates} == {
        ("It opened in 1904.", "Aldra Bridge", "History", (13, 17)),
        ("It is red.", "Aldra Bridge", "History", (-1, -1)),
        ("A toll was charged until 1950.", "Aldra Bridge", "Money", (-1, -1)),
    }


def test_the_same_seed_draws_the_same_groups():
    documents = [Document("Aldra Bridge", "w-0", "train", BRIDGE), *OTHERS]
    first, second = (CrossMaker(documents, HashEncoder(), RECIPE) for _ in range(2))
    assert [first.group(NAMED) for _ in range(9)] == [second.group(NAMED) for _ in range(9)]


def test_typed_questions_find_their_paragraph_and_their_sentences():
    text = " ".join(BRIDGE)
    start = text.index(BRIDGE[2])
    answered = TypedQuestion(
        "until when toll aldra", digest("Aldra", text), ((start, len(text)),), (start + 25, start + 29)
    )
    unanswered = TypedQuestion("who built aldra bridge", digest("Aldra", text), (), None)
    elsewhere = TypedQuestion("who", digest("Aldra", "other"), (), None)
    paragraphs = [("Velm", "s#Velm", "Rain."), ("Aldra", "s#Aldra", text)]
    documents, asked = typed_documents(paragraphs, [answered, unanswered, elsewhere], {"s#Aldra"})
    assert documents == [Document("Aldra", "s#Aldra", "dev", BRIDGE)]
    assert [(a.right, a.wrong) for a in asked] == [({2: (25, 29)}, frozenset({0, 1})), ({}, frozenset({0, 1, 2}))]
    assert BRIDGE[2][25:29] == "1950"


def test_written_and_squad_questions_take_the_same_form():
    question = WrittenQuestion("When did it open?", "when", (BRIDGE[0],), "1904")
    article = WrittenArticle("x-1", "Aldra Bridge", "Post", "2026-01-02", (" ".join(BRIDGE),), (question,))
    documents, asked = written_documents([article] * 15, RECIPE)
    assert [d.fold for d in documents].count("dev") == 1
    assert (asked[0].right, asked[0].wrong) == ({0: (27, 31)}, frozenset({1, 2}))
    pool = Pool(
        (Paragraph("Aldra", "squad_train#Aldra", BRIDGE), Paragraph("", "squad2_dev#B", BRIDGE)),
        (Question("When?", 0, 0, (27, 31), ("1904",)), Question("Who?", 0, None, NO_SPAN, ())),
    )
    own, questions = squad_documents(pool, CrossRecipe(plain=0.0), set())
    assert [(q.text, q.right) for q in questions] == [("When?", {0: (27, 31)})]
    joined, shifted = together((documents, asked), (own, questions))
    assert joined[shifted[-1].document].article == "squad_train#Aldra"


def test_on_topic_questions_are_those_of_squad2_dev_with_and_without_an_answer():
    pool = Pool(
        (Paragraph("Velm", "squad_train#Velm", BRIDGE), Paragraph("Aldra", "squad2_dev#Aldra", BRIDGE)),
        (
            Question("Which?", 0, 0, (27, 31), ("1904",)),
            Question("When?", 1, 0, (27, 31), ("1904",)),
            Question("Who built it?", 1, None, NO_SPAN, ()),
        ),
    )
    documents, asked = on_topic_documents(pool, CrossRecipe(plain=0.0, on_topic=9), {"squad2_dev#Aldra"})
    assert documents == [Document("Aldra", "squad2_dev#Aldra", "dev", BRIDGE)]
    assert {q.text: (q.document, q.right, q.wrong) for q in asked} == {
        "When?": (0, {0: (27, 31)}, frozenset({1, 2})),
        "Who built it?": (0, {}, frozenset({0, 1, 2})),
    }
    assert on_topic_documents(pool, CrossRecipe(), set()) == ([], [])
