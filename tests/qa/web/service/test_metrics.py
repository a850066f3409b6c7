"""The counters and the text they are written as."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from qa.records import Answer
from qa.web.service.metrics import Metrics


def _answer(status: str, reason: str | None, confidence: float) -> Answer:
    return Answer("a", 0, "q", "q", status, reason, confidence, (), (), 1, 1, 1)  # type: ignore[arg-type]


def _values(metrics: Metrics) -> dict[tuple[str, str], float]:
    text = metrics.render(articles=2, sentences=30, generation=4).decode()
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(one.name, ",".join(v for _, v in sorted(one.labels.items()))): one.value for one in samples}


def test_what_is_counted_is_written() -> None:
    metrics = Metrics()
    metrics.built(version="1", encoder="e")
    metrics.answered(_answer("answered", None, 0.75), 0.02)
    metrics.answered(_answer("abstained", "unknown_terms", 0.1), 0.04)
    metrics.failed()
    metrics.ingested("added")
    metrics.requested(0.5, route="/ask", method="GET", status=200)
    values = _values(metrics)
    assert values["qa_answers_total", "answered,"] == 1
    assert values["qa_answers_total", "abstained,unknown_terms"] == 1
    assert values["qa_answers_total", "error,"] == 1
    assert values["qa_answer_duration_seconds_count", ""] == 2
    assert values["qa_answer_confidence_count", ""] == 1
    assert values["qa_answer_confidence_sum", ""] == 0.75
    assert values["qa_ingest_documents_total", "added"] == 1
    assert values["qa_http_request_duration_seconds_sum", "GET,/ask,200"] == 0.5
    assert values["qa_build_info", "e,1"] == 1
    assert [values[f"qa_index_{name}", ""] for name in ("articles", "sentences", "generation")] == [2, 30, 4]


def test_two_servers_in_a_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.ingested("added")
    assert ("qa_ingest_documents_total", "added") not in _values(second)
