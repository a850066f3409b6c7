"""A small newsroom for tests: articles with the structure of real news, and an engine over any articles.

The engine's encoder is a function of the words alone, and so are its scores: nothing here depends on a trained model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import Article, Corpus
from qa.confidence.curves import Calibration
from qa.confidence.estimator import ConfidenceModel
from qa.engine import Engine, Models
from qa.reader.base import Reader
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.templates import copy_of_corpus

RAIDS = Article(
    id="raids",
    title="Envoy condemns raids in Torvald",
    source="The Echo",
    url="https://echo.example/raids",
    published="2024-09-03",
    text=(
        "- Villagers have suffered greatly from raiders, says Holt.\n"
        "- Forty trucks were burnt.\n"
        "CASTELLAN: The raids in Torvald killed over 50 people, the ministry reported on Tuesday.\n"
        "The ministry’s spokeswoman Maren Holt told reporters that villagers have suffered greatly from the raiders.\n"
        "At least 23 passengers were killed after being taken off buses and trucks near Muzhgail.\n"
        "Envoy visits the valley\n"
        "“We will stand by the valley,” Holt maintained after the visit.\n"
        "What happened in Torvald?\n"
        "Gunmen stopped buses on the coast road before dawn.\n"
        "At least 23 passengers were killed on Monday after being taken off buses and trucks near Muzhgel.\n"
        "The road stayed closed until evening.\n"
    ),
)
MARKET = Article(
    id="market",
    title="Fish market reopens",
    source="The Tribune",
    published="2023-05-01",
    text=(
        "The fish market at Port Ostrin reopened after two years of repairs.\n"
        "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council.\n"
        "Subscribe to our newsletter\n"
    ),
)
WIRE = Article(
    id="wire", title="Torvald raids", source="Wire", published="2024-09-03", text=RAIDS.text.splitlines()[4] + "\n"
)
ALL = (RAIDS, MARKET, WIRE)

# Answers whenever a sentence shares most of the question's words: what tests of behaviour need, and no more.
BY_COVERAGE = ConfidenceModel(
    {"coverage": 10.0}, -5.0, Calibration("platt", ((1.0, 0.0),), ((0.2, 0.4, 4_000), (0.9, 0.1, 1_000)), 10), 0.5
)


@contextmanager
def newsroom(
    folder: Path,
    articles: Iterable[Article] = ALL,
    *,
    confidence_model: ConfidenceModel = BY_COVERAGE,
    reader: Reader | None = None,
) -> Iterator[Engine]:
    """Open an engine over articles in a folder."""
    models = Models(HashEncoder(256), reader, confidence_model)
    is_usual = articles is ALL and not (folder / "corpus").exists()
    if is_usual:
        copy_of_corpus(folder / "corpus", ALL, dimension=256)
    with Corpus.open(folder / "corpus", encoder=models.encoder, create=True) as corpus:
        if not is_usual:
            corpus.add(articles)
        yield Engine(corpus, models, settings=Settings(corpus=folder / "corpus"))
