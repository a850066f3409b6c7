"""Question -> retrieval -> reading -> evidence -> answer, and every door to it.

>>> from qa import ask
>>> answer = ask("Who was first on the Moon?", corpus="news")  # doctest: +SKIP
>>> answer.quotes[0].text, answer.quotes[0].citation.start  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

import index  # noqa: F401 - before all others: it switches off what libraries report
import qa.errors  # noqa: F401 - what a caller catches
from index.extras import loaded_when_used

if TYPE_CHECKING:
    from index.records import Article, Filters
    from qa.async_engine import AsyncEngine, aask
    from qa.client import AsyncClient, Client
    from qa.engine import Engine
    from qa.engine_cache import ask
    from qa.records import Answer, Citation, Quote, Turn

    #: The version of the installed package.
    __version__: str

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

if not TYPE_CHECKING:
    # Where each name above stands.
    _MODULES = {
        "Answer": "qa.records",
        "Article": "index.records",
        "AsyncClient": "qa.client",
        "AsyncEngine": "qa.async_engine",
        "Citation": "qa.records",
        "Client": "qa.client",
        "Engine": "qa.engine",
        "Filters": "index.records",
        "Quote": "qa.records",
        "Turn": "qa.records",
        "aask": "qa.async_engine",
        "ask": "qa.engine_cache",
    }

    _loaded, _all_names = loaded_when_used(__name__, _MODULES)

    def __getattr__(name: str) -> object:
        if name == "__version__":  # what tells it takes as long to load as all of this
            return importlib.import_module("importlib.metadata").version("grounded-qa")
        return _loaded(name)

    def __dir__() -> list[str]:
        # ``help`` loads all that is listed, and the clients need a library that may not be installed.
        unlisted = set() if find_spec("httpx2") else {"AsyncClient", "Client"}
        return sorted({"__version__", *_all_names()} - unlisted)
