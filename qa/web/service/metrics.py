"""What is counted, for Prometheus: names, labels and buckets. No label ever holds a question, an article or a key.

The only importer of prometheus_client. Knows nothing of HTTP beyond the words route, method and status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from qa.records import Answer
from qa.stopwatch import STAGES

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
#: With what the listening process refuses by itself: what is no HTTP/1.1, what has no end, and too many connections.
REFUSALS = (400, 414, 431, 501, 503, 505)
_TENTHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Metrics:
    """The counters of one server; each has its own registry, so that two servers in a process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._histogram(
            "qa_http_request_duration_seconds", "Time to answer a request", ("route", "method", "status")
        )
        self._answering = self._histogram("qa_answer_duration_seconds", "Time the engine took for an answer", ())
        self._confidence = Histogram(
            "qa_answer_confidence_ratio",
            "Confidence of answers given, from 0 to 1",
            (),
            buckets=_TENTHS,
            registry=self._registry,
        )
        self._stages = self._histogram(
            "qa_answer_work_duration_seconds",
            "Time in a stage, without those within it",
            ("stage",),
        )
        for stage in STAGES:  # so that each exists, with 0, before the first question
            self._stages.labels(stage)
        self._answers = Counter(
            "qa_answers_total", "Questions answered", ("outcome", "reason"), registry=self._registry
        )
        self._sources = Counter(
            "qa_answer_sources_total", "Answers by where they came from", ("source",), registry=self._registry
        )
        self._ingested = Counter(
            "qa_ingest_documents_total", "Articles sent to the corpus", ("outcome",), registry=self._registry
        )
        self._questions = Gauge(
            "qa_questions_in_work", "Questions being answered or waiting for it", registry=self._registry
        )
        self._articles = Gauge("qa_index_articles", "Articles in the corpus", registry=self._registry)
        self._sentences = Gauge("qa_index_sentences", "Sentences in the corpus", registry=self._registry)
        self._generation = Gauge("qa_index_generation", "Generation of the corpus", registry=self._registry)
        self._build = Gauge(
            "qa_build_info", "Always 1; the labels tell", ("version", "encoder", "corpus"), registry=self._registry
        )
        ProcessCollector(registry=self._registry)

    def _histogram(self, name: str, text: str, labels: tuple[str, ...]) -> Histogram:
        return Histogram(name, text, labels, buckets=_SECONDS, registry=self._registry)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count one answer and the time the engine took for it."""
        self._answers.labels(answer.status, answer.reason or "").inc()
        self._answering.observe(seconds)
        if answer.status == "answered":
            self._confidence.observe(answer.confidence)

    def got(self, source: str) -> None:
        """Count where an answer came from: made, shared, kept."""
        self._sources.labels(source).inc()

    def took(self, seconds: Mapping[str, float]) -> None:
        """Count the seconds that each stage of an answer took."""
        for stage, spent in seconds.items():
            self._stages.labels(stage).observe(spent)

    def watch_questions(self, inside: Callable[[], int]) -> None:
        """Tell from now on how many questions there are in work, by asking."""
        self._questions.set_function(inside)

    def watch_refusals(self, by_status: Mapping[int, int]) -> None:
        """Tell from now on how many requests were refused before they reached a route, by what is counted there."""
        self._registry.register(_Refused(by_status))

    def failed(self) -> None:
        """Count one question that ended in an error."""
        self._answers.labels("error", "").inc()

    def ingested(self, outcome: str, count: int = 1) -> None:
        """Count articles sent to the corpus: added, replaced, unchanged, skipped, deleted."""
        self._ingested.labels(outcome).inc(count)

    def requested(self, seconds: float, *, route: str, method: str, status: int) -> None:
        """Count one HTTP request; ``route`` is the pattern, not the address."""
        self._requests.labels(route, method, str(status)).observe(seconds)

    def built(self, *, version: str, encoder: str, corpus: str = "") -> None:
        """Say what runs here; ``corpus`` is the name of the corpus that is counted for, "" for one without."""
        self._build.labels(version, encoder, corpus).set(1)

    def render(self, *, articles: int, sentences: int, generation: int) -> bytes:
        """Write everything in the Prometheus text format, with the corpus as it is now."""
        self._articles.set(articles)
        self._sentences.set(sentences)
        self._generation.set(generation)
        return generate_latest(self._registry)


class _Refused:
    """Reads a count that the listening process keeps."""

    def __init__(self, by_status: Mapping[int, int]) -> None:
        self._by_status = by_status

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the counter, each status from 0 on."""
        text = "Requests refused before they reached a route"
        counter = CounterMetricFamily("qa_http_refused", text, labels=["status"])
        for status in REFUSALS:
            counter.add_metric([str(status)], self._by_status.get(status, 0))
        yield counter
