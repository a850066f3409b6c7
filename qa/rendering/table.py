"""An answer as a table, a row a quote. The only import of pandas, which is the extra ``pandas``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.errors import ExtraMissing

if TYPE_CHECKING:
    import pandas

_CITED = ("article_id", "title", "url", "source", "author", "published", "start", "end")
COLUMNS = ["question", "status", "text", "confidence", "answer", "said_by", *_CITED, "articles"]


def dataframe(answer: dict[str, Any]) -> pandas.DataFrame:
    """Return a row for each quote that answers; where none does, for each that came nearest, as ``status`` tells.

    Raises ExtraMissing without pandas."""
    try:
        import pandas  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ExtraMissing("a table needs pandas, which is not installed: pip install 'grounded-qa[pandas]'") from None
    rows = [_row(answer, quote) for quote in answer["quotes"] or answer["nearest"]]
    return pandas.DataFrame(rows, columns=COLUMNS)


def _row(answer: dict[str, Any], quote: dict[str, Any]) -> dict[str, Any]:
    span, speaker = quote["answer_span"], quote.get("said_by")
    return {
        "question": answer["question"],
        "status": answer["status"],
        "text": quote["text"],
        "confidence": quote["confidence"],
        "answer": None if span is None else quote["text"][span["start"] : span["end"]],
        "said_by": None if speaker is None else speaker["name"],
        "articles": quote["articles"],
        "origins": quote["origins"],
        **{name: quote["citation"][name] for name in _CITED},
    }
