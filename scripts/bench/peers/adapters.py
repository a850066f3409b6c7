"""Other libraries for retrieval, each used as its documentation shows.

Owns how each is used: with the model's folder, unit vectors, and nothing tuned. Imports only what the peer needs, when
it is made. Knows nothing of timing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
