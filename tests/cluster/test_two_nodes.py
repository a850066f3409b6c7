"""On two nodes: what is indexed is what one process would index, and what is found what one index would find, or it is
said what is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import Corpus, Filters
from index.errors import ClusterError, ShardsDown, UnknownArticle
from index.ray.fleet import RayFleet, end_parts, name_of
from index.ray.indexing import Options, Result, index_files
from index.shards.corpus import DividedCorpus, open_snapshot
from index.shards.fleet import Call
from index.shards.searcher import FleetSearcher
from tests.cluster.conftest import HEAD, OTHER, PATIENCE, Cluster
from tests.cluster.slow_encoder import SlowEncoder, opened
from tests.support.divided import articles, one_and_parts
from tests.support.doubles import HashEncoder

ENCODER = HashEncoder(64)
MEMORY = 1_000_000_000
VECTORS = np.stack([ENCODER.encode_question(text) for text in ("harbour council officials", "glacier", "number 7")])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, Path]]:
    corpus, divided = one_and_parts(tmp_path_factory.mktemp("made"), articles(60), ENCODER, parts=3)
    with corpus:
        yield corpus, divided


@pytest.fixture
def fleet(cluster: Cluster, made: tuple[Corpus, Path]) -> Iterator[RayFleet]:
    opened_fleet = RayFleet(made[1], memory=MEMORY)
    assert opened_fleet.wait(PATIENCE) == {}
    yield opened_fleet
    end_parts()


def until_whole(fleet: RayFleet) -> None:
    """Search until no part is missing."""
    until = time.monotonic() + PATIENCE
    while FleetSearcher(fleet).search(VECTORS, 3, budget=1.0).partial:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_who_has_another_token_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    code = f"import ray; ray.init(address='{HEAD}:6379', _node_ip_address='{HEAD}'); print('in')"
    (tmp_path / "token").write_text("0" * 64)
    for changes in (
        {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(tmp_path / "token")},
        {"RAY_AUTH_MODE": "disabled"},
    ):
        run = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **changes}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            out, _ = run.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            run.kill()
            out, _ = run.communicate()
        assert run.returncode != 0
        assert b"in" not in out


@pytest.mark.parametrize("filters", [None, Filters(sources=("Paper 1",))])
def test_parts_on_nodes_rank_as_one_index(fleet: RayFleet, made: tuple[Corpus, Path], filters: Filters | None) -> None:
    found = FleetSearcher(fleet).search(VECTORS, 10, budget=10.0, filters=filters)
    with made[0].view() as one, DividedCorpus(made[1], fleet, ENCODER, budget=10.0).view() as parts:
        for row, vector in zip(found.rows, VECTORS, strict=True):
            assert [h.number for h in row] == [h.number for h in one.dense(vector, 10, filters=filters)]
        words = one.lexical("storm officials number 7", 20, filters=filters)
        assert [h.number for h in parts.lexical("storm officials number 7", 20, filters=filters)] == [
            h.number for h in words
        ]
        with pytest.raises(UnknownArticle):
            parts.article("nobody")
    assert not found.partial


def test_a_slow_part_is_named_within_the_budget_and_comes_back(fleet: RayFleet, cluster: Cluster) -> None:
    actor = cluster.ray.get_actor(name_of(fleet.layout, 1), namespace="grounded-qa")
    paused = [actor.pause.remote(3.0) for _ in range(8)]
    time.sleep(0.3)
    found = FleetSearcher(fleet).search(VECTORS, 10, budget=0.5)
    assert found.missing == {"part-001": "did not answer within 0.5 seconds"}
    assert all(found.rows)
    cluster.ray.wait(paused, num_returns=len(paused))
    until_whole(fleet)


def test_a_killed_part_is_named_and_restarted(fleet: RayFleet, cluster: Cluster) -> None:
    actor = cluster.ray.get_actor(name_of(fleet.layout, 0), namespace="grounded-qa")
    cluster.ray.kill(actor, no_restart=False)
    until_whole(fleet)
    assert fleet.wait(PATIENCE) == {}


def test_all_parts_gone_is_an_error_and_no_empty_answer(fleet: RayFleet) -> None:
    end_parts()
    with pytest.raises(ShardsDown):
        FleetSearcher(fleet).search(VECTORS, 3, budget=0.5)
    until_whole(fleet)  # they are opened anew


def written(folder: Path) -> list[Path]:
    """Write the articles as two folders of files and one file of many."""
    made = articles(90)
    for place, part in enumerate((made[:30], made[30:60])):
        (folder / str(place)).mkdir(parents=True)
        for article in part:
            (folder / str(place) / f"{article.id}.txt").write_text(f"{article.title}\n\n{article.text}")
    lines = [json.dumps({"id": a.id, "title": a.title, "text": a.text}) for a in made[60:]]
    (folder / "many.jsonl").write_text("\n".join([*lines, lines[0].replace("report", "reports"), "no json"]))
    return [folder / "0", folder / "1", folder / "many.jsonl"]


def test_every_article_is_indexed_once_though_workers_are_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ray.indexing._PIECE_BYTES", 3_000)
    sources = written(tmp_path / "sources")
    killed: list[int] = []

    def kill_workers(done: int, of: int) -> None:
        if done in (2, of // 2):
            listed = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
            workers = [int(line.split()[0]) for line in listed.splitlines() if "ray::encode" in line]
            for pid in workers[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    def indexed(out: str, parts: int) -> Result:
        options = Options(parts, MEMORY, kill_workers)
        return index_files(sources, tmp_path / out, encoder=SlowEncoder(64), opened=opened, options=options)

    result = indexed("parts", 2)
    assert killed
    assert result.articles == 90
    assert sorted(why for _, why in result.failed)[0].startswith("its id is that of another")
    assert len(result.failed) == 2
    assert not (tmp_path / "parts.work").exists()
    with open_snapshot(tmp_path / "parts", encoder=ENCODER) as corpus, corpus.view() as view:
        assert corpus.verify().ok
        with Corpus.temporary([view.article(a.id) for a in view.articles()], encoder=ENCODER) as one:
            assert view.sentence_count == one.stats()["sentences"]
            with one.view() as expected:
                numbers = [h.number for h in expected.dense("glacier", 20)]
                assert [h.number for h in view.dense("glacier", 20)] == numbers


def test_an_interrupted_run_goes_on_and_another_is_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ray.indexing._PIECE_BYTES", 3_000)
    sources = written(tmp_path / "sources")
    seen: list[int] = []

    def interrupt(done: int, of: int) -> None:
        seen.append(done)
        if len(seen) == 4:
            raise KeyboardInterrupt

    def indexed(sources: list[Path]) -> Result:
        options = Options(1, MEMORY, interrupt)
        return index_files(sources, tmp_path / "out", encoder=SlowEncoder(64), opened=opened, options=options)

    with pytest.raises(KeyboardInterrupt):
        indexed(sources)
    with pytest.raises(ClusterError, match="interrupted run"):
        indexed(sources[:1])
    assert indexed(sources).articles == 90
    assert seen[4] >= 3  # what was done was not done again
    with Corpus.open(tmp_path / "out", encoder=ENCODER, writable=False) as corpus:
        assert corpus.stats()["articles"] == 90


def test_a_dead_node_is_named_and_its_parts_open_on_the_other(
    fleet: RayFleet, cluster: Cluster, made: tuple[Corpus, Path]
) -> None:
    stop, wrong = threading.Event(), []
    with made[0].view() as one:
        expected = [[h.number for h in one.dense(vector, 10_000)] for vector in VECTORS]

    def ask() -> None:
        while not stop.is_set():
            found = FleetSearcher(fleet).search(VECTORS, 10, budget=1.0)
            bases = (*fleet.layout.bases, 10**9)
            lost = [int(folder[-3:]) for folder in found.missing]
            for row, ranked in zip(found.rows, expected, strict=True):
                rest = [n for n in ranked if not any(bases[p] < n <= bases[p + 1] for p in lost)][:10]
                if [hit.number for hit in row] != rest:
                    wrong.append((row, rest))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        cluster.kill(OTHER)
        cluster.wait_for_nodes(1)
        until_whole(fleet)
    finally:
        stop.set()
        asking.join()
    assert wrong == []
    assert fleet.ask({0: Call("searched")}, budget=5.0).values
