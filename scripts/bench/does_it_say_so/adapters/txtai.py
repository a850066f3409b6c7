"""txtai: an embeddings database with its content store, hybrid (dense and BM25) as its documentation advises."""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings

from scripts.bench.does_it_say_so.protocol import LIMIT, Quote, Reply, sentences


class System:
    """The best sentences of both indexes; it always answers, its score is txtai's."""

    def __init__(self, folder: Path, model: str) -> None:
        del folder
        self.embeddings = Embeddings(path=model, content=True, hybrid=True, gpu=False)
        self.quotes: list[Quote] = []

    def add(self, articles: list[dict[str, str]]) -> None:
        for row in articles:
            self.quotes += [Quote(row["id"], row["text"][a:b], a, b) for a, b in sentences(row["text"])]
        self.embeddings.index((place, quote.text) for place, quote in enumerate(self.quotes))

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        del history  # it knows none
        hits = self.embeddings.search(question, LIMIT)
        return Reply(bool(hits), float(hits[0]["score"]) if hits else 0.0, [self.quotes[int(h["id"])] for h in hits])
