"""Answering: one question over one generation of a corpus, stage by stage. The place where the parts meet.

Owns the order of the steps. Knows nothing of how corpora and models are opened.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from index import Vectors, View
from index.records import Filters, Sentence
from qa.answering.clarification import could_mean
from qa.answering.earlier_evidence import revisited, spoken
from qa.answering.evidence import Evidence, rank_evidence
from qa.answering.filter_notices import notices_of
from qa.answering.models import Models
from qa.answering.multi_sentence import Judged, join
from qa.answering.quotes import quotes
from qa.confidence.abstention import Verdict, judge
from qa.confidence.features import QuestionFeatures
from qa.conversation.understanding import Understood
from qa.records import Answer, Turn
from qa.retrieval.hybrid import Candidate, retrieve
from qa.text.answer_type import asks_something
from qa.text.spelling import spellings
from qa.text.words import content_words

_MAY_BE_FILTERED = frozenset({"unknown_terms", "below_threshold", "empty_corpus"})


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
class Examination:
    """An answer, with the sentences found for it, best first by the fused score, and the statements read, as ranked."""

    found: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Answering:
    """The steps from a question to its answer, with the models that take them."""

    models: Models

    def stages(self, view: View, request: Request) -> Iterator[Stage]:
        """Answer a question over a view of a corpus: what will be read, then the answer."""
        found = self._found(view, request.understood, request.filters)
        yield Candidates(len(found), tuple(dict.fromkeys(f.sentence.article_id for f in found)))
        yield self._examined(view, request, found).answer

    def examine(self, view: View, request: Request) -> Examination:
        """Answer as ``stages`` does, and return everything that was looked at."""
        return self._examined(view, request, self._found(view, request.understood, request.filters))

    def _examined(self, view: View, request: Request, found: list[Candidate]) -> Examination:
        understood = request.understood
        evidence, asked = self._weighed(view, understood, found)
        if understood.operation is not None:
            evidence = revisited(evidence, request.history, operation=understood.operation)
        verdict = judge(
            asked,
            self._confidences(evidence),
            threshold=request.threshold,
            is_question=asks_something(understood.text),
            sentences=view.sentence_count,
        )
        judged = Judged(evidence, verdict)
        if understood.kind == "underspecified":
            judged = Judged(evidence, Verdict(verdict.confidences, 0, "underspecified"))
        elif understood.operation is not None and understood.operation != "more" and evidence:
            judged = Judged(evidence, Verdict(verdict.confidences, len(evidence), None))
        elif understood.operation is None and evidence:
            read = partial(self._read, view, request)
            judged = join(view, understood.text, judged=judged, threshold=request.threshold, read=read)
        if judged.verdict.reason in _MAY_BE_FILTERED and request.filters is not None and view.article_count:
            judged = Judged(evidence, self._beyond_filters(view, request, judged.verdict))
        return Examination(tuple(found), tuple(judged.evidence), self._told(view, request, judged))

    def _found(self, view: View, understood: Understood, filters: Filters | None) -> list[Candidate]:
        if view.sentence_count == 0:
            return []
        return retrieve(view, understood.words, vector=self._vector(understood), filters=filters)

    def _vector(self, understood: Understood) -> Vectors:
        """Encode what was asked and what was understood, and mix them: what was carried must not drown the question."""
        if len(understood.searches) == 1:
            return self.models.encoder.encode_question(understood.text)
        mixed = sum(weight * self.models.encoder.encode_question(text) for text, weight in understood.searches)
        return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)

    def _weighed(
        self, view: View, understood: Understood, found: list[Candidate]
    ) -> tuple[list[Evidence], QuestionFeatures]:
        counts = view.document_frequency(content_words(understood.text))
        other = spellings(view, understood.text, counts=counts)
        asked = QuestionFeatures.of(understood.text, counts, sentences=view.sentence_count, spellings=other)
        if not found:
            return [], asked
        weight = self.models.confidence_model.dense_weight
        return rank_evidence(view, asked, found=found, reader=self.models.reader, dense_weight=weight), asked

    def _confidences(self, evidence: Sequence[Evidence]) -> list[float]:
        return [self.models.confidence_model.confidence(e.features) for e in evidence]

    def _read(
        self, view: View, request: Request, question: str, sentences: Sequence[Sentence] | None
    ) -> tuple[list[Evidence], list[float]]:
        """Read a question, or a part of one, over given sentences or over all that might answer it."""
        understood = Understood(question, question, "standalone")
        if sentences is None:
            found = self._found(view, understood, request.filters)
        else:
            cosines = view.vectors([s.number for s in sentences]) @ self._vector(understood)
            likeness = map(view.likeness, cosines.tolist())
            found = [Candidate(s, like, None, like) for s, like in zip(sentences, likeness, strict=True)]
        evidence, _ = self._weighed(view, understood, found)
        return evidence, self._confidences(evidence)

    def _beyond_filters(self, view: View, request: Request, verdict: Verdict) -> Verdict:
        """Say whether the filters are why there is no answer: no article passes them, or without them there is one."""
        if view.searched(request.filters)[0] == 0:
            return Verdict(verdict.confidences, 0, "outside_filters")
        evidence, _ = self._weighed(view, request.understood, self._found(view, request.understood, None))
        answered = any(self.models.confidence_model.confidence(e.features) >= request.threshold for e in evidence[:1])
        return Verdict(verdict.confidences, 0, "outside_filters") if answered else verdict

    def _told(self, view: View, request: Request, judged: Judged) -> Answer:
        verdict = judged.verdict
        shown = quotes(view, judged.evidence[: max(request.limit, judged.joined)], confidences=verdict.confidences)
        if request.understood.operation == "speaker" and verdict.reason is None:
            known = spoken(shown)
            verdict = replace(verdict, reason=None if known else "unknown_speaker")
            shown = known or shown
        answered = verdict.reason is None
        meant = could_mean(request.understood.question, judged.evidence) if verdict.reason == "underspecified" else ()
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
            confidence=min(verdict.confidences[: judged.joined or 1], default=0.0),
            quotes=shown[: verdict.sure] if answered else (),
            nearest=() if answered else shown,
            searched_articles=articles,
            searched_sentences=sentences,
            generation=view.generation,
            models=self.models.named(),
            evidence_set=tuple(range(judged.joined)),
            could_mean=meant,
            notices=notices_of(view, request.filters),
        )
