"""On two nodes: what is indexed is what one process would index, through workers that are killed and runs that are."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from index.errors import ClusterError
from index.ray.fleet import Origin, RayFleet
from index.ray.indexing import Options, Result, index_files
from index.shards.corpus import ShardedCorpus
from tests.cluster.conftest import ENCODER, GCS, MEMORY, PATIENCE, ROOT, Cluster, descendants
from tests.cluster.slow_encoder import SlowEncoder, opened
from tests.cluster.sources import PIECE_BYTES, assert_is_what_one_process_stores, written
from tests.support.divided import WORDS
from tests.support.doubles import HashEncoder


def test_every_article_is_indexed_once_though_workers_are_killed(cluster: Cluster, tmp_path: Path) -> None:
    sources = written(tmp_path / "sources")
    killed: list[int] = []

    def kill_a_worker(done: int, of: int) -> None:
        if done not in (2, of // 2):
            return
        listed = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        of_encode = {int(line.split()[0]) for line in listed.splitlines() if "ray::encode" in line}
        ours = {pid for node in cluster.nodes.values() for pid in descendants(node.pid)}
        for pid in sorted(of_encode & ours)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    options = Options(2, MEMORY, kill_a_worker, piece_bytes=PIECE_BYTES)
    result = index_files(sources, str(tmp_path / "parts"), encoder=SlowEncoder(64), opened=opened, options=options)
    assert killed
    assert result.articles == 90
    assert sorted(why[:20] for _, why in result.failed) == ["its id is that of an", "line 32: it is not J"]
    assert not (tmp_path / "parts.work").exists()
    assert_is_what_one_process_stores(tmp_path / "parts", sources)


def test_fifty_thousand_sentences_are_indexed_and_found(cluster: Cluster, tmp_path: Path) -> None:
    texts = [
        [f"The {WORDS[i % 20]} of {WORDS[j % 20]} paid {1000 * i + j} crowns at gate {j}." for j in range(100)]
        for i in range(500)
    ]
    lines = [json.dumps({"id": f"n{i}", "title": "", "text": "\n".join(one)}) for i, one in enumerate(texts)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    options = Options(2, MEMORY, lambda done, of: None, piece_bytes=400_000)
    opened = partial(HashEncoder, ENCODER.dimension)
    out = tmp_path / "parts"
    result = index_files([tmp_path / "many.jsonl"], str(out), encoder=ENCODER, opened=opened, options=options)
    assert (result.articles, result.sentences, result.failed) == (500, 50_000, [])
    fleet = RayFleet(Origin(str(out), cluster.cache), memory=MEMORY)
    assert fleet.wait(PATIENCE) == {}
    with ShardedCorpus(out, fleet, ENCODER, budget=60.0).view() as view:
        for wanted in (texts[3][14], texts[271][82], texts[499][50]):
            (meant,), (worded,) = view.dense(wanted, 1), view.lexical(wanted, 1)
            assert [view.rows([hit.number])[hit.number].text for hit in (meant, worded)] == [wanted, wanted]


_RUN = f"""
import sys
from pathlib import Path
from index.ray import indexing
from index.ray.engine import Node, running
from tests.cluster.slow_encoder import SlowEncoder, opened

cache, out, *sources = map(Path, sys.argv[1:])
options = indexing.Options(1, {MEMORY}, lambda done, of: None, piece_bytes={PIECE_BYTES})
with running(cache, node=Node(2, 10**9), address="{GCS}"):
    indexing.index_files(sources, str(out), encoder=SlowEncoder(64), opened=opened, options=options)
"""


def test_a_run_that_was_killed_is_gone_on_with_and_another_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    sources, out = written(tmp_path / "sources"), tmp_path / "out"
    run = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(cluster.cache), str(out), *map(str, sources)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    pieces = tmp_path / "out.work" / "pieces"

    def whole() -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in pieces.glob("*") if "." not in path.name}

    until = time.monotonic() + PATIENCE
    while len(whole()) < 4:
        assert run.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    run.kill()
    run.wait()
    kept = whole()
    assert not out.exists()
    seen: list[tuple[int, int]] = []

    def indexed(sources: list[Path]) -> Result:
        options = Options(1, MEMORY, lambda done, of: seen.append((done, of)), piece_bytes=PIECE_BYTES)
        return index_files(sources, str(out), encoder=SlowEncoder(64), opened=opened, options=options)

    with pytest.raises(ClusterError, match="interrupted run"):
        indexed(sources[:1])
    assert indexed(sources).articles == 90
    assert seen[0][0] >= len(kept) >= 4  # what was done was not done again
    assert seen[-1] == (seen[0][1], seen[0][1])
    assert_is_what_one_process_stores(out, sources)
