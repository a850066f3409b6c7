"""On two nodes: a crowd is given a second replica, the service switches from one snapshot to another, and says which
part of one does not answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from index import Corpus, OnnxEncoder
from index.ray.fleet import name_of
from index.shards import layout, store
from tests.cluster.conftest import GCS, PATIENCE, ROOT, Cluster
from tests.cluster.s3_server import BUCKET
from tests.conftest import MODEL_CACHE
from tests.support.divided import WORDS, articles, one_and_parts

FIRST, SECOND = 6, 9


@dataclass
class Service:
    """``qa ray serve`` with one replica, and two for a crowd, over a snapshot of FIRST articles, beside which there is
    one of SECOND articles, and the same in two parts."""

    process: subprocess.Popen[bytes]
    says: Path
    address: str
    environment: dict[str, str]
    first: Path
    second: Path
    divided: Path
    numbers: Iterator[int] = field(default_factory=count)

    def ask(self) -> dict[str, Any]:
        """Ask what was never asked before; kept answers say nothing of the snapshot. Raises where it is refused."""
        number = next(self.numbers)
        words = f"What {WORDS[number % 20]} was seen near the {WORDS[number // 20 % 20]} gate at {number}?"
        with urllib.request.urlopen(f"{self.address}/ask?q={urllib.parse.quote(words)}", timeout=PATIENCE) as reply:
            answer: dict[str, Any] = json.load(reply)
        return answer

    def answers(self) -> Iterator[dict[str, Any]]:
        """Ask again and again; that no part answers in time is no answer."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                yield self.ask()
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise

    def whole(self) -> dict[str, Any]:
        """Return the first answer from which no part is missing: on a busy machine one may miss its second."""
        return next(answer for answer in self.answers() if not answer.get("partial"))

    def switch(self, snapshot: Path | str) -> subprocess.CompletedProcess[str]:
        """Run ``qa ray switch``."""
        port = self.address.rpartition(":")[2]
        command = [sys.executable, "-m", "qa.cli.main", "ray", "switch", str(snapshot), "--port", port]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def service(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    encoder = OnnxEncoder.open(MODEL_CACHE)
    for compiled in filter(Path.is_dir, MODEL_CACHE.iterdir()):  # a token may lie beside them
        (cluster.cache / compiled.name).symlink_to(compiled)
    folder = tmp_path_factory.mktemp("served")
    first = folder / "first"
    with Corpus.open(first, encoder=encoder, create=True) as corpus:
        corpus.add(articles(FIRST))
    corpus, divided = one_and_parts(folder, articles(SECOND), encoder, parts=2)
    corpus.close()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {**os.environ, "QA_CACHE": str(cluster.cache), "QA_READER": "none", "PYTHONPATH": str(ROOT)}
    options = ["--cluster", GCS, "--replicas", "1", "--max-replicas", "2", "--memory", "1500M"]
    options += ["--port", str(port), "--json"]
    with (folder / "says").open("wb") as says:
        run = subprocess.Popen(
            [sys.executable, "-m", "qa.cli.main", "ray", "serve", str(first), *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=says,
        )
    try:
        assert run.stdout is not None
        ready = run.stdout.readline()
        assert ready, (folder / "says").read_text()
        yield Service(run, folder / "says", json.loads(ready)["address"], environment, first, folder / "one", divided)
    finally:
        run.kill()
        run.wait()


@dataclass
class Crowd:
    """What those got who ask on and on: how many articles each answer was searched in, and what failed."""

    seen: list[int] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def ask(self, service: Service) -> None:
        """Ask until the end."""
        while not self.ended.is_set():
            try:
                self.seen.append(service.ask()["searched"]["articles"])
            except (OSError, ValueError) as error:
                self.failed.append(error)


@contextmanager
def crowd(service: Service, people: int) -> Iterator[Crowd]:
    """So many who ask at once, until the end of the block."""
    made = Crowd()
    asking = [threading.Thread(target=made.ask, args=(service,)) for _ in range(people)]
    for thread in asking:
        thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        for thread in asking:
            thread.join()


def running() -> int:
    """Count the replicas that answer."""
    from ray import serve

    return int(serve.status().applications["qa"].deployments["Replica"].replica_states.get("RUNNING", 0))


def test_a_crowd_is_given_a_second_replica_and_nobody_is_refused(service: Service) -> None:
    assert running() == 1
    until = time.monotonic() + PATIENCE
    with crowd(service, 6) as asking:  # three times as many as one replica is meant for
        while running() < 2 and not asking.failed:
            assert time.monotonic() < until
            time.sleep(0.5)
    assert asking.failed == []


def test_a_switch_refuses_no_request_and_what_is_damaged_is_not_switched_to(service: Service, tmp_path: Path) -> None:
    with crowd(service, 3) as asking:  # more than one replica's, so that both are asked
        while len(asking.seen) < 10:
            assert not asking.failed
            time.sleep(0.1)
        (tmp_path / "shards.json").write_text("{}")
        refused = service.switch(tmp_path)
        before = len(asking.seen)
        switched = service.switch(service.second)
        during = len(asking.seen) - before
        after = [service.ask()["searched"]["articles"] for _ in range(6)]
    assert asking.failed == []
    assert refused.returncode == 2
    assert "is served on" in refused.stderr
    assert switched.returncode == 0, switched.stderr
    assert set(asking.seen[:before]) == {FIRST}
    assert during > 0
    assert set(asking.seen) == {FIRST, SECOND}
    assert set(after) == {SECOND}


def test_a_snapshot_in_s3_is_switched_to_and_one_that_is_not_there_is_not(service: Service) -> None:
    address = f"s3://{BUCKET}/served"
    refused = service.switch(address)
    assert refused.returncode == 2
    assert "is served on" in refused.stderr
    for snapshot, articles_of in ((service.first, FIRST), (service.divided, SECOND)):
        store.upload(snapshot, f"{address}-{articles_of}")
        switched = service.switch(f"{address}-{articles_of}")
        assert switched.returncode == 0, switched.stderr
        assert service.whole()["searched"]["articles"] == articles_of


def test_a_part_that_is_slow_is_named_in_the_answer(service: Service, cluster: Cluster) -> None:
    assert service.switch(service.divided).returncode == 0
    assert service.whole()["searched"]["articles"] == SECOND
    actor = cluster.ray.get_actor(name_of(layout.read(service.divided), 1), namespace="grounded-qa")
    paused = [actor.pause.remote(6.0) for _ in range(8)]
    answer = next(answer for answer in service.answers() if list(answer.get("missing", ())) == ["part-001"])
    assert answer["partial"] is True
    assert answer["searched"]["articles"] < SECOND
    cluster.ray.wait(paused, num_returns=len(paused))
    assert service.whole()["searched"]["articles"] == SECOND


def test_told_to_end_it_ends_and_leaves_nothing_running(service: Service, cluster: Cluster) -> None:
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(PATIENCE) == 0, service.says.read_text()
    with pytest.raises(urllib.error.URLError):
        service.ask()
    named = cluster.ray.util.list_named_actors(all_namespaces=True)
    assert [one for one in named if one["name"].startswith("qa-part")] == []
