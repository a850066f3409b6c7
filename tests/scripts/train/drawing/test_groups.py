"""Groups: at most one candidate answers, negatives are safe, draws can be repeated, held-back articles stay back."""

from dataclasses import replace

import pytest

from scripts.train.drawing.groups import chosen_questions, held_back_articles, make_groups, narrowed
from scripts.train.drawing.mining import WordMiner, safe
from scripts.train.drawing.recipes import Recipe
from scripts.train.records import Paragraph, Pool, Question
from tests.support.doubles import HashEncoder

RIVERS = ["Aldra", "Borun", "Cevin", "Dalto", "Emmer", "Fando"]


def paragraph(river, number, name):
    sentences = (
        f"The {river} rises in the hills of county {number}.",
        f"It was dammed in {1900 + number} by the engineer Ilse Brandt.",
        f"The {river} floods the valley every spring.",
        "Fish were seen there by many visitors.",
    )
    return Paragraph(river, f"{name}#{river}", sentences)


@pytest.fixture(scope="module")
def pool():
    paragraphs, questions = [], []
    for name in ("squad_train", "squad2_dev"):
        for number, river in enumerate(RIVERS):
            place = len(paragraphs)
            paragraphs.append(paragraph(river, number, name))
            questions.append(Question(f"When was the {river} dammed?", place, 1, (17, 21), (str(1900 + number),)))
            questions.append(Question(f"When did the {river} dry up?", place, None, (-1, -1), ()))
            questions.append(Question(f"What floods the valley of the {river}?", place, 2, (0, 9), (f"The {river}",)))
    return Pool(tuple(paragraphs), tuple(questions))


RECIPE = Recipe(squad_train=18, held_back=0.2, held_back_on_topic=1)


@pytest.fixture(scope="module")
def groups(pool):
    return list(make_groups(pool, RECIPE))


def test_at_most_one_candidate_answers_and_only_in_answered_groups(groups):
    assert {g.kind for g in groups} >= {"answered", "on_topic", "taken_away"}
    for group in groups:
        assert sum(c.answers for c in group.candidates) == (group.kind == "answered")
        assert 1 <= len(group.candidates) <= 1 + RECIPE.negatives


def test_spans_mark_an_answer(groups):
    marked = [c.text[slice(*c.span)] for g in groups for c in g.candidates if c.answers]
    assert marked
    assert all(text.isdigit() or text.startswith("The ") for text in marked)


def test_a_negative_holds_no_answer(pool, groups):
    answers = {q.text.lower().rstrip("?"): q.answers for q in pool.questions}
    for group in groups:
        for candidate in group.candidates:
            if candidate.origin in ("near", "article", "far"):
                held = answers.get(group.question.lower().rstrip("? "), ())
                assert not any(answer in candidate.text for answer in held)


def test_the_same_recipe_draws_the_same_groups_and_another_seed_others(pool, groups):
    assert list(make_groups(pool, RECIPE)) == groups
    assert list(make_groups(pool, Recipe(seed=8, squad_train=18))) != groups


def test_groups_of_held_back_articles_are_for_measuring(pool, groups):
    held = held_back_articles(pool, RECIPE)
    assert any(article.startswith("squad2_dev#") for article in held)
    dev = {g.question for g in groups if g.fold == "dev" and g.kind != "swapped"}
    assert dev
    for river in RIVERS:
        both = {f"squad_train#{river}", f"squad2_dev#{river}"}
        if not both & held:
            assert not any(river.lower() in question.lower() for question in dev)


def test_questions_of_squad2_dev_are_used_as_often_as_the_recipe_says(pool):
    chosen = chosen_questions(pool, Recipe(squad_train=4, squad2_passes=3))
    assert len(chosen) == 4 + 3 * 18


def test_titles_go_from_a_whole_group_or_from_none(groups):
    seen = set()
    for group in groups:
        titled = {bool(c.title) for c in group.candidates}
        assert len(titled) == 1
        seen |= titled
    assert seen == {True, False}


def test_the_likeliest_sentences_share_words_and_are_told_by_article(pool):
    miner = WordMiner(pool)
    (own, far), *_ = miner.nearest([pool.questions[0]], each=4)
    assert own[0][0] == 0
    assert all(pool.paragraphs[p].article == "squad_train#Aldra" for p, _ in own)
    assert all(pool.paragraphs[p].article != "squad_train#Aldra" for p, _ in far)


def test_a_repeat_of_the_answering_sentence_is_no_negative(pool):
    question = pool.questions[0]
    assert not safe(pool, question, (1, 1))
    assert safe(pool, question, (0, 2))


def test_by_vectors_every_sentence_of_the_pool_has_its_cosine(pool):
    recipe = Recipe(squad_train=18, mined_by="vectors", articles=4, held_back=0.2, held_back_on_topic=1)
    made = list(make_groups(pool, recipe, HashEncoder()))
    assert made
    assert all(-1 <= c.cosine <= 1 for g in made for c in g.candidates if c.origin != "echo")
    titles = {c.title for g in made for c in g.candidates if c.title}
    assert titles == set(RIVERS)


def test_a_narrowed_pool_keeps_its_questions_on_their_paragraphs(pool):
    narrow = narrowed(pool, Recipe(articles=2))
    assert len(narrow.paragraphs) == 2 + len(RIVERS)
    for question in narrow.questions:
        assert narrow.paragraphs[question.paragraph].title in question.text
    assert narrowed(pool, Recipe()) is pool


def test_a_dateline_stands_before_answers_and_others_alike(pool):
    recipe = Recipe(squad_train=18, dated=1.0, headlined=1.0, untitled=0.0, unanswered=0.0, cut=0.0)
    many = [group for seed in range(30) for group in make_groups(pool, replace(recipe, seed=seed))]
    shown = [(c.answers, not c.text.startswith(("The ", "It ", "Fish "))) for g in many for c in g.candidates]
    shares = [sum(dated for answers, dated in shown if answers is right) for right in (True, False)]
    counts = [sum(answers is right for answers, _ in shown) for right in (True, False)]
    assert abs(shares[0] / counts[0] - shares[1] / counts[1]) < 0.1
    assert all(c.text[slice(*c.span)] for g in many for c in g.candidates if c.answers)
    assert any(c.title not in RIVERS for g in many for c in g.candidates)
