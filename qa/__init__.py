"""Question -> retrieval -> reading -> evidence -> answer, and every door to it.

>>> from qa import ask
>>> answer = ask("Who was first on the Moon?", corpus="news")  # doctest: +SKIP
>>> answer.quotes[0].text, answer.quotes[0].citation.start  # doctest: +SKIP
"""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.records import Article, Filters
from qa.async_engine import AsyncEngine
from qa.engine import Engine
from qa.engine_cache import engine_cache
from qa.records import Answer, Citation, Quote, Turn
from qa.settings import load

if TYPE_CHECKING:
    from qa.client import AsyncClient, Client

__all__ = [
    "Answer",
    "Article",
    "AsyncClient",
    "AsyncEngine",
    "Citation",
    "Client",
    "Engine",
    "Filters",
    "Quote",
    "Turn",
    "aask",
    "ask",
]


def ask(
    question: str,
    *,
    corpus: str | Path | None = None,
    limit: int = 3,
    filters: Filters | None = None,
    speaker: str | None = None,
) -> Answer:
    """Answer one question from the corpus in a folder; without one, from that of QA_CORPUS or else ./corpus.

    The corpus and the models stay open for the next call. A program that needs more opens an ``Engine`` instead.
    """
    settings = load().with_(corpus=None if corpus is None else Path(corpus))
    with engine_cache.engine(settings) as engine:
        return engine.ask(question, limit=limit, filters=filters, speaker=speaker)


async def aask(
    question: str,
    *,
    corpus: str | Path | None = None,
    limit: int = 3,
    filters: Filters | None = None,
    speaker: str | None = None,
) -> Answer:
    """Answer as ``ask`` does, in a thread, so that the event loop goes on, also while models are opened."""
    return await asyncio.to_thread(ask, question, corpus=corpus, limit=limit, filters=filters, speaker=speaker)


def __getattr__(name: str) -> Any:
    if name not in ("AsyncClient", "Client"):  # loaded only when named, because they need an HTTP client library
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(importlib.import_module("qa.client"), name)
