"""The engine: a question over a corpus -> an answer. The only place where the parts are wired together.

Owns the order of the steps, which models are used, and what a corpus is opened with. Knows nothing of HTTP, terminals
or files beyond the corpus folder.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from index import Article, Corpus, Filters
from index.encoders import DEFAULT_MODEL, Encoder
from index.ingest import Outcome
from index.onnx_encoder import OnnxEncoder
from index.view import View
from qa.abstention import Verdict, judge
from qa.answers import quotes
from qa.assurance import Assurance
from qa.evidence import Evidence, weigh
from qa.questions import accepted_error, accepted_limit, accepted_question, asks_something
from qa.reader import Reader
from qa.readers import open_reader, reading_assurance
from qa.records import Answer
from qa.retrieve import retrieve
from qa.settings import Settings
from qa.signals import Asked
from qa.words import content_words


@dataclass(frozen=True, slots=True)
class _Request:
    question: str
    limit: int
    filters: Filters | None
    threshold: float


@dataclass(frozen=True, slots=True)
class Models:
    """The models that answer: what finds, what reads (None: nothing does), and how sure their findings are."""

    encoder: Encoder
    reader: Reader | None
    assurance: Assurance

    @classmethod
    def of(cls, encoder: Encoder, reader: Reader | None) -> Models:
        """Put models together with the assurance that was fitted for them."""
        return cls(encoder, reader, Assurance.load() if reader is None else reading_assurance(reader))

    def named(self) -> dict[str, str]:
        """Return the models' names."""
        named = {"encoder": self.encoder.name}
        return named if self.reader is None else named | {"reader": self.reader.name}


class Engine:
    """Answers questions over one corpus. Make one with ``Engine.open``; use it as a context manager.

    Safe to ask from several threads at once, also while articles are added or deleted. Every answer is of one
    generation.
    """

    def __init__(self, corpus: Corpus, models: Models, *, settings: Settings | None = None) -> None:
        """Take over an open corpus and its models. ``Engine.open`` opens them by settings."""
        self.corpus = corpus
        self.encoder = models.encoder
        self.settings = settings or Settings()
        self._models = models

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        writable: bool = False,
        create: bool = False,
    ) -> Engine:
        """Open the corpus in a folder (or that of the settings) for questions, with the models that the settings name.

        ``encoder`` stands in for the one that the settings name. Raises what ``Corpus.open`` raises, EncoderError and
        ReaderError.
        """
        settings = (settings or Settings()).with_(corpus=None if corpus is None else Path(corpus))
        models = Models.of(encoder or open_encoder(settings), open_reader(settings))
        opened = Corpus.open(settings.corpus, encoder=models.encoder, writable=writable, create=create)
        return cls(opened, models, settings=settings)

    def ask(
        self, question: str, *, limit: int = 3, filters: Filters | None = None, max_error: float | None = None
    ) -> Answer:
        """Answer a question with up to ``limit`` sentences of the articles, or say that they do not answer it.

        ``filters`` restrict the articles; ``max_error`` is the share of wrong answers to accept, in place of the
        default threshold. Raises QuestionError when the question or an option cannot be used.
        """
        request = _Request(
            accepted_question(question, most_chars=self.settings.max_question_chars),
            accepted_limit(limit),
            filters or None,
            self._models.assurance.threshold_for(accepted_error(max_error)),
        )
        with self.corpus.view() as view:
            return self._answer(view, request)

    async def aask(
        self, question: str, *, limit: int = 3, filters: Filters | None = None, max_error: float | None = None
    ) -> Answer:
        """Answer as ``ask`` does, in a thread, so that the event loop goes on."""
        return await asyncio.to_thread(self.ask, question, limit=limit, filters=filters, max_error=max_error)

    def add(self, articles: Iterable[Article]) -> list[Outcome]:
        """Add or replace articles. See ``Corpus.add``."""
        return self.corpus.add(articles)

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Delete articles. See ``Corpus.delete``."""
        return self.corpus.delete(article_ids)

    def close(self) -> None:
        """Close the corpus."""
        self.corpus.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, view: View, request: _Request) -> Answer:
        evidence, asked = self._evidence(view, request.question, request.filters)
        verdict = judge(
            asked,
            [self._models.assurance.confidence(e.signals) for e in evidence],
            threshold=request.threshold,
            is_question=asks_something(request.question),
            sentences=view.sentence_count,
        )
        if verdict.reason is not None and request.filters is not None and verdict.reason != "not_a_question":
            verdict = self._beyond_filters(view, request, verdict)
        return self._told(view, request, evidence, verdict)

    def _evidence(self, view: View, question: str, filters: Filters | None) -> tuple[list[Evidence], Asked]:
        counts = view.document_frequency(content_words(question))
        asked = Asked.of(question, counts, sentences=view.sentence_count)
        if view.sentence_count == 0:
            return [], asked
        found = retrieve(view, question, vector=self.encoder.encode_question(question), filters=filters)
        weight = self._models.assurance.dense_weight
        return weigh(view, asked, found=found, reader=self._models.reader, dense_weight=weight), asked

    def _beyond_filters(self, view: View, request: _Request, verdict: Verdict) -> Verdict:
        """Look without the filters: if the question is answered there, the filters are why it is not here."""
        evidence, _ = self._evidence(view, request.question, None)
        answered = any(self._models.assurance.confidence(e.signals) >= request.threshold for e in evidence[:1])
        return Verdict(verdict.confidences, 0, "outside_filters") if answered else verdict

    def _told(self, view: View, request: _Request, evidence: list[Evidence], verdict: Verdict) -> Answer:
        shown = quotes(evidence[: request.limit], verdict.confidences)
        answered = verdict.reason is None
        articles, sentences = view.searched(request.filters)
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            created=int(time.time()),
            question=request.question,
            understood_as=request.question,
            status="answered" if answered else "abstained",
            reason=verdict.reason,
            confidence=verdict.confidences[0] if verdict.confidences else 0.0,
            quotes=shown[: verdict.sure] if answered else (),
            nearest=() if answered else shown,
            searched_articles=articles,
            searched_sentences=sentences,
            generation=view.generation,
            models=self._models.named(),
        )


def open_encoder(settings: Settings) -> Encoder:
    """Open the embedding model that the settings name, compiling it into the cache the first time."""
    model = DEFAULT_MODEL if settings.encoder == "default" else settings.encoder
    return OnnxEncoder.open(settings.cache, model, threads=settings.threads or None)


def open_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
    """Open the corpus that the settings name, with their encoder, to search it or to change it."""
    return Corpus.open(settings.corpus, encoder=open_encoder(settings), writable=writable, create=create)
