"""One peer doing one thing, run by peers.py in that peer's own environment: build an index, or answer from it.

    python peers_run.py PEER build|ask FOLDER MODEL QUESTIONS

The folder holds sentences.json; what is built goes to FOLDER/PEER. Prints one line of JSON. Owns how each peer is used:
as its documentation shows, with the model's folder, unit vectors, and nothing tuned. Imports only what the peer needs.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.time()
Ask = Callable[[str], Any]
K = 10


class Plain:
    """sentence-transformers, a flat FAISS index, and the sentences as JSON."""

    def __init__(self, model: str) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        self.faiss, self.model = faiss, SentenceTransformer(model, device="cpu")

    def build(self, sentences: list[str], folder: Path) -> None:
        vectors = self.model.encode(sentences, normalize_embeddings=True, show_progress_bar=False)
        index = self.faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        self.faiss.write_index(index, str(folder / "index.faiss"))
        (folder / "sentences.json").write_text(json.dumps(sentences))

    def opened(self, folder: Path) -> Ask:
        index = self.faiss.read_index(str(folder / "index.faiss"))
        sentences = json.loads((folder / "sentences.json").read_text())

        def ask(question: str) -> list[str]:
            vector = self.model.encode([question], normalize_embeddings=True, show_progress_bar=False)
            return [sentences[place] for place in index.search(vector, K)[1][0]]

        return ask


class LangChain:
    """LangChain's FAISS vector store."""

    def __init__(self, model: str) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_huggingface import HuggingFaceEmbeddings

        self.store = FAISS
        self.embeddings = HuggingFaceEmbeddings(model_name=model, encode_kwargs={"normalize_embeddings": True})

    def build(self, sentences: list[str], folder: Path) -> None:
        self.store.from_texts(sentences, self.embeddings).save_local(str(folder))

    def opened(self, folder: Path) -> Ask:
        store = self.store.load_local(str(folder), self.embeddings, allow_dangerous_deserialization=True)
        return lambda question: [found.page_content for found in store.similarity_search(question, k=K)]


class Txtai:
    """txtai with its content store."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings(path=model, content=True, gpu=False)

    def build(self, sentences: list[str], folder: Path) -> None:
        self.embeddings.index(sentences)
        self.embeddings.save(str(folder))

    def opened(self, folder: Path) -> Ask:
        self.embeddings.load(str(folder))
        return lambda question: [row["text"] for row in self.embeddings.search(question, K)]


class Chroma:
    """Chroma, persistent."""

    def __init__(self, model: str) -> None:
        import chromadb
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        self.open = chromadb.PersistentClient
        self.function = SentenceTransformerEmbeddingFunction(model_name=model, device="cpu", normalize_embeddings=True)

    def build(self, sentences: list[str], folder: Path) -> None:
        collection = self.open(path=str(folder)).create_collection("peers", embedding_function=self.function)
        for start in range(0, len(sentences), 5_000):
            part = sentences[start : start + 5_000]
            collection.add(ids=[str(start + place) for place in range(len(part))], documents=part)

    def opened(self, folder: Path) -> Ask:
        collection = self.open(path=str(folder)).get_collection("peers", embedding_function=self.function)
        return lambda question: collection.query(query_texts=[question], n_results=K)["documents"][0]


class LlamaIndex:
    """LlamaIndex with its own vector store."""

    def __init__(self, model: str) -> None:
        from llama_index import core
        from llama_index.core.schema import TextNode
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self.core, self.node = core, TextNode
        self.embeddings = HuggingFaceEmbedding(model_name=model, device="cpu")

    def build(self, sentences: list[str], folder: Path) -> None:
        nodes = [self.node(text=text) for text in sentences]
        self.core.VectorStoreIndex(nodes, embed_model=self.embeddings).storage_context.persist(str(folder))

    def opened(self, folder: Path) -> Ask:
        context = self.core.StorageContext.from_defaults(persist_dir=str(folder))
        index = self.core.load_index_from_storage(context, embed_model=self.embeddings)
        retriever = index.as_retriever(similarity_top_k=K)
        return lambda question: [found.text for found in retriever.retrieve(question)]


class Haystack:
    """Haystack with its in-memory document store."""

    def __init__(self, model: str) -> None:
        try:  # a package of its own since Haystack 3
            from haystack_integrations.components.embedders import sentence_transformers as embedders
        except ImportError:
            from haystack.components import embedders
        from haystack import Document
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice

        self.document, self.store, self.retriever = Document, InMemoryDocumentStore, InMemoryEmbeddingRetriever
        options = {"model": model, "device": ComponentDevice.from_str("cpu"), "normalize_embeddings": True}
        self.documents = embedders.SentenceTransformersDocumentEmbedder(**options, progress_bar=False)
        self.texts = embedders.SentenceTransformersTextEmbedder(**options, progress_bar=False)

    def build(self, sentences: list[str], folder: Path) -> None:
        self.documents.warm_up()
        store = self.store(embedding_similarity_function="dot_product")
        found = self.documents.run([self.document(id=str(i), content=text) for i, text in enumerate(sentences)])
        store.write_documents(found["documents"])
        store.save_to_disk(str(folder / "store.json"))

    def opened(self, folder: Path) -> Ask:
        self.texts.warm_up()
        retriever = self.retriever(self.store.load_from_disk(str(folder / "store.json")), top_k=K)

        def ask(question: str) -> list[str]:
            vector = self.texts.run(question)["embedding"]
            return [document.content for document in retriever.run(query_embedding=vector)["documents"]]

        return ask


class LanceDB:
    """LanceDB, a table without an approximate index, which it does not advise for so few rows."""

    def __init__(self, model: str) -> None:
        import lancedb
        from sentence_transformers import SentenceTransformer

        self.connect, self.model = lancedb.connect, SentenceTransformer(model, device="cpu")

    def build(self, sentences: list[str], folder: Path) -> None:
        vectors = self.model.encode(sentences, normalize_embeddings=True, show_progress_bar=False)
        rows = [{"vector": vector, "text": text} for vector, text in zip(vectors, sentences, strict=True)]
        self.connect(str(folder)).create_table("peers", data=rows)

    def opened(self, folder: Path) -> Ask:
        table = self.connect(str(folder)).open_table("peers")

        def ask(question: str) -> list[str]:
            vector = self.model.encode(question, normalize_embeddings=True, show_progress_bar=False)
            return [row["text"] for row in table.search(vector).distance_type("dot").limit(K).to_list()]

        return ask


class Ours:
    """This project, whole: division, catalogue, full text, titles, syncs; questions through both legs."""

    both = True

    def __init__(self, model: str) -> None:
        del model  # the default, compiled
        sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
        from index import Article, Corpus
        from index.onnx_encoder import OnnxEncoder
        from qa.retrieve import retrieve

        self.article, self.corpus, self.retrieve = Article, Corpus, retrieve
        self.encoder = OnnxEncoder.open(Path(__file__).resolve().parents[2] / ".cache" / "encoders")

    def build(self, sentences: list[str], folder: Path) -> None:
        del sentences  # the same ones, as the articles that they are of
        rows = json.loads((folder.parent / "articles.json").read_text())
        with self.corpus.open(folder, encoder=self.encoder, create=True) as corpus:
            corpus.add(self.article(**row) for row in rows)

    def opened(self, folder: Path) -> Ask:
        corpus = self.corpus.open(folder, encoder=self.encoder, writable=False)

        def ask(question: str) -> list[str]:
            with corpus.view() as view:
                if self.both:
                    found = self.retrieve(view, question, vector=self.encoder.encode_question(question))
                    return [one.sentence.text for one in found[:K]]
                numbers = [hit.number for hit in view.dense(question, K)]
                rows = view.rows(numbers)
                return [rows[number].text for number in numbers]

        return ask


class OursAnswer(Ours):
    """This project's whole answer: both legs, the reader over the best two dozen, the decision, the citations."""

    def opened(self, folder: Path) -> Ask:
        from qa.engine import Engine

        engine = Engine.open(folder, encoder=self.encoder)
        return engine.ask


class OursDense(Ours):
    """This project, asked only as the others are: the nearest vectors."""

    both = False


PEERS: dict[str, Any] = {
    "plain": Plain,
    "langchain": LangChain,
    "txtai": Txtai,
    "llama-index": LlamaIndex,
    "haystack": Haystack,
    "chroma": Chroma,
    "lancedb": LanceDB,
    "ours": Ours,
    "ours-dense": OursDense,
    "ours-answer": OursAnswer,
}

#: Whose index a peer asks, where it is not its own.
BUILT_BY = {"ours-dense": "ours", "ours-answer": "ours"}


def memory() -> float:
    """Return the most that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def built(name: str, folder: Path, model: str) -> dict[str, float]:
    """Load the model, then build; the times of both, by clock and processor."""
    sentences = json.loads((folder / "sentences.json").read_text())
    target = folder / name
    target.mkdir(parents=True)
    start = time.perf_counter()
    peer = PEERS[name](model)
    loaded, used = time.perf_counter(), time.process_time()
    peer.build(sentences, target)
    seconds, busy = time.perf_counter() - loaded, time.process_time() - used
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    return {
        "load_s": loaded - start,
        "ingest_per_s": len(sentences) / seconds,
        "ingest_per_cpu_s": len(sentences) / busy,
        "build_mb": memory(),
        "disk_mb": size / 1e6,
    }


def asked(name: str, folder: Path, model: str, questions: list[str]) -> dict[str, float]:
    """Open, and answer each question."""
    ask = PEERS[name](model).opened(folder / BUILT_BY.get(name, name))
    assert ask(questions[0])
    cold = time.time() - STARTED
    busy_cold = time.process_time()
    wall, used = [], []
    for question in questions:
        start, busy = time.perf_counter(), time.process_time()
        ask(question)
        wall.append(time.perf_counter() - start)
        used.append(time.process_time() - busy)
    wall.sort()
    used.sort()
    middle, last = len(wall) // 2, int(len(wall) * 0.99)
    return {
        "cold_s": cold,
        "cold_cpu_s": busy_cold,
        "ask_p50_ms": wall[middle] * 1e3,
        "ask_p99_ms": wall[last] * 1e3,
        "ask_cpu_p50_ms": used[middle] * 1e3,
        "ask_mb": memory(),
    }


def main() -> None:
    """Do what the command line says."""
    name, what, folder, model, questions = sys.argv[1:6]
    if what == "build":
        print(json.dumps(built(name, Path(folder), model)))
    else:
        print(json.dumps(asked(name, Path(folder), model, json.loads(Path(questions).read_text()))))


if __name__ == "__main__":
    main()
