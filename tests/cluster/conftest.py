"""Two nodes of Ray on this machine, for the tests of this folder; they are collected only where Ray is installed.

``scripts/test-ray`` installs it in an environment of its own and runs them in a network namespace of their own.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if importlib.util.find_spec("ray") else ["test_*.py"]

ROOT = Path(__file__).parents[2]
HEAD, OTHER = "127.0.0.2", "127.0.0.3"
#: Seconds after which what does not happen is a failure: many, since nothing here measures time.
PATIENCE = 400


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
    """Two nodes, started by ``qa ray node``, each with two cores, and this process connected to them."""

    cache: Path
    nodes: dict[str, subprocess.Popen[bytes]]
    ray: Any
    first_port: dict[str, int]

    def start(self, address: str, *options: str) -> None:
        """Start a node."""
        command = ["-m", "qa.cli.main", "ray", "node", "--address", address, "--cpus", "2", "--memory", "3G", *options]
        command += ["--ports", str(self.first_port[address])]
        self.nodes[address] = subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, "QA_CACHE": str(self.cache), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

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
    """Start a node and wait until it is whole. Ray gives up after 15 seconds on a busy machine: then once more."""
    made.start(address, *options)
    until = time.monotonic() + PATIENCE
    while not listens(address, made.first_port[address] + 1):  # the service of a node that comes up last
        if made.nodes[address].poll() is not None:
            made.kill(address)
            made.start(address, *options)
        assert time.monotonic() < until
        time.sleep(0.5)


def listens(host: str, port: int) -> bool:
    """Tell whether somebody listens."""
    with socket.socket() as trial:
        return trial.connect_ex((host, port)) == 0


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    from index.errors import ClusterError
    from index.ray.engine import Node, running

    cache = tmp_path_factory.mktemp("cache")
    made = Cluster(cache, {}, None, {HEAD: 6400, OTHER: 6410})
    try:
        wait_for_node(made, HEAD)
        wait_for_node(made, OTHER, "--join", f"{HEAD}:6379")
        with ExitStack() as stack:
            until = time.monotonic() + PATIENCE
            while made.ray is None:
                try:
                    made.ray = stack.enter_context(running(cache, node=Node(2, 10**9), address=f"{HEAD}:6379"))
                except ClusterError:
                    assert time.monotonic() < until
            made.wait_for_nodes(2)
            yield made
    finally:
        for address in list(made.nodes):
            made.kill(address)
