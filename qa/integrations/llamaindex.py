"""LlamaIndex: a retriever of cited sentences (extra ``llamaindex``)."""

from __future__ import annotations

import asyncio

from index.records import Filters
from qa.integrations.evidence import Asks, evidence_of
from qa.integrations.not_installed import not_installed

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise not_installed("LlamaIndex", extra="llamaindex", error=error) from None


class AnswerRetriever(BaseRetriever):  # type: ignore[misc]
    """Retrieves the sentences that answer, as nodes with their citations as metadata and their confidence as score;
    none where it abstains. ``asked`` is an ``Engine`` or a ``Client``."""

    def __init__(self, asked: Asks, *, limit: int = 3, filters: Filters | None = None) -> None:
        """Retrieve from what is asked, at most ``limit`` sentences, of articles that pass the filters."""
        super().__init__()
        self._asked, self._limit, self._filters = asked, limit, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        answer = self._asked.ask(query_bundle.query_str, limit=self._limit, filters=self._filters)
        return [
            NodeWithScore(node=TextNode(id_=one.id, text=one.text, metadata=one.metadata), score=one.confidence)
            for one in evidence_of(answer)
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
