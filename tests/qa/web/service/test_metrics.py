"""The counters and the text they are written as."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from qa.records import Answer
from qa.stopwatch import STAGES
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
    assert values["qa_answer_confidence_ratio_count", ""] == 1
    assert values["qa_answer_confidence_ratio_sum", ""] == 0.75
    assert values["qa_ingest_documents_total", "added"] == 1
    assert values["qa_http_request_duration_seconds_sum", "GET,/ask,200"] == 0.5
    assert values["qa_build_info", ",e,1"] == 1
    assert [values[f"qa_index_{name}", ""] for name in ("articles", "sentences", "generation")] == [2, 30, 4]


def test_two_servers_in_a_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.ingested("added")
    assert ("qa_ingest_documents_total", "added") not in _values(second)


# https://prometheus.io/docs/practices/naming/ and what promtool checks.
_UNITS = ("seconds", "bytes", "ratio")
_TYPE_WORDS = {"gauge", "counter", "histogram", "summary", "metric"}
_NO_BASE_UNITS = {"milliseconds", "ms", "minutes", "hours", "percent", "kilobytes", "kb", "mb", "sec", "secs"}
DASHBOARD = Path(__file__).parents[4] / "scripts" / "monitoring" / "dashboard.json"


def _used() -> Metrics:
    metrics = Metrics()
    metrics.built(version="1", encoder="e")
    metrics.answered(_answer("answered", None, 0.75), 0.02)
    metrics.got("made")
    metrics.ingested("added")
    metrics.requested(0.5, route="/ask", method="GET", status=200)
    metrics.watch_refusals({400: 3})
    return metrics


def test_what_reached_no_route_is_counted_by_status_from_0_on() -> None:
    values = _values(_used())
    assert [values["qa_http_refused_total", status] for status in ("400", "431", "503")] == [3, 0, 0]


def test_names_keep_the_rules_of_prometheus() -> None:
    families = list(text_string_to_metric_families(_used().render(articles=2, sentences=30, generation=4).decode()))
    ours = [one for one in families if not one.name.startswith("process_") and not one.name.endswith("_created")]
    assert len(ours) >= 8
    for family in ours:
        words = family.name.split("_")
        assert re.fullmatch(r"qa(_[a-z]+)+", family.name)
        assert family.documentation
        assert not {*words} & (_TYPE_WORDS | _NO_BASE_UNITS)
        if family.type == "histogram":
            assert family.name.endswith(_UNITS), family.name
        if family.type == "counter":  # the parser takes the ending off the family's name
            assert all(one.name.endswith(("_total", "_created")) for one in family.samples)
        else:
            assert not family.name.endswith("_total")
        labels = {label for one in family.samples for label in one.labels} - {"le"}
        assert not labels & {*words}, "a label repeats the name"


def test_every_stage_is_there_before_the_first_question() -> None:
    values = _values(Metrics())
    for stage in STAGES:
        assert values["qa_answer_work_duration_seconds_count", stage] == 0


def test_the_dashboards_panels_ask_for_what_is_counted_by_labels_that_there_are() -> None:
    text = _used().render(articles=2, sentences=30, generation=4).decode()
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    labels: dict[str, set[str]] = {}
    for one in samples:
        labels.setdefault(one.name, {"instance"}).update(one.labels)
    queries = [target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel["targets"]]
    seen = set()
    for query in queries:
        named = re.findall(r"((?:qa|process)_[a-z_]+)\{([^}]*)\}", query)
        assert named, query
        known = set()
        for name, matchers in named:
            assert name in labels, f"{name} of {query!r} is not counted"
            assert {part.partition("=")[0] for part in matchers.split(",")} <= labels[name], query
            known |= labels[name]
            seen.add(re.sub(r"_(bucket|sum|count|total)$", "", name))
        for by in re.findall(r"by \(([a-z, ]+)\)", query):
            assert set(by.split(", ")) <= known, query
        assert query.count("(") == query.count(")")
    ours = {re.sub(r"_(bucket|sum|count|total|created)$", "", one.name) for one in samples if one.name[:3] == "qa_"}
    assert ours - seen == {"qa_build_info"}, "no panel shows it"
