"""On two nodes: parts are found as one index is, or it is said which are missing; and nobody comes in without the
token."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from index import Corpus, Filters
from index.errors import ShardsDown, UnknownArticle
from index.ray.fleet import RayFleet, end_parts, name_of
from index.shards.corpus import ShardedCorpus
from index.shards.searcher import ShardSearcher
from tests.cluster.conftest import ENCODER, GCS, HEAD, PATIENCE, ROOT, VECTORS, Cluster, until_whole

_CONNECT = f"""
import sys
from pathlib import Path
from index.ray.engine import Node, running
with running(Path(sys.argv[1]), node=Node(1, 10**9), address="{GCS}"):
    print("connected")
"""
_CONNECT_WITHOUT = f"import ray; ray.init(address='{GCS}', _node_ip_address='{HEAD}'); print('connected')"


def test_who_has_no_token_or_another_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_gcs_server_request_timeout_seconds": "5"}
    programs = {
        "the token": (_CONNECT, cluster.cache, "token"),
        "another": (_CONNECT, tmp_path / "elsewhere", "token"),
        "none": (_CONNECT_WITHOUT, tmp_path, "disabled"),
    }
    runs = {
        name: subprocess.Popen(
            [sys.executable, "-c", code, str(cache)],
            env={**environment, "RAY_AUTH_MODE": mode},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, (code, cache, mode) in programs.items()
    }
    texts = {name: run.communicate(timeout=PATIENCE) for name, run in runs.items()}
    assert {name: "connected" in out for name, (out, _) in texts.items()} == {
        "the token": True,
        "another": False,
        "none": False,
    }, texts
    assert "ray-token holds the token of its head" in texts["another"][1]


@pytest.mark.parametrize("filters", [None, Filters(sources=("Paper 1",))])
def test_parts_on_nodes_rank_as_one_index(fleet: RayFleet, made: tuple[Corpus, Path], filters: Filters | None) -> None:
    found = ShardSearcher(fleet).search(VECTORS, 10, budget=10.0, filters=filters)
    with made[0].view() as one, ShardedCorpus(made[1], fleet, ENCODER, budget=10.0).view() as parts:
        for row, vector in zip(found.rows, VECTORS, strict=True):
            expected = one.dense(vector, 10, filters=filters)
            assert [h.number for h in row] == [h.number for h in expected]
            assert [h.score for h in row] == pytest.approx([h.score for h in expected], abs=1e-6)
        words, alone = (of.lexical("storm officials number 7", 20, filters=filters) for of in (parts, one))
        assert [h.number for h in words] == [h.number for h in alone]
        assert [h.score for h in words] == pytest.approx([h.score for h in alone], abs=1e-6)
        with pytest.raises(UnknownArticle):
            parts.article("nobody")
    assert not found.partial


def test_a_slow_part_is_named_and_comes_back(fleet: RayFleet, cluster: Cluster) -> None:
    actor = cluster.ray.get_actor(name_of(fleet.layout, 1), namespace="grounded-qa")
    paused = [actor.pause.remote(3.0) for _ in range(8)]
    time.sleep(0.3)
    found = ShardSearcher(fleet).search(VECTORS, 10, budget=0.5)
    assert found.missing["part-001"] == "did not answer within 0.5 seconds"
    cluster.ray.wait(paused, num_returns=len(paused))
    until_whole(fleet)


def test_a_killed_part_is_restarted(fleet: RayFleet, cluster: Cluster) -> None:
    actor = cluster.ray.get_actor(name_of(fleet.layout, 0), namespace="grounded-qa")
    cluster.ray.kill(actor, no_restart=False)
    until_whole(fleet)
    assert fleet.wait(PATIENCE) == {}


def ask_on(ray: Any, actor: Any) -> NoReturn:
    """Ask a part until it is gone."""
    while True:
        ray.get(actor.ask.remote("searched"))


def test_all_parts_gone_is_an_error_and_no_empty_answer(fleet: RayFleet, cluster: Cluster) -> None:
    ray, places = cluster.ray, range(len(fleet.layout.parts))
    actors = [ray.get_actor(name_of(fleet.layout, place), namespace="grounded-qa") for place in places]
    end_parts()
    for actor in actors:  # one that is told to end may answer once more
        with pytest.raises(ray.exceptions.RayActorError):
            ask_on(ray, actor)
    with pytest.raises(ShardsDown):
        ShardSearcher(fleet).search(VECTORS, 3, budget=0.5)
    until_whole(fleet)  # they are opened anew
