"""LlamaIndex: the retriever, run as LlamaIndex runs it."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("llama_index.core")

from qa.client import Client
from qa.engine import Engine
from qa.integrations.llamaindex import AnswerRetriever
from tests.qa.integrations.conftest import NOTHING, QUESTION
from tests.support.newsroom import MARKET


def test_nodes_carry_their_citations(engine: Engine) -> None:
    retriever = AnswerRetriever(engine, limit=1)
    (found,) = retriever.retrieve(QUESTION)
    said = found.node.metadata
    assert MARKET.text[said["start"] : said["end"]] == found.node.get_content()
    assert found.score == said["confidence"]
    (awaited,) = asyncio.run(retriever.aretrieve(QUESTION))
    assert awaited.node.node_id == found.node.node_id == "market:0-67"
    assert retriever.retrieve(NOTHING) == []


def test_a_service_may_be_asked(address: str) -> None:
    with Client(address) as client:
        assert AnswerRetriever(client).retrieve(QUESTION)[0].node.metadata["source"] == "The Tribune"
