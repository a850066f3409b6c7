"""The endpoint that one writes first: FastAPI, sentence-transformers and a flat FAISS index, and no more.

    python -m scripts.bench.http_peer PORT

It answers GET /ask?q= with the three nearest sentences of the sample articles. Started by ``scripts.bench.http``.
"""

from __future__ import annotations

import sys

import faiss
import uvicorn
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

from index import FAST_ENCODER
from index.encoders.base import model_folder
from qa.samples import articles

_SENTENCES = 3


def application() -> FastAPI:
    """Encode the sentences of the sample articles and build the endpoint."""
    model = SentenceTransformer(str(model_folder(FAST_ENCODER.removesuffix(":int8"))), device="cpu")
    texts = [line for article in articles() for line in article.text.split(". ") if line.strip()]
    vectors = model.encode(texts, normalize_embeddings=True, convert_to_numpy=True)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    api = FastAPI()

    @api.get("/ask")
    def ask(q: str) -> list[dict[str, object]]:
        vector = model.encode([q], normalize_embeddings=True, convert_to_numpy=True)
        scores, numbers = flat.search(vector, _SENTENCES)
        return [{"text": texts[n], "score": float(score)} for n, score in zip(numbers[0], scores[0], strict=True)]

    return api


if __name__ == "__main__":
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
