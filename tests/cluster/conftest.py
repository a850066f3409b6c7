"""Two nodes of Ray on this machine, and an S3 server, for the tests here, which are collected where Ray is installed.

``scripts/test-ray`` installs it in an environment of its own and runs them in a network namespace of their own.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Corpus
from index.errors import ShardsDown
from index.ray.fleet import Origin, RayFleet
from index.shards.searcher import ShardSearcher
from tests.cluster import s3_server
from tests.support.divided import articles, one_and_parts
from tests.support.doubles import HashEncoder

collect_ignore_glob = [] if importlib.util.find_spec("ray") else ["test_*.py"]

ROOT = Path(__file__).parents[2]
HEAD, OTHER, THIRD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
GCS = f"{HEAD}:6379"
JOIN = ("--join", GCS)
ENCODER = HashEncoder(64)
MEMORY = 1_000_000_000
VECTORS = np.stack([ENCODER.encode_question(text) for text in ("harbour council officials", "glacier", "number 7")])
#: Seconds after which what does not happen is a failure: many, since nothing here measures time.
PATIENCE = 900


def descendants(process: int) -> list[int]:
    """Return a process and all below it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    children: dict[int, list[int]] = {}
    for pid, parent in zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True):
        children.setdefault(parent, []).append(pid)
    found, left = [], [process]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


@dataclass
class Cluster:
    """Two nodes, started by ``qa ray node``, each with two cores, and this process connected to them. A test may start
    a third.

    Their memory is what Ray deals out; little of it is used."""

    cache: Path
    nodes: dict[str, subprocess.Popen[bytes]]
    ray: Any
    first_port: dict[str, int]

    def start(self, address: str, *options: str) -> None:
        """Start a node."""
        command = ["-m", "qa.cli.main", "ray", "node", "--address", address, "--cpus", "2", "--memory", "8G", *options]
        command += ["--ports", str(self.first_port[address])]
        with self.says(address).open("wb") as says:
            self.nodes[address] = subprocess.Popen(
                [sys.executable, *command],
                env={**os.environ, "QA_CACHE": str(self.cache), "PYTHONPATH": str(ROOT)},
                stdout=says,
                stderr=says,
            )

    def says(self, address: str) -> Path:
        """Return the file of what a node writes."""
        return self.cache / f"node-{address}.log"

    def kill(self, address: str) -> None:
        """Kill a node as a machine dies: all its processes at once."""
        for pid in reversed(descendants(self.nodes[address].pid)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.nodes.pop(address).wait()

    def alive(self) -> int:
        """Count the nodes that Ray knows to live."""
        return sum(node["Alive"] for node in self.ray.nodes())

    def wait_for_nodes(self, count: int) -> None:
        """Wait until Ray knows of so many nodes that live."""
        until = time.monotonic() + PATIENCE
        while self.alive() != count:
            assert time.monotonic() < until, f"{self.alive()} nodes live, not {count}"
            time.sleep(0.2)


def wait_for_node(made: Cluster, address: str, *options: str) -> None:
    """Start a node and wait until it is whole. Ray gives a service of it 15 seconds to start, which on a busy machine
    is too little (https://github.com/ray-project/ray/issues/65983); the node then ends, and is started again."""
    made.start(address, *options)
    until = time.monotonic() + PATIENCE
    while b"Ray runtime started" not in (says := made.says(address).read_bytes()):
        assert time.monotonic() < until, says.decode()
        if made.nodes[address].poll() is not None:
            made.kill(address)
            made.start(address, *options)
        time.sleep(0.2)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A running S3 server with an empty bucket, known to this process and to all that it starts from now on."""
    with pytest.MonkeyPatch.context() as patch, s3_server.running(tmp_path_factory.mktemp("s3"), patience=PATIENCE):
        for name, value in s3_server.ENVIRONMENT.items():
            patch.setenv(name, value)
        import fsspec

        with suppress(FileExistsError):  # some say so of a bucket that is made when it is first written to
            fsspec.filesystem("s3").mkdir(s3_server.BUCKET)
        yield


@pytest.fixture(scope="session")
def cluster(s3: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    from index.errors import ClusterError
    from index.ray.engine import Node, running

    cache = tmp_path_factory.mktemp("cache")
    started = Cluster(cache, {}, None, {HEAD: 6400, OTHER: 6410, THIRD: 6420})
    try:
        wait_for_node(started, HEAD)
        wait_for_node(started, OTHER, *JOIN)
        with ExitStack() as stack:
            until = time.monotonic() + PATIENCE
            while started.ray is None:
                try:
                    started.ray = stack.enter_context(running(cache, node=Node(2, 10**9), address=GCS))
                except ClusterError:
                    assert time.monotonic() < until
            started.wait_for_nodes(2)
            yield started
    finally:
        for address in list(started.nodes):
            started.kill(address)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, Path]]:
    """One corpus, and the same in three parts."""
    corpus, divided = one_and_parts(tmp_path_factory.mktemp("made"), articles(60), ENCODER, parts=3)
    with corpus:
        yield corpus, divided


@pytest.fixture
def fleet(cluster: Cluster, made: tuple[Corpus, Path]) -> RayFleet:
    """The parts, all of them answering; their processes stay from one test to the next."""
    opened = RayFleet(Origin(str(made[1]), cluster.cache), memory=MEMORY)
    assert opened.wait(PATIENCE) == {}
    return opened


def until_whole(fleet: RayFleet) -> None:
    """Search until no part is missing."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if not ShardSearcher(fleet).search(VECTORS, 3, budget=1.0).partial:
                return
        except ShardsDown:
            pass
        assert time.monotonic() < until
        time.sleep(0.1)
