"""The first promise, over any articles and question: every quote stands in its article, at its citation, as it is."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Article
from index.errors import InvalidArticle
from qa.errors import QuestionError
from qa.records import Answer, Quote
from tests.support.examples import examples
from tests.support.newsroom import RAIDS, newsroom

PIECES = st.sampled_from(
    [
        "At least 23 passengers were killed near Muzhgail.",
        "At least 23 passengers were killed on Monday near Muzhgel.",
        "What happened in Torvald?",
        "“We will stand by the valley,” Holt said. “And by its people.",
        "- Villagers have suffered, says Holt.",
        "CASTELLAN: The envoy, Dr. A. B. Renn, arrived at 9.40 p.m. on Sept. 3.",
        "deals.:",
        "“At the same time” …",
        "Ærø, İzmir, 東京。終わり。 🌧️ e\u0301",
        "Subscribe to our newsletter",
        "\u200b",
        ":",
    ]
)
BREAKS = st.sampled_from([" ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", ""])
TEXTS = st.lists(st.tuples(PIECES | st.text(max_size=30), BREAKS), min_size=1, max_size=12).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
QUESTIONS = st.sampled_from(
    [
        "What happened in Torvald?",
        "Who said it?",
        "How many passengers were killed near Muzhgail?",
        "東京",
        "When?",
        "Holt",
    ]
) | st.text(max_size=40)


def check(quote: Quote, articles: dict[str, Article]) -> None:
    citation = quote.citation
    text = articles[citation.article_id].text
    assert text[citation.start : citation.end] == quote.text
    assert text[citation.start - len(citation.prefix) : citation.end + len(citation.suffix)] == (
        citation.prefix + quote.text + citation.suffix
    )
    assert citation.sentence_sha256 == hashlib.sha256(quote.text.encode()).hexdigest()
    assert citation.article_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert all(0 <= o.start < o.end <= len(articles[o.article_id].text) for o in quote.occurrences)
    if quote.said_by is not None:
        assert text[quote.said_by.start : quote.said_by.end] == quote.said_by.name != ""
        assert quote.speech is not None
    assert quote.role in ("body", "quote", "caption")
    assert quote.text.strip() == quote.text != ""
    assert all(neighbour in text for neighbour in (*quote.before, *quote.after))


def check_shape(answer: Answer) -> None:
    assert (answer.status == "answered") == bool(answer.quotes) == (answer.reason is None)
    assert not (answer.quotes and answer.nearest)
    assert 0.0 <= answer.confidence <= 1.0


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=3), questions=st.lists(QUESTIONS, min_size=1, max_size=3))
def test_every_quote_is_verbatim(texts: list[str], questions: list[str]) -> None:
    given_articles = [Article(id=f"a{n}", title=f"Report {n}", text=text) for n, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder, newsroom(Path(folder), (RAIDS,)) as engine:
        for article in given_articles:
            try:
                engine.add([article])
            except InvalidArticle:
                continue
        known = {a.id: engine.corpus.article(a.id) for a in engine.corpus.articles()}
        for question in questions:
            for max_error in (None, 0.001):  # as it answers, and with everything shown as nearest
                try:
                    answer = engine.ask(question, limit=20, max_error=max_error)
                except QuestionError:
                    continue
                check_shape(answer)
                for quote in (*answer.quotes, *answer.nearest):
                    check(quote, known)


def test_answering_is_possible_at_all_in_these_tests(tmp_path: Path) -> None:
    with newsroom(tmp_path) as engine:
        assert engine.ask("How many passengers were killed near Muzhgail?").status == "answered"
