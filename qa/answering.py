"""Answering: one question over one generation of a corpus, stage by stage. The place where the parts meet.

Owns the order of the steps. Knows nothing of how corpora and models are opened.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.encoders import Encoder, Vectors
from index.records import Filters
from index.view import View
from qa.abstention import Verdict, judge
from qa.answers import quotes
from qa.asking_back import could_mean
from qa.assurance import Assurance
from qa.conversation import Understood
from qa.evidence import Evidence, weigh
from qa.questions import asks_something
from qa.reader import Reader
from qa.readers import reading_assurance
from qa.records import Answer, Turn
from qa.retrieve import Found, retrieve
from qa.revisiting import revisited
from qa.signals import Asked
from qa.words import content_words


@dataclass(frozen=True, slots=True)
class Request:
    """A question as understood, with what was said before it and how it is to be answered."""

    understood: Understood
    history: tuple[Turn, ...]
    limit: int
    filters: Filters | None
    threshold: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is about to be read: how many sentences, and the articles they stand in, the likeliest first."""

    sentences: int
    article_ids: tuple[str, ...]


Stage = Understood | Candidates | Answer


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


@dataclass(frozen=True, slots=True)
class Answering:
    """The steps from a question to its answer, with the models that take them."""

    models: Models

    def stages(self, view: View, request: Request) -> Iterator[Stage]:
        """Answer a question over a view of a corpus: what will be read, then the answer."""
        understood = request.understood
        found = self._found(view, understood, request.filters)
        yield Candidates(len(found), tuple(dict.fromkeys(f.sentence.article_id for f in found)))
        evidence, asked = self._weighed(view, understood, found)
        if understood.operation is not None:
            evidence = revisited(evidence, request.history, operation=understood.operation)
        verdict = judge(
            asked,
            [self.models.assurance.confidence(e.signals) for e in evidence],
            threshold=request.threshold,
            is_question=asks_something(understood.text),
            sentences=view.sentence_count,
        )
        if understood.kind == "underspecified":
            verdict = Verdict(verdict.confidences, 0, "underspecified")
        elif understood.operation is not None and understood.operation != "more" and evidence:
            verdict = Verdict(verdict.confidences, len(evidence), None)
        elif verdict.reason is not None and request.filters is not None and verdict.reason != "not_a_question":
            verdict = self._beyond_filters(view, request, verdict)
        yield self._told(view, request, evidence, verdict)

    def _found(self, view: View, understood: Understood, filters: Filters | None) -> list[Found]:
        if view.sentence_count == 0:
            return []
        return retrieve(view, understood.words, vector=self._vector(understood), filters=filters)

    def _vector(self, understood: Understood) -> Vectors:
        """Encode what was asked and what was understood, and mix them: what was carried must not drown the question."""
        if len(understood.searches) == 1:
            return self.models.encoder.encode_question(understood.text)
        mixed = sum(weight * self.models.encoder.encode_question(text) for text, weight in understood.searches)
        return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)

    def _weighed(self, view: View, understood: Understood, found: list[Found]) -> tuple[list[Evidence], Asked]:
        counts = view.document_frequency(content_words(understood.text))
        asked = Asked.of(understood.text, counts, sentences=view.sentence_count)
        if not found:
            return [], asked
        weight = self.models.assurance.dense_weight
        return weigh(view, asked, found=found, reader=self.models.reader, dense_weight=weight), asked

    def _beyond_filters(self, view: View, request: Request, verdict: Verdict) -> Verdict:
        """Look without the filters: if the question is answered there, the filters are why it is not here."""
        evidence, _ = self._weighed(view, request.understood, self._found(view, request.understood, None))
        answered = any(self.models.assurance.confidence(e.signals) >= request.threshold for e in evidence[:1])
        return Verdict(verdict.confidences, 0, "outside_filters") if answered else verdict

    def _told(self, view: View, request: Request, evidence: list[Evidence], verdict: Verdict) -> Answer:
        shown = quotes(evidence[: request.limit], verdict.confidences)
        answered = verdict.reason is None
        meant = could_mean(request.understood.question, evidence) if verdict.reason == "underspecified" else ()
        articles, sentences = view.searched(request.filters)
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            created=int(time.time()),
            question=request.understood.question,
            understood_as=request.understood.text,
            carried=tuple((part.start, part.end) for part in request.understood.carried),
            operation=request.understood.operation,
            status="answered" if answered else "abstained",
            reason=verdict.reason,
            confidence=verdict.confidences[0] if verdict.confidences else 0.0,
            quotes=shown[: verdict.sure] if answered else (),
            nearest=() if answered else shown,
            searched_articles=articles,
            searched_sentences=sentences,
            generation=view.generation,
            models=self.models.named(),
            could_mean=meant,
        )
