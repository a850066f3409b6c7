"""Reading the question sets: sentences, the one that answers, and what is left out."""

import gzip
import json

import pytest

from scripts.train.sources import normal, read_pool

CONTEXT = "Aldra is a river. It was dammed in 1931 by Ilse Brandt. In 1931 the town had no school."


def question(text, *answers, impossible=False):
    return {"question": text, "is_impossible": impossible, "answers": list(answers)}


def listed(text, *starts):
    return {"text": text, "starts": list(starts)}


@pytest.fixture
def data(tmp_path):
    """A folder with every set, each of one paragraph."""
    asked = [
        question("When was the river dammed?", listed("1931", CONTEXT.index("1931"), CONTEXT.rindex("1931"))),
        question("Who paid for it?", impossible=True),
        question(" "),
        question("What is lost?"),
    ]
    kept = {"title": "Aldra_river", "paragraphs": [{"context": CONTEXT, "qas": asked}]}
    measured = {
        "title": "Dams",
        "paragraphs": [{"context": "A dam holds water.", "qas": [question("What does it hold?")]}],
    }
    for name, articles in (("squad_train", [kept]), ("squad2_dev", [measured])):
        (tmp_path / name).mkdir()
        with gzip.open(tmp_path / name / "articles.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(article) + "\n" for article in articles)
    post = {
        "context": "My cat sleeps. It likes fish.",
        "qas": [question("What does it like?", {"text": "fish", "answer_start": 24})],
    }
    (tmp_path / "squadshifts").mkdir()
    for name in ("new_wiki_v1.0.json", "reddit_v1.0.json"):
        paragraphs = [post] if "reddit" in name else []
        (tmp_path / "squadshifts" / name).write_text(json.dumps({"data": [{"title": "x", "paragraphs": paragraphs}]}))
    (tmp_path / "squad2_500").mkdir()
    queries = {"queries": [{"context": "a dam  holds water.", "question": "what is lost"}]}
    (tmp_path / "squad2_500" / "queries.json").write_text(json.dumps(queries))
    (tmp_path / "xquad").mkdir()
    (tmp_path / "xquad" / "xquad.en.json").write_text(json.dumps({"data": []}))
    return tmp_path


def test_sentences_are_the_products_and_titles_are_readable(data):
    pool = read_pool(data)
    assert pool.paragraphs[0].sentences == tuple(s.strip() + "." for s in CONTEXT.split(".") if s.strip())
    assert pool.paragraphs[0].title == "Aldra river"


def test_of_places_where_an_answer_stands_the_sentence_that_shares_most_words_answers(data):
    asked = read_pool(data).questions[0]
    assert asked.sentence == 1
    assert read_pool(data).paragraphs[0].sentences[1][slice(*asked.span)] == "1931"
    assert asked.answers == ("1931",)


def test_a_question_without_an_answer_is_kept_as_such_and_an_empty_one_left_out(data):
    texts = {q.text: q.sentence for q in read_pool(data).questions}
    assert texts["Who paid for it?"] is None
    assert "" not in texts


def test_what_is_for_measuring_is_left_out(data):
    pool = read_pool(data)
    assert not any("dam holds" in sentence for p in pool.paragraphs for sentence in p.sentences)
    assert not any(normal(q.text) in ("whatislost", "whatdoesithold") for q in pool.questions)


def test_a_forums_posts_have_no_title_and_are_articles_of_their_own(data):
    post = read_pool(data).paragraphs[-1]
    assert post.title == ""
    assert post.article.endswith("#0")
    last = read_pool(data).questions[-1]
    assert (last.sentence, last.answers) == (1, ("fish",))
