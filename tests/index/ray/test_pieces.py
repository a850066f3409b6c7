"""What a worker does, done here: each piece once, whatever it is interrupted by, and every article in its part."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index import Corpus
from index.errors import ClusterError, TargetTaken
from index.ray import indexing, pieces
from index.ray.indexing import Options, Result, index_files
from index.ray.pieces import Piece, Work
from index.shards import store
from index.shards.corpus import open_snapshot
from index.shards.layout import part_of
from tests.support.divided import articles
from tests.support.doubles import HashEncoder

ENCODER = HashEncoder(64)
# As a process of Ray limits itself; the tests' own process must not be.
NO_LIMIT = -1


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "limit_memory", lambda most: None)
    monkeypatch.setattr(pieces, "_ENCODERS", {})


def written(folder: Path, count: int) -> Path:
    """Write articles as a file of many, the first of them a second time with another text."""
    made = articles(count)
    lines = [json.dumps({"id": a.id, "title": a.title, "text": a.text}) for a in made]
    file = folder / "many.jsonl"
    file.write_text("\n".join([*lines, lines[0].replace("officials", "clerks"), "no json", '{"text": ""}']))
    return file


def test_slices_of_a_file_hold_every_article_once(tmp_path: Path) -> None:
    file = written(tmp_path, 40)
    work = Work(tmp_path / "work", 2, NO_LIMIT, "bare/1")
    cut = [Piece(((str(file), "many.jsonl"),), 0, place, 3) for place in range(3)]
    for number, piece in enumerate(cut):
        pieces.encode(work, number, piece=piece, opened=lambda: ENCODER)
    encoded = ENCODER.encoded
    pieces.encode(work, 1, piece=cut[1], opened=lambda: ENCODER)  # by a worker that was taken for dead
    assert ENCODER.encoded == encoded
    told = [pieces.write(work, place, count=3, opened=lambda: ENCODER) for place in range(2)]
    indexing._publish(work, tmp_path / "made", [part for part, _ in told], ENCODER)
    assert [name for _, twice in told for name in twice] == ["a0000"]
    assert sum(len(pieces.done(work, number)["failed"]) for number in range(3)) == 2
    with open_snapshot(tmp_path / "made", encoder=ENCODER) as corpus, corpus.view() as view:
        assert sorted(a.id for a in view.articles()) == [a.id for a in articles(40)]
        assert corpus.verify().ok
    for place in range(2):
        with Corpus.open(tmp_path / "made" / f"part-{place:03}", encoder=ENCODER, writable=False) as part:
            assert {part_of(a.id, 2) for a in part.articles()} == {place}


def test_a_process_that_worked_for_another_run_opens_the_encoder_of_this_one(tmp_path: Path) -> None:
    piece = Piece(((str(written(tmp_path, 12)), "many.jsonl"),), 0)
    encoders = [HashEncoder(64), HashEncoder(32), HashEncoder(64)]
    for run, encoder in enumerate(encoders):
        work = Work(tmp_path / str(run), 1, NO_LIMIT, "bare/1")
        pieces.encode(work, 0, piece=piece, opened=lambda encoder=encoder: encoder)  # type: ignore[misc]
        (entries,) = work.folder.glob("pieces/*/000.npz")
        assert pieces._vectors(entries).shape[1] == encoder.dimension
    assert all(encoder.encoded for encoder in encoders)


def test_what_was_half_done_is_done_anew_and_what_was_done_is_kept(tmp_path: Path) -> None:
    work = Work(tmp_path / "work", 1, NO_LIMIT, "bare/1")
    piece = Piece(((str(written(tmp_path, 12)), "many.jsonl"),), 0)
    for half in ("pieces/000000.dead", "parts/000.dead/part-000"):
        (work.folder / half).mkdir(parents=True)
        (work.folder / half / "catalogue.sqlite").write_bytes(b"half")
    pieces.encode(work, 0, piece=piece, opened=lambda: ENCODER)
    first = pieces.write(work, 0, count=1, opened=lambda: ENCODER)
    assert first[0].articles == 12
    catalogue = work.folder / "parts" / "000" / "part-000" / "catalogue.sqlite"
    made = catalogue.stat().st_ino
    assert pieces.write(work, 0, count=1, opened=lambda: ENCODER) == first
    assert catalogue.stat().st_ino == made


def test_of_two_workers_on_one_piece_the_first_that_ends_counts(tmp_path: Path) -> None:
    work = Work(tmp_path / "work", 1, NO_LIMIT, "bare/1")
    piece = Piece(((str(written(tmp_path, 12)), "many.jsonl"),), 0)

    class Overtaken(HashEncoder):
        def encode_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
            pieces._ENCODERS[work.folder] = ENCODER
            pieces.encode(work, 0, piece=piece, opened=lambda: ENCODER)
            inodes.append((work.folder / "pieces" / "000000").stat().st_ino)
            return super().encode_sentences(texts)

    inodes: list[int] = []
    pieces.encode(work, 0, piece=piece, opened=lambda: Overtaken(64))
    assert (work.folder / "pieces" / "000000").stat().st_ino == inodes[0]
    assert [path.name for path in (work.folder / "pieces").iterdir()] == ["000000"]
    part, _ = pieces.write(work, 0, count=1, opened=lambda: ENCODER)
    assert part.articles == 12


def test_a_second_article_of_an_id_is_told_where_anything_differs(tmp_path: Path) -> None:
    article = {"id": "a", "title": "Ferry", "text": "The ferry was late on Monday."}
    same, titled = article | {"id": "b"}, article | {"title": "Ferries"}
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in (article, same, titled, same)))
    work = Work(tmp_path / "work", 1, NO_LIMIT, "bare/1")
    pieces.encode(work, 0, piece=Piece(((str(file), "many.jsonl"),), 0), opened=lambda: ENCODER)
    part, twice = pieces.write(work, 0, count=1, opened=lambda: ENCODER)
    assert (part.articles, twice) == (2, ["a"])


def test_files_are_cut_the_same_way_each_time(tmp_path: Path) -> None:
    for name, size in (("a", 40), ("b", 70), ("c", 30), ("d", 250)):
        (tmp_path / f"{name}.txt").write_text("x" * size)
    cut = indexing._pieces_of([tmp_path], Result(), piece_bytes=100)
    assert [([Path(f).name for f, _ in p.files], p.slice, p.of) for p in cut] == [
        (["a.txt", "b.txt"], 0, 1),
        (["d.txt"], 0, 3),
        (["d.txt"], 1, 3),
        (["d.txt"], 2, 3),
        (["c.txt"], 0, 1),
    ]
    assert cut == indexing._pieces_of([tmp_path], Result(), piece_bytes=100)


def test_another_run_is_not_gone_on_with(tmp_path: Path) -> None:
    indexing._check_plan(tmp_path, {"pieces": [1]})
    indexing._check_plan(tmp_path, {"pieces": [1]})
    with pytest.raises(ClusterError, match="remove that folder"):
        indexing._check_plan(tmp_path, {"pieces": [2]})


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    options = Options(1, 10**9, lambda done, of: None)
    with pytest.raises(TargetTaken):
        index_files([tmp_path], str(tmp_path), encoder=ENCODER, opened=lambda: ENCODER, options=options)


def test_what_goes_to_an_address_needs_a_folder_to_work_in_and_a_free_place(tmp_path: Path) -> None:
    address = f"file://{tmp_path}/store"
    options = Options(1, 10**9, lambda done, of: None)
    with pytest.raises(ClusterError, match="--work"):
        index_files([tmp_path], address, encoder=ENCODER, opened=lambda: ENCODER, options=options)
    with Corpus.open(tmp_path / "one", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(1))
    store.upload(tmp_path / "one", address)
    with pytest.raises(TargetTaken, match="store"):
        index_files(
            [tmp_path], address, encoder=ENCODER, opened=lambda: ENCODER, options=replace(options, work=tmp_path)
        )


def _centroids(part: Path) -> NDArray[np.float32]:
    (file,) = part.glob("vectors-*.faiss")
    whole = faiss.read_index(str(file))  # what is inside lives as long as this
    return np.array(faiss.vector_to_array(faiss.downcast_index(whole.index).pq.centroids))


def test_parts_that_are_large_share_one_quantizer_and_find_what_an_exact_search_finds(tmp_path: Path) -> None:
    work = Work(tmp_path / "work", 2, NO_LIMIT, "bare/1", flat=20)
    cut = [Piece(((str(written(tmp_path, 150)), "many.jsonl"),), 0, place, 3) for place in range(3)]
    for number, piece in enumerate(cut):
        pieces.encode(work, number, piece=piece, opened=lambda: ENCODER)
    pieces.learn(work, 3)
    learnt = work.codes.stat().st_mtime_ns
    pieces.learn(work, 3)  # by a worker that was taken for dead
    assert work.codes.stat().st_mtime_ns == learnt
    told = [pieces.write(work, place, count=3, opened=lambda: ENCODER)[0] for place in range(2)]
    indexing._publish(work, tmp_path / "made", told, ENCODER)
    parts = [tmp_path / "made" / f"part-{place:03}" for place in range(2)]
    assert np.array_equal(*map(_centroids, parts))
    asked = [ENCODER.encode_question(text) for text in ("harbour council officials", "glacier", "number 7")]
    for path in parts:
        with Corpus.open(path, encoder=ENCODER, writable=False) as part, part.view() as view:
            assert part.stats()["index"] == "compact"
            assert part.verify().ok
            numbers = [s.number for article in view.articles() for s in view.sentences(article.id)]
            vectors = view.vectors(numbers)
            for vector in asked:
                nearest = np.lexsort((numbers, -(vectors @ vector)))[:10]
                assert [hit.number for hit in view.dense(vector, 10)] == [numbers[place] for place in nearest]


def test_parts_that_are_small_are_searched_exactly(tmp_path: Path) -> None:
    work = Work(tmp_path / "work", 1, NO_LIMIT, "bare/1")
    piece = Piece(((str(written(tmp_path, 12)), "many.jsonl"),), 0)
    pieces.encode(work, 0, piece=piece, opened=lambda: ENCODER)
    pieces.learn(work, 1)
    pieces.write(work, 0, count=1, opened=lambda: ENCODER)
    with Corpus.open(work.folder / "parts/000/part-000", encoder=ENCODER, writable=False) as part:
        assert part.stats()["index"] == "flat"
