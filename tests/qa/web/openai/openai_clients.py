"""Asks a served corpus through LangChain and LlamaIndex and prints what came back as JSON.

    python openai_clients.py BASE-URL QUESTION FOLLOW-UP

Runs in a process of its own, which imports these libraries and nothing of ours.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI, OpenAI
from llama_index.core import PromptTemplate
from llama_index.core.chat_engine import SimpleChatEngine
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike
from openai import BadRequestError
from pydantic import BaseModel


class Fact(BaseModel):
    """A shape that a program may ask for."""

    number: int


def refused(work: Any) -> str | None:
    """Say which parameter a refusal names; None when nothing was refused."""
    try:
        work()
    except BadRequestError as error:
        return error.param
    return None


def langchain(base: str, question: str, follow_up: str) -> dict[str, Any]:
    """Use LangChain's chat model in the ways its users do."""
    model = ChatOpenAI(base_url=base, api_key="none", model="gpt-4o-mini", max_tokens=-1, temperature=0.1, n=2)
    first = model.invoke(question)
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    prompt = (
        "Use the following pieces of context to answer the question at the end.\n\n"
        f"It rained all day.\n\nQuestion: {question}\nHelpful Answer:"
    )
    one = ChatOpenAI(base_url=base, api_key="none", model="any", stream_usage=True)
    return {
        "first": first.content,
        "usage": first.usage_metadata,
        "streamed": "".join(str(chunk.content) for chunk in one.stream(question)),
        "follow_up": model.invoke(
            [SystemMessage("Be brief."), HumanMessage(question), first, HumanMessage(follow_up)]
        ).content,
        "picture": model.invoke([HumanMessage([{"type": "text", "text": question}, picture])]).content,
        "wrapped": model.invoke(prompt).content,
        "title": model.invoke(f"Write a concise title for this conversation.\n\nUser: {question}\nAI: Four.").content,
        "tools": model.bind_tools([Fact]).invoke(question).content,
        "shapes": [
            refused(partial(one.with_structured_output(Fact, method=method).invoke, question))
            for method in ("json_schema", "function_calling", "json_mode")
        ],
        "completion": OpenAI(base_url=base, api_key="none", model="any").invoke(question),
        "responses": ChatOpenAI(base_url=base, api_key="none", model="any", use_responses_api=True)
        .invoke(question)
        .text,
        "empty_turn": model.invoke([HumanMessage(question), AIMessage(""), HumanMessage(question)]).content,
    }


def llama_index(base: str, question: str, follow_up: str) -> dict[str, Any]:
    """Use LlamaIndex's OpenAILike in the ways its users do."""
    chat = OpenAILike(model="grounded-qa", api_base=base, api_key="none", is_chat_model=True, context_window=8000)
    plain = OpenAILike(model="grounded-qa", api_base=base, api_key="none", context_window=8000)
    template = PromptTemplate(
        "Context information is below.\n---------------------\n{context}\n---------------------\n"
        "Given the context information and not prior knowledge, answer the query.\nQuery: {query}\nAnswer: "
    )
    engine = SimpleChatEngine.from_defaults(llm=chat)
    engine.chat(question)
    return {
        "chat": chat.chat([ChatMessage(role="user", content=question)]).message.content,
        "streamed": [chunk.delta for chunk in chat.stream_chat([ChatMessage(role="user", content=question)])],
        "plain": plain.complete(question).text,
        "plain_streamed": [chunk.delta for chunk in plain.stream_complete(question)],
        "wrapped": chat.predict(template, context="It rained all day. " * 200, query=question),
        "follow_up": str(engine.chat(follow_up)),
    }


if __name__ == "__main__":
    told = {"langchain": langchain(*sys.argv[1:]), "llama_index": llama_index(*sys.argv[1:])}
    sys.stdout.write(json.dumps(told))
