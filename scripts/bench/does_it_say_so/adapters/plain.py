"""What one writes in an afternoon: sentence-transformers over sentences, and a flat FAISS index."""

from __future__ import annotations

from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from scripts.bench.does_it_say_so.protocol import LIMIT, Quote, Reply, sentences


class System:
    """The nearest sentences; it always answers, its score is the cosine."""

    def __init__(self, folder: Path, model: str) -> None:
        del folder
        self.model = SentenceTransformer(model, device="cpu")
        self.index = faiss.IndexFlatIP(self.model.get_embedding_dimension())
        self.quotes: list[Quote] = []

    def add(self, articles: list[dict[str, str]]) -> None:
        for row in articles:
            self.quotes += [Quote(row["id"], row["text"][a:b], a, b) for a, b in sentences(row["text"])]
        texts = [quote.text for quote in self.quotes]
        self.index.add(self.model.encode(texts, normalize_embeddings=True, show_progress_bar=False))

    def ask(self, question: str, history: list[dict[str, str]]) -> Reply:
        del history  # it knows none
        vector = self.model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        scores, places = self.index.search(vector, LIMIT)
        return Reply(True, float(scores[0][0]), [self.quotes[place] for place in places[0]])
