"""Traces: the stages as spans under the request's, by OpenTelemetry's own SDK; nothing asked, nothing sent unasked.

Where the extra ``otel`` is not installed only what holds without it is tested; `scripts/test-integrations` has it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.engine import Engine
from qa.errors import ExtraMissing
from qa.settings import Settings
from qa.stopwatch import STAGES
from qa.web.additional_corpora import AdditionalCorpus
from qa.web.app import Deployment, create_app
from qa.web.http.tracing import Tracing, open_tracing
from tests.qa.web.service.test_processes import started

_HAS_SDK = find_spec("opentelemetry") is not None and find_spec("opentelemetry.sdk") is not None
with_sdk = pytest.mark.skipif(not _HAS_SDK, reason="the extra otel is not installed: scripts/test-integrations has it")
QUESTION = "Who won the election in Castellan?"
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def spans() -> Any:
    """What keeps the spans in memory."""
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    return InMemorySpanExporter()


def _tracing(spans: Any, *, with_questions: bool = False) -> Tracing:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return Tracing(provider, with_questions=with_questions)


def _client(engine: Engine, tracing: Tracing, **deployment: Any) -> TestClient:
    app = create_app(engine, Settings(), deployment=Deployment(tracing=tracing, **deployment))
    return TestClient(app, base_url="http://localhost")


def _request(spans: Any) -> tuple[Any, list[Any]]:
    """Return the span of the one request, and those below it."""
    (request,) = [one for one in spans.get_finished_spans() if one.kind.name == "SERVER"]
    return request, [one for one in spans.get_finished_spans() if one is not request]


def _within(one: Any, spans: Any) -> str:
    return next(other.name for other in spans.get_finished_spans() if other.context.span_id == one.parent.span_id)


@with_sdk
@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
def test_the_stages_are_spans_under_the_span_of_the_request(engine: Engine, spans: Any, path: str) -> None:
    with _client(engine, _tracing(spans)) as client:
        client.post(path, json={"question": QUESTION}, headers={"X-Request-ID": "mark-1"})
    request, stages = _request(spans)
    assert request.name == f"POST {path}"
    assert {one.name for one in stages} == set(STAGES)
    assert {one.context.trace_id for one in stages} == {request.context.trace_id}
    assert {one.name: _within(one, spans) for one in stages} == {
        "understand": request.name,
        "search": request.name,
        "encode": "search",
        "decide": request.name,
        "read": "decide",
    }
    for one in stages:
        assert request.start_time <= one.start_time <= one.end_time <= request.end_time
    told = dict(request.attributes)
    assert told.pop("qa.answer.id").startswith("ans_")
    assert told == {
        "http.request.method": "POST",
        "http.route": path,
        "http.response.status_code": 200,
        "qa.request_id": "mark-1",
        "qa.answer.status": "answered",
        "qa.answer.generation": 1,
        "qa.answer.source": "made",
    }


@with_sdk
def test_the_stages_of_a_process_are_spans_too(engine: Engine, spans: Any) -> None:
    with started(engine, 1) as processes, _client(engine, _tracing(spans), processes=processes) as client:
        client.post("/ask", json={"question": QUESTION})
    request, stages = _request(spans)
    assert {one.name for one in stages} == set(STAGES)
    for one in stages:
        assert request.start_time <= one.start_time <= one.end_time <= request.end_time


@with_sdk
def test_a_kept_answer_has_no_stages(engine: Engine, spans: Any) -> None:
    with _client(engine, _tracing(spans)) as client:
        client.post("/ask", json={"question": QUESTION})
        spans.clear()
        client.post("/ask", json={"question": QUESTION})
    request, stages = _request(spans)
    assert stages == []
    assert request.attributes["qa.answer.source"] == "kept"


@with_sdk
@pytest.mark.parametrize(
    ("sent", "is_followed"),
    [
        (f"00-{TRACE}-{CALLER}-01", True),
        ("00-nothing-of-use-01", False),
        (f"00-{'0' * 32}-{CALLER}-01", False),
        ("", False),
    ],
)
def test_a_traceparent_is_followed_where_it_can_be_read(
    engine: Engine, spans: Any, sent: str, is_followed: bool
) -> None:
    with _client(engine, _tracing(spans)) as client:
        client.get("/about", headers={"traceparent": sent})
    request, _ = _request(spans)
    assert (f"{request.context.trace_id:032x}" == TRACE) is is_followed
    assert (request.parent is not None and f"{request.parent.span_id:016x}" == CALLER) is is_followed


@with_sdk
def test_a_caller_that_keeps_no_trace_is_followed_in_that(engine: Engine, spans: Any) -> None:
    with _client(engine, _tracing(spans)) as client:
        client.post("/ask", json={"question": QUESTION}, headers={"traceparent": f"00-{TRACE}-{CALLER}-00"})
    assert spans.get_finished_spans() == ()


@with_sdk
@pytest.mark.parametrize("wanted", [False, True])
def test_no_span_holds_a_question_unless_the_log_may(engine: Engine, spans: Any, wanted: bool) -> None:
    with _client(engine, _tracing(spans, with_questions=wanted)) as client:
        client.get("/ask", params={"q": QUESTION})
        client.post("/ask", json={"question": " "})
        client.get("/articles/harbour")
    written = "".join(one.to_json() for one in spans.get_finished_spans())
    assert (QUESTION in written) is wanted
    assert "Tolvaisa" not in written
    assert "harbour" not in written


@with_sdk
def test_a_span_names_the_corpus(engine: Engine, spans: Any) -> None:
    further = (AdditionalCorpus("news", engine.corpus.folder / "news", None),)
    with _client(engine, _tracing(spans), further=further) as client:
        client.get("/c/nothing/about")
    request, _ = _request(spans)
    assert (request.name, request.attributes["qa.corpus"]) == ("GET unmatched", "nothing")


class _Collector(BaseHTTPRequestHandler):
    came: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.came.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server that takes traces; its address and what came."""
    _Collector.came = []
    with HTTPServer(("127.0.0.1", 0), _Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", _Collector.came
        server.shutdown()
        thread.join()


@with_sdk
def test_spans_are_sent_to_the_endpoint_that_is_named(
    engine: Engine, collector: tuple[str, list[tuple[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, came = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=trial")
    tracing = open_tracing(version="1.2.3", with_questions=False)
    with _client(engine, tracing) as client:
        client.post("/ask", json={"question": QUESTION})
    tracing.close()
    assert {path for path, _ in came} == {"/v1/traces"}
    sent = b"".join(body for _, body in came)
    for word in (b"POST /ask", b"decide", b"grounded-qa", b"1.2.3", b"trial"):
        assert word in sent
    assert b"Castellan" not in sent


@pytest.mark.skipif(_HAS_SDK, reason="the extra otel is installed")
def test_without_the_extra_it_is_said_what_to_install() -> None:
    with pytest.raises(ExtraMissing, match=r"pip install 'grounded-qa\[otel\]'"):
        open_tracing(version="1", with_questions=False)


@pytest.mark.slow
def test_nothing_of_the_extra_is_imported_where_no_traces_are_wanted() -> None:
    """FastAPI imports the API of OpenTelemetry, which does nothing by itself, where it is there."""
    parts = ("opentelemetry.sdk", "opentelemetry.exporter")
    program = f"import sys, qa.cli.serve; print([name for name in sys.modules if name.startswith({parts})])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
