"""The check of drafts with alterations planted into them: what is altered is found, what is not is let be."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Encoder
from qa.checking import Check, Finding, check
from qa.checking.records import UNKNOWN, WRONG
from qa.engine import Engine
from qa.samples import articles
from qa.settings import Settings
from tests.acceptance.planted import Alteration, planted

pytestmark = [pytest.mark.model, pytest.mark.slow]
NAMES = ("Harrowmere", "Pellworth", "Lindholt", "Corvania", "Anselm Quaye", "Mina Okoro", "Helene Brask", "Reykjavik")
ROUNDS = 5
NEAR = 200  # characters


@pytest.fixture(scope="module")
def engine(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    corpus = shutil.copytree(samples, tmp_path_factory.mktemp("planted") / "corpus")
    with Engine.open(settings=Settings(corpus=corpus, reader="none")) as opened:
        yield opened


class Remembering:
    """An encoder that encodes a sentence once: three of four are the same in every draft of an article.

    A vector does not depend on its batch (tests/contracts/test_encoder.py)."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.encode_question = encoder.encode_question
        self._encode = encoder.encode_sentences
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors.update(zip(new, self._encode(new), strict=True))
        return np.array([self._vectors[text] for text in texts], np.float32).reshape(len(texts), self.dimension)


def is_near(finding: Finding, alteration: Alteration) -> bool:
    """Tell whether what was planted may have changed a finding: it stands in the same sentence or beside it."""
    return alteration.start - NEAR <= finding.end and finding.start <= alteration.end + NEAR


def found(checked: Check, alteration: Alteration) -> bool:
    """Tell whether something is said against what was planted: at its place, or of the quotation that it is said of."""
    for finding in checked.findings:
        is_there = finding.start <= alteration.end and finding.end >= alteration.start
        is_said_of = alteration.kind == "speaker" and finding.draft_speaker == alteration.after
        if finding.verdict in WRONG | UNKNOWN and (is_there or is_said_of):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of what was planted. ``findings``: those that nothing planted can have changed."""

    tried: Counter[str]
    missed: list[tuple[str, Alteration]]
    alarms: list[tuple[str, str, str]]
    findings: int


def measured(engine: Engine, names: Sequence[str], *, rounds: int) -> Measured:
    """Plant alterations into every sample article, so many times, and check each draft."""
    missed, tried, findings = [], Counter[str](), 0
    alarms: list[tuple[str, str, str]] = []
    encoder = Remembering(engine.encoder)
    with engine.corpus.view() as view:
        for seed in range(rounds):
            for article in articles():
                draft, alterations = planted(article, names, seed=seed)
                checked = check(draft, view, encoder=encoder)
                tried.update(one.kind for one in alterations)
                missed += [(article.id, one) for one in alterations if not found(checked, one)]
                untouched = [f for f in checked.findings if not any(is_near(f, one) for one in alterations)]
                findings += len(untouched)
                alarms += [(article.id, f.verdict, f.text) for f in untouched if f.verdict in WRONG]
    return Measured(tried, missed, alarms, findings)


def test_of_three_hundred_planted_alterations_nearly_all_are_found_and_hardly_anything_else(engine: Engine) -> None:
    result = measured(engine, NAMES, rounds=ROUNDS)
    tried = result.tried.total()
    share = 1 - len(result.missed) / tried
    sys.stdout.write(f"recall {share:.3f} of {tried}, false alarms {len(result.alarms)} of {result.findings}\n")
    assert tried >= 300
    assert min(result.tried.values()) >= 5
    assert len(result.missed) <= 0.02 * tried, result.missed
    assert len(result.alarms) <= 0.02 * result.findings, result.alarms
