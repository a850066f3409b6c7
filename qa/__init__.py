"""Question -> retrieval -> reading -> evidence -> answer, and every door to it.

>>> from qa import ask
>>> answer = ask("Who was first on the Moon?", corpus="news")  # doctest: +SKIP
>>> answer.quotes[0].text, answer.quotes[0].citation.start  # doctest: +SKIP
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from index.records import Filters
from qa.engine import Engine
from qa.records import Answer, Citation, Quote
from qa.settings import load

__all__ = ["Answer", "Citation", "Engine", "Filters", "Quote", "aask", "ask"]


def ask(question: str, *, corpus: str | Path | None = None, limit: int = 3, filters: Filters | None = None) -> Answer:
    """Answer one question from the corpus in a folder; without one, from that of QA_CORPUS or else ./corpus.

    A program that asks often opens an ``Engine`` once instead.
    """
    with Engine.open(corpus, settings=load()) as engine:
        return engine.ask(question, limit=limit, filters=filters)


async def aask(
    question: str, *, corpus: str | Path | None = None, limit: int = 3, filters: Filters | None = None
) -> Answer:
    """Answer as ``ask`` does, in a thread, so that the event loop goes on, also while models are opened."""
    return await asyncio.to_thread(ask, question, corpus=corpus, limit=limit, filters=filters)
