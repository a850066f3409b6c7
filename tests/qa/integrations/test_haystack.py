"""Haystack: the component in a pipeline, and saved with it."""

from __future__ import annotations

import pytest

pytest.importorskip("haystack")

from haystack import Pipeline
from haystack.utils import Secret

from qa.errors import QuestionError, SettingsError
from qa.integrations.haystack import AnswerRetriever
from tests.qa.integrations.conftest import NOTHING, QUESTION
from tests.support.newsroom import MARKET


def test_a_pipeline_returns_cited_sentences_also_after_it_was_saved(address: str) -> None:
    pipeline = Pipeline()
    pipeline.add_component("ask", AnswerRetriever(address=address, key=Secret.from_env_var("NOBODY", strict=False)))
    saved = Pipeline.loads(pipeline.dumps(), allowed_modules=["qa.integrations.haystack"])
    for each in (pipeline, saved):
        found = each.run({"ask": {"query": QUESTION, "limit": 1}})["ask"]
        (document,) = found["documents"]
        assert MARKET.text[document.meta["start"] : document.meta["end"]] == document.content
        assert document.score == document.meta["confidence"]
        assert found["answer"]["status"] == "answered"
        assert each.run({"ask": {"query": NOTHING}})["ask"]["documents"] == []
        each.get_component("ask").close()


@pytest.mark.parametrize("named", [{}, {"corpus": "news", "address": "http://127.0.0.1:1"}])
def test_what_is_asked_is_one_of_both(named: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="one of both"):
        AnswerRetriever(**named)


def test_a_limit_of_none_at_all_is_refused_and_not_replaced(address: str) -> None:
    retriever = AnswerRetriever(address=address)
    with pytest.raises(QuestionError, match="limit"):
        retriever.run(QUESTION, limit=0)
    retriever.close()
