"""Articles of texts, rows and data frames."""

from __future__ import annotations

import datetime

import pytest

from index.article_conversion import of_dataframe, of_rows, of_texts
from index.corpus import Corpus
from index.errors import InvalidArticle
from tests.support.doubles import HashEncoder


def test_a_text_is_an_article() -> None:
    (article,) = of_texts(["Ferry late\n\nThe ferry to Norvik was late."])
    assert (article.title, article.text) == ("Ferry late", "Ferry late\n\nThe ferry to Norvik was late.")


def test_a_text_of_one_line_is_a_sentence_and_no_title() -> None:
    with Corpus.from_texts(["The ferry to Norvik was late."], encoder=HashEncoder()) as corpus, corpus.view() as view:
        (listed,) = view.articles()
        assert [sentence.role for sentence in view.sentences(listed.id)] == ["body"]


@pytest.mark.parametrize(
    "texts",
    ["one text", ["good", ""], ["good", None], [b"bytes"], ["good", "half \ud800"], {"ferry": "It was late."}],
)
def test_what_is_no_text_is_named(texts: object) -> None:
    with pytest.raises(InvalidArticle, match=r"write \[text\]|text [12]:? |give its values"):
        list(of_texts(texts))  # type: ignore[arg-type]


@pytest.mark.parametrize("frame", [[{"text": "It rained."}], None, "It rained."])
def test_what_is_no_data_frame_is_named(frame: object) -> None:
    with pytest.raises(InvalidArticle, match=r"of type \w+; give a DataFrame"):
        list(of_dataframe(frame))  # type: ignore[arg-type]


def test_what_a_row_does_not_say_is_not_said() -> None:
    day = datetime.date(2025, 3, 4)
    rows = [{"id": 7, "text": "It rained.", "published": day, "source": float("nan"), "url": None, "views": 3}]
    (article,) = of_rows(rows)
    assert (article.id, article.published, article.source, article.url) == ("7", "2025-03-04", None, None)


def test_a_data_frame_is_read_row_by_row() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "text": ["It rained.", "It snowed."],
            "title": ["Rain", None],
            "published": pandas.to_datetime(["2025-03-04", None]),
        }
    )
    first, second = of_dataframe(frame)
    assert (first.title, first.published) == ("Rain", "2025-03-04")
    assert (second.title, second.published) == ("", None)
    with pytest.raises(InvalidArticle, match="no column 'text', but title, published"):
        list(of_dataframe(frame.drop(columns="text")))
    with Corpus.from_dataframe(frame, encoder=HashEncoder()) as corpus:
        assert len(corpus.articles()) == 2


def test_a_temporary_corpus_is_gone_when_it_is_closed_and_when_it_cannot_be_filled() -> None:
    with Corpus.from_texts(["It rained.", "It snowed."], encoder=HashEncoder()) as corpus:
        folder = corpus.folder
        assert folder.is_dir()
        assert len(corpus.articles()) == 2
    assert not folder.exists()
    with pytest.raises(InvalidArticle):
        Corpus.from_texts(["It rained.", ""], encoder=HashEncoder())
