"""On three nodes, one of which dies: every article is indexed once, and no sentence is lost without a word."""

from __future__ import annotations

import threading
from pathlib import Path

from index import Corpus
from index.errors import ShardsDown
from index.ray.fleet import RayFleet
from index.ray.indexing import Options, index_files
from index.shards.searcher import ShardSearcher
from tests.cluster.conftest import JOIN, MEMORY, OTHER, THIRD, VECTORS, Cluster, until_whole, wait_for_node
from tests.cluster.slow_encoder import SlowEncoder, opened
from tests.cluster.sources import PIECE_BYTES, assert_is_what_one_process_stores, written


def test_a_dead_node_costs_no_article_and_what_is_missing_is_named(
    cluster: Cluster, fleet: RayFleet, made: tuple[Corpus, Path], tmp_path: Path
) -> None:
    sources = written(tmp_path / "sources")
    wait_for_node(cluster, THIRD, *JOIN)
    cluster.wait_for_nodes(3)
    stop, wrong = threading.Event(), []
    partial: set[str] = set()
    with made[0].view() as one:
        expected = [[h.number for h in one.dense(vector, 10_000)] for vector in VECTORS]
    bases = (*fleet.layout.bases, 10**9)

    def ask() -> None:
        while not stop.wait(0.02):
            try:
                found = ShardSearcher(fleet).search(VECTORS, 10, budget=1.0)
            except ShardsDown:
                continue  # which is said as well
            partial.update(found.missing)
            lost = [int(folder[-3:]) for folder in found.missing]
            for row, ranked in zip(found.rows, expected, strict=True):
                rest = [n for n in ranked if not any(bases[p] < n <= bases[p + 1] for p in lost)][:10]
                if [hit.number for hit in row] != rest:
                    wrong.append((found.missing, row, rest))

    def kill_the_node(done: int, of: int) -> None:
        if done >= 4 and OTHER in cluster.nodes:
            cluster.kill(OTHER)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        options = Options(2, MEMORY, kill_the_node, piece_bytes=PIECE_BYTES)
        result = index_files(sources, str(tmp_path / "parts"), encoder=SlowEncoder(64), opened=opened, options=options)
        cluster.wait_for_nodes(2)
        until_whole(fleet)
    finally:
        stop.set()
        asking.join()
    assert OTHER not in cluster.nodes
    assert wrong == []
    assert partial  # parts were on the node that died
    assert result.articles == 90
    assert_is_what_one_process_stores(tmp_path / "parts", sources)
