"""The endpoint that one writes first: FastAPI, sentence-transformers and a flat FAISS index, and no more.

    python -m scripts.bench.http_peer PORT [MODEL]

It answers GET /ask?q= with the three nearest sentences of the sample articles, by all-MiniLM-L6-v2 or by the model in a
folder, whose prompts it uses where it has any. Started by ``scripts.bench.http``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import faiss
import uvicorn
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

from index import FAST_ENCODER
from index.encoders.base import model_folder
from qa.samples import articles

_SENTENCES = 3


def application(folder: Path) -> FastAPI:
    """Encode the sentences of the sample articles by the model in a folder, and build the endpoint."""
    model = SentenceTransformer(str(folder), device="cpu")
    texts = [line for article in articles() for line in article.text.split(". ") if line.strip()]
    vectors = model.encode_document(texts, normalize_embeddings=True, convert_to_numpy=True)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    api = FastAPI()

    @api.get("/ask")
    def ask(q: str) -> list[dict[str, object]]:
        vector = model.encode_query([q], normalize_embeddings=True, convert_to_numpy=True)
        scores, numbers = flat.search(vector, _SENTENCES)
        return [{"text": texts[n], "score": float(score)} for n, score in zip(numbers[0], scores[0], strict=True)]

    return api


if __name__ == "__main__":
    chosen = Path(sys.argv[2]) if len(sys.argv) > 2 else model_folder(FAST_ENCODER.removesuffix(":int8"))
    uvicorn.run(application(chosen), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
