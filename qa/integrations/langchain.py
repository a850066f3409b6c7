"""LangChain: a retriever of cited sentences, and a tool that answers with them (extra ``langchain``)."""

from __future__ import annotations

from typing import Any

from index.records import Filters
from qa.errors import QuestionError
from qa.integrations.evidence import Asks, evidence_of
from qa.integrations.not_installed import not_installed

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.tools import BaseTool, StructuredTool, ToolException
except ModuleNotFoundError as error:
    raise not_installed("LangChain", extra="langchain", error=error) from None


_DESCRIPTION = (
    "Answer a question with sentences of the articles, word for word, each with its source. Quote them unchanged. "
    "When no sentence was recognised as an answer, say so."
)


class AnswerRetriever(BaseRetriever):  # type: ignore[misc]
    """Retrieves the sentences that answer, with their citations as metadata; none where it abstains.

    ``asked`` is an ``Engine`` or a ``Client``."""

    asked: Any
    limit: int = 3
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        answer = self.asked.ask(query, limit=self.limit, filters=self.filters)
        evidence = evidence_of(answer)
        return [Document(one.text, metadata=one.metadata, id=one.id) for one in evidence]


def answer_tool(asked: Asks, *, limit: int = 3) -> BaseTool:
    """Make a tool that a model calls with a question; its artifact is the answer as ``Answer.to_dict`` has it.

    A question that cannot be used, such as an empty one, is told to the model, which may ask another."""

    def ask_the_articles(question: str) -> tuple[str, dict[str, Any]]:
        try:
            answer = asked.ask(question, limit=limit)
        except QuestionError as error:
            raise ToolException(str(error)) from error
        return str(answer), answer.to_dict()

    return StructuredTool.from_function(
        ask_the_articles,
        description=_DESCRIPTION,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )
