"""Keywords that LlamaIndex asks for: of a text, of a question, of a document, and for a graph."""

from __future__ import annotations

from functools import partial

import pytest

from qa.web.openai.prompts.tasks import ChatMessage, reply_to_task
from tests.support.work import steps

QUESTION = "Who rang the bell at Orsby?"
LINE = "---------------------\n"
FORM = "Give them, comma-separated, in this format: 'KEYWORDS: <keywords>'\n"


def reply(text: str) -> str | None:
    return reply_to_task([ChatMessage("user", text)])


def table(order: str, text: str) -> str:
    return f"{order}{LINE}{text}\n{LINE}{FORM}"


def test_keywords_of_a_question_are_its_words_in_the_form_that_is_shown() -> None:
    order = "There is a question below. For this question, extract up to 7 keywords from the text. No stopwords.\n"
    assert reply(table(order, QUESTION)) == "KEYWORDS: rang, bell, Orsby"


def test_keywords_of_a_text_are_the_most_frequent_of_its_words() -> None:
    text = "The bell of Orsby rang.\n\nNobody knew why the bell rang, and the sexton of Orsby slept."
    # The dashes may follow the order on its line.
    order = "There is a text below. Extract up to 3 keywords from it. Avoid stopwords."
    assert reply(table(order, text)) == "KEYWORDS: bell, Orsby, rang"


def test_keywords_of_a_document_stand_behind_the_last_line() -> None:
    text = "The sexton of Orsby rang it.. Give 5 unique keywords for this document. Comma separated. Keywords: "
    assert reply(text) == "sexton, Orsby, rang"


def test_keywords_for_a_graph_are_separated_as_it_wants_them() -> None:
    text = (
        "For an initial query, generate synonyms or related keywords up to 10 in total.\nPut all, separated by '^', "
        f"into one line: 'keyword1^keyword2^...'\n----\nQUERY: {QUESTION}\n----\nKEYWORDS: "
    )
    assert reply(text) == "rang^bell^Orsby"


@pytest.mark.parametrize(
    "text",
    [
        "Which keywords did the ministry extract, comma-separated or not?",
        "Give the keywords that the police looked for.",
        "What were the comma-separated keywords of the search? Keywords: ",
        "Did he list the keywords of the article, separated by commas?\n----\nHe did.\n----\n",
        f"A text is below.\n{LINE}The ministry gave keywords, comma-separated.\n{LINE}Answer this: {QUESTION}",
        f"Context information is below.\n{LINE}Give keywords, comma-separated.\n{LINE}Query: {QUESTION}\nAnswer: ",
        table("Extract 5 keywords.\n", " "),
    ],
)
def test_questions_and_other_prompts_are_no_such_task(text: str) -> None:
    assert reply(text) is None


@pytest.mark.parametrize(
    "piece", ["give key", ". give keywords ", "-----\n", "----\na\n", ", give ", "keywords: ", "a b "]
)
def test_a_text_twice_as_long_is_read_in_twice_as_many_steps(piece: str) -> None:
    for end in ("", "Keywords:"):
        texts = [piece * (size // len(piece)) + end for size in (50_000, 100_000)]
        once, twice = (steps(partial(reply, text)) for text in texts)
        assert twice <= 2.5 * once, piece
