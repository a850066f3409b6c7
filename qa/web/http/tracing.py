"""Traces for OpenTelemetry: a span for each request, below it one for each time that a stage ran.

The stages are those that the metrics count, as the one stopwatch has measured them: their spans are made afterwards, so
that they are the same whichever process answered. No span holds a question, unless the log may; none an article or a
key. The only importer of opentelemetry, which is an extra; nothing is sent but to an endpoint that the operator names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from qa.errors import ExtraMissing
from qa.records import Answer
from qa.stopwatch import Lap

MISSING = (
    "an endpoint for traces is named (OTEL_EXPORTER_OTLP_ENDPOINT), and OpenTelemetry is not installed: "
    "pip install 'grounded-qa[otel]', or unset it"
)

#: The span of the request that is in work, also in the threads that work for it.
_current: ContextVar[Any] = ContextVar("span", default=None)


class Tracing:
    """Makes the spans of one server."""

    def __init__(self, provider: Any, *, with_questions: bool = False) -> None:
        """Take the provider of OpenTelemetry's SDK that the spans go to."""
        from opentelemetry import trace  # noqa: PLC0415 - an optional extra
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        self._trace = trace
        self._provider = provider
        self._tracer = provider.get_tracer("grounded-qa")
        self._propagator = TraceContextTextMapPropagator()
        self._with_questions = with_questions

    def begin(self, headers: Mapping[str, str], *, method: str) -> Any:
        """Begin the span of a request, below that of its ``traceparent`` (W3C) where it brings one that can be read."""
        carried = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        parent = self._propagator.extract(carried, context=self._trace.set_span_in_context(self._trace.INVALID_SPAN))
        span = self._tracer.start_span(method, context=parent, kind=self._trace.SpanKind.SERVER)
        _current.set(span)
        return span

    def end(self, span: Any, *, method: str, route: str, status: int, facts: Mapping[str, str | None]) -> None:
        """End the span of a request; ``route`` is the pattern, not the address, ``facts`` what else is said of it."""
        span.update_name(f"{method} {route}")
        span.set_attributes(
            {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            | {f"qa.{name}": value for name, value in facts.items() if value}
        )
        if status >= 500:
            span.set_status(self._trace.StatusCode.ERROR)
        span.end()

    def stages(self, laps: Sequence[Lap]) -> None:
        """Make the spans of an answer's stages, below the request's, each below that of the stage it ran within."""
        spans: list[Any] = []
        for lap in laps:
            parent = _current.get() if lap.within is None else spans[lap.within]
            if parent is None:
                return
            context = self._trace.set_span_in_context(parent)
            spans.append(self._tracer.start_span(lap.stage, context=context, start_time=_nanoseconds(lap.start)))
        for span, lap in zip(spans, laps, strict=True):
            span.end(_nanoseconds(lap.end))

    def answered(self, answer: Answer, *, source: str) -> None:
        """Say in the span of the request what its answer is, and where it came from."""
        span = _current.get()
        if span is not None:
            facts = {
                "status": answer.status,
                "reason": answer.reason,
                "generation": answer.generation,
                "source": source,
            }
            facts |= {"id": answer.id, "question": answer.question if self._with_questions else None}
            span.set_attributes({f"qa.answer.{name}": value for name, value in facts.items() if value is not None})

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


def open_tracing(*, version: str, with_questions: bool) -> Tracing:
    """Open tracing as the standard variables OTEL_* say, to the endpoint that they name. Raises ExtraMissing."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("opentelemetry"):
            raise
        raise ExtraMissing(MISSING) from None
    named = Resource({"service.name": "grounded-qa", "service.version": version})
    provider = TracerProvider(resource=named.merge(_of_the_variables(Resource)))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider, with_questions=with_questions)


def _of_the_variables(resource: Any) -> Any:
    """Return what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say, without the name that stands in for none."""
    environment = resource.create()
    named = {
        name: value for name, value in environment.attributes.items() if not str(value).startswith("unknown_service")
    }
    return resource(named)


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)
