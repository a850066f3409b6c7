"""LangChain: the retriever and the tool, run as LangChain runs them."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("langchain_core")

from index import Filters
from qa.client import Client
from qa.engine import Engine
from qa.integrations.langchain import AnswerRetriever, answer_tool
from tests.qa.integrations.conftest import NOTHING, QUESTION
from tests.support.newsroom import MARKET


def test_the_retriever_returns_cited_sentences(engine: Engine) -> None:
    retriever = AnswerRetriever(asked=engine, limit=1)
    (document,) = retriever.invoke(QUESTION)
    assert MARKET.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
    assert document.metadata["article_id"] == "market"
    assert asyncio.run(retriever.ainvoke(QUESTION)) == [document]
    assert retriever.invoke(NOTHING) == []


def test_filters_and_a_service_may_be_given(address: str) -> None:
    with Client(address) as client:
        kept = AnswerRetriever(asked=client, filters=Filters(sources=("The Echo",)))
        assert all(document.metadata["source"] == "The Echo" for document in kept.invoke(QUESTION))
        assert AnswerRetriever(asked=client).invoke(QUESTION)[0].metadata["source"] == "The Tribune"


def test_the_tool_tells_the_model_the_quotes_and_keeps_the_answer(engine: Engine) -> None:
    tool = answer_tool(engine, limit=1)
    assert list(tool.args) == ["question"]
    message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": {"question": QUESTION}})
    assert MARKET.text.splitlines()[0] in message.content
    assert message.artifact["status"] == "answered"
    assert "No sentence of 3 articles" in tool.invoke({"question": NOTHING})


def test_a_question_that_cannot_be_used_is_told_to_the_model(engine: Engine) -> None:
    call = {"type": "tool_call", "id": "1", "name": "ask_the_articles", "args": {"question": " "}}
    message = answer_tool(engine).invoke(call)
    assert (message.status, message.content) == ("error", "the question is empty; ask something")
    assert message.artifact is None
