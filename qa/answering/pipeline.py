"""Answering: one question over one generation of a corpus, stage by stage. The place where the parts meet.

Owns the order of the steps, and the policy of which question is answered how (``_decided``).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from index import Vectors, View
from index.errors import ShardLost
from index.records import Filters, Sentence
from index.words.keys import one_form
from qa.answering.clarification import as_asked, could_mean, is_clear
from qa.answering.earlier_evidence import revisited, spoken
from qa.answering.evidence import Evidence, rank_evidence
from qa.answering.models import Models
from qa.answering.multi_sentence import Judged, join, newest_first
from qa.answering.notices import age_notices, notices_of, part_notices, spelling_notices
from qa.answering.quotes import disagreements, quotes
from qa.confidence.abstention import Thresholds, Verdict, judge
from qa.confidence.features import QuestionFeatures
from qa.conversation.understanding import Understood
from qa.dates import recency_of
from qa.records import Answer, Turn
from qa.retrieval.fusion import mixed
from qa.retrieval.hybrid import Candidate, matching
from qa.retrieval.search import Query, search
from qa.retrieval.speaker_words import SpokenWords, searched
from qa.stopwatch import stage
from qa.text.answer_type import asks_something

_MAY_BE_FILTERED = frozenset({"unknown_terms", "below_threshold", "empty_corpus", "unsure"})


@dataclass(frozen=True, slots=True)
class Request:
    """A question as understood, with what was said before it and how it is to be answered."""

    understood: Understood
    history: tuple[Turn, ...]
    limit: int
    filters: Filters | None
    thresholds: Thresholds
    #: The day on which it is asked, or the one that it looks back to.
    now: date
    #: Whose words alone may answer; None: anybody's, and the articles' own.
    words: SpokenWords | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is about to be read: how many sentences, and the articles they stand in, the likeliest first."""

    sentences: int
    article_ids: tuple[str, ...]


Stage = Understood | Candidates | Answer
_MOST_TIMES = 3  # each time at least one more part is known to be missing; a failure after that is raised


@dataclass(frozen=True, slots=True)
class Examination:
    """An answer, with all that was looked at for it."""

    understood: Understood
    question: QuestionFeatures
    #: The sentences that retrieval gave, best first by the fused score.
    candidates: tuple[Candidate, ...]
    #: The statements read, as ranked.
    evidence: tuple[Evidence, ...]
    thresholds: Thresholds
    answer: Answer


@dataclass(frozen=True, slots=True)
class Answering:
    """The steps from a question to its answer, with the models that take them."""

    models: Models

    def stages(self, view: View, request: Request) -> Iterator[Stage]:
        """Answer a question over a view of a corpus: what will be read, then the answer."""
        candidates = self._candidates(view, request)
        yield Candidates(len(candidates), tuple(dict.fromkeys(c.sentence.article_id for c in candidates)))
        yield self._examined(view, request, candidates).answer

    def examine(self, view: View, request: Request) -> Examination:
        """Answer as ``stages`` does, and return everything that was looked at."""
        return self._examined(view, request, self._candidates(view, request))

    def _examined(self, view: View, request: Request, candidates: list[Candidate]) -> Examination:
        """Look at a question as understood; without a sure answer, and where that is a guess, also as it was asked."""
        examined, alone = self._looked_at(view, request, candidates), as_asked(request.understood)
        if alone is None or examined.answer.status == "answered":
            return examined
        request = replace(request, understood=alone)
        again = self._looked_at(view, request, self._candidates(view, request))
        return again if again.answer.status == "answered" else examined

    @stage("decide")
    def _looked_at(self, view: View, request: Request, candidates: list[Candidate]) -> Examination:
        question = QuestionFeatures.over(view, request.understood.text, sentences=matching(candidates))
        evidence = self._ranked(view, question, candidates)
        judged = self._decided(view, request, question=question, evidence=evidence)
        recency = recency_of(request.understood.text, now=request.now)
        newest = newest_first(judged, recency, thresholds=request.thresholds)
        answer = self._answer(view, request, newest, candidates)
        notices = age_notices(answer, recency, is_reordered=judged.evidence[:1] != newest.evidence[:1])
        respelt = spelling_notices(request.understood.text, question.question)
        answer = replace(answer, notices=(*respelt, *part_notices(judged.unanswered), *answer.notices, *notices))
        read = tuple(judged.evidence)
        return Examination(request.understood, question, tuple(candidates), read, request.thresholds, answer)

    def _decided(self, view: View, request: Request, *, question: QuestionFeatures, evidence: list[Evidence]) -> Judged:
        """Decide what happens to a question, by its kind: the policy."""
        is_question, size = asks_something(request.understood.text), view.sentence_count
        least = request.thresholds.answered
        verdict = partial(judge, question, thresholds=request.thresholds, is_question=is_question, sentences=size)
        match request.understood:
            case Understood(text=text, kind="underspecified") if not is_clear(
                text, evidence, articles=searched(view, request.filters, words=request.words)[0], least=least
            ):
                return Judged(evidence, Verdict("abstained", reason="underspecified"))
            case Understood(operation="more"):
                further = revisited(evidence, request.history, operation="more")
                return Judged(further, self._filtered(view, request, verdict(further)))
            case Understood(operation=operation) if operation is not None:
                cited = revisited(evidence, request.history, operation=operation)
                if cited:
                    return Judged(cited, Verdict("answered", len(cited)))
                return Judged(cited, self._filtered(view, request, verdict(cited)))
            case understood:
                judged = Judged(evidence, verdict(evidence))
                if evidence:
                    read = partial(self._read, view, request)
                    judged = join(view, understood.text, judged=judged, threshold=least, read=read)
                return replace(judged, verdict=self._filtered(view, request, judged.verdict))

    @stage("search")
    def _candidates(self, view: View, request: Request) -> list[Candidate]:
        understood = request.understood
        query = Query(understood.text, understood.words, partial(self._vector, understood))
        return search(view, query, filters=request.filters, words=request.words)

    @stage("encode")
    def _vector(self, understood: Understood, spelt: Callable[[str], str] = str) -> Vectors:
        """Encode the question as asked and as understood, and mix the two: carried words must not outweigh the asked
        ones."""
        encoded = self.models.encoder.encode_question
        return mixed([(encoded(one_form(spelt(text))), weight) for text, weight in understood.searches])

    @stage("read")
    def _ranked(self, view: View, question: QuestionFeatures, candidates: Sequence[Candidate]) -> list[Evidence]:
        if not candidates:
            return []
        model, reader = self.models.confidence_model, self.models.reader
        return rank_evidence(view, question, candidates=candidates, model=model, reader=reader)

    def _read(self, view: View, request: Request, text: str, sentences: Sequence[Sentence] | None) -> list[Evidence]:
        """Read a question, or a part of one, over some sentences or over all that might answer it."""
        understood = Understood(text, text, "standalone")
        if sentences is None:
            candidates = self._candidates(view, replace(request, understood=understood))
        else:
            sentences = sentences if request.words is None else request.words.among(sentences)
            cosines = view.vectors([s.number for s in sentences]) @ self._vector(understood)
            similarity = map(view.similarity, cosines.tolist())
            candidates = [Candidate(s, like, None, like) for s, like in zip(sentences, similarity, strict=True)]
        return self._ranked(view, QuestionFeatures.over(view, text, sentences=matching(candidates)), candidates)

    def _filtered(self, view: View, request: Request, verdict: Verdict) -> Verdict:
        """Say whether the filters are why there is no answer: no article passes them, or without them there is one."""
        if verdict.reason not in _MAY_BE_FILTERED or (request.filters is None and request.words is None):
            return verdict
        if not view.article_count:  # now, or at the moment that is looked back to
            return Verdict("abstained", reason="outside_filters") if view.as_of else verdict
        outside = Verdict("abstained", reason="outside_filters")
        if searched(view, request.filters, words=request.words)[0] == 0:
            return outside
        candidates = self._candidates(view, replace(request, filters=None, words=None))
        evidence = self._ranked(
            view, QuestionFeatures.over(view, request.understood.text, sentences=matching(candidates)), candidates
        )
        return outside if any(e.confidence >= request.thresholds.answered for e in evidence[:1]) else verdict

    def _answer(self, view: View, request: Request, judged: Judged, candidates: Sequence[Candidate]) -> Answer:
        verdict, understood = judged.verdict, request.understood
        best = judged.evidence[: max(request.limit, judged.joined)]
        asks_speaker = understood.operation == "speaker" and verdict.status == "answered"
        # Each citation reads and checks a whole article: what will not be shown is not cited.
        cited = quotes(view, best if asks_speaker or verdict.status != "answered" else best[: verdict.sure])
        of = [evidence.surroundings.article for evidence in best]
        if asks_speaker:
            known = spoken(cited)
            verdict = verdict if known else Verdict("abstained", reason="unknown_speaker")
            cited = known or cited
            of = [view.article(quote.citation.article_id) for quote in cited]
        is_answered, asked_back = verdict.status == "answered", verdict.reason == "underspecified"
        meant = could_mean(view, understood.question, evidence=judged.evidence, among=candidates) if asked_back else ()
        articles, sentences = searched(view, request.filters, words=request.words)
        # Of what may answer, the first alone is put to the reader as the answer: the others may be of other things.
        most = {"answered": verdict.sure, "related": max(1, judged.joined), "abstained": 0}[verdict.status]
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            created=int(time.time()),
            question=understood.question,
            understood_as=understood.text,
            carried=tuple((part.start, part.end) for part in understood.carried),
            operation=understood.operation,
            status=verdict.status,
            reason=verdict.reason,
            doubts=verdict.doubts,
            confidence=judged.confidence,
            quotes=cited[: verdict.sure] if is_answered else (),
            nearest=() if is_answered else tuple(replace(quote, answer_span=None) for quote in cited),
            searched_articles=articles,
            searched_sentences=sentences,
            generation=view.generation,
            models=self.models.named(),
            evidence_set=tuple(range(judged.joined)),
            could_mean=meant,
            notices=notices_of(view, request.filters, articles=of, words=request.words),
            missing=tuple(view.missing),
            disagreements=disagreements(view, best[:most], candidates=candidates),
        )


def until_whole(stages: Callable[[], Iterator[Stage]]) -> Iterator[Stage]:
    """Yield the stages of an answer. When a part of a divided corpus stops answering on the way, begin again without
    it; no stage is yielded twice. Raises ShardLost when that does not help."""
    yielded = 0
    for left in reversed(range(_MOST_TIMES)):
        try:
            for place, reached in enumerate(stages()):
                if place >= yielded:
                    yielded += 1
                    yield reached
            return
        except ShardLost:
            if not left:
                raise
