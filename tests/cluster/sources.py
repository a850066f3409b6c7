"""Files to index, and what one process stores of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import Corpus, Filters, Hit
from index.loaders.files import load_paths
from index.shards.corpus import open_snapshot
from index.view import View
from tests.cluster.conftest import ENCODER, VECTORS
from tests.support.divided import articles

#: Pieces so small that there are a dozen of what ``written`` writes.
PIECE_BYTES = 3_000


def written(folder: Path) -> list[Path]:
    """Write 90 articles as two folders of files and one file of many, which has one id twice and a broken line."""
    made = articles(90)
    for place, part in enumerate((made[:30], made[30:60])):
        (folder / str(place)).mkdir(parents=True)
        for article in part:
            (folder / str(place) / f"{article.id}.txt").write_text(f"{article.title}\n\n{article.text}")
    lines = [json.dumps({"id": a.id, "title": a.title, "text": a.text, "source": a.source}) for a in made[60:]]
    (folder / "many.jsonl").write_text("\n".join([*lines, lines[0].replace("report", "reports"), "no json"]))
    return [folder / "0", folder / "1", folder / "many.jsonl"]


def assert_is_what_one_process_stores(snapshot: Path, sources: Sequence[Path]) -> None:
    """Compare every article, sentence, vector and score with those of a corpus to which the files were added."""
    added = [article for loaded in load_paths(sources) for article in loaded.articles]
    with (
        open_snapshot(snapshot, encoder=ENCODER) as corpus,
        corpus.view() as view,
        Corpus.temporary(added, encoder=ENCODER) as one,
        one.view() as expected,
    ):
        assert corpus.verify().ok
        assert sorted(a.id for a in view.articles()) == sorted(article.id for article in added)
        assert all(view.article(article.id) == expected.article(article.id) for article in added)
        for filters in (None, Filters(sources=("Paper 1",))):
            for vector in VECTORS:
                found, wanted = (scores(of, of.dense(vector, 10_000, filters=filters)) for of in (view, expected))
                assert found == pytest.approx(wanted, abs=1e-6)
            words = "storm officials number 7"
            found, wanted = (scores(of, of.lexical(words, 10_000, filters=filters)) for of in (view, expected))
            assert found == pytest.approx(wanted, abs=1e-6)


def scores(view: View, hits: list[Hit]) -> dict[tuple[str, int], float]:
    """Return the score of every sentence that was found, by its article and place in it: numbers follow the order in
    which articles were stored."""
    rows = view.rows([hit.number for hit in hits])
    return {(rows[hit.number].article_id, rows[hit.number].position): hit.score for hit in hits}
