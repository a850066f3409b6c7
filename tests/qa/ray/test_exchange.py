"""The command that switches finds the service, or says that there is none."""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from index.durable import publish
from index.errors import ClusterError
from qa.ray import exchange
from qa.ray.exchange import State


def test_without_a_service_there_is_nothing_to_switch(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="port 8000"):
        exchange.switch(tmp_path, 8000, snapshot=str(tmp_path))
    publish(tmp_path / "ray-serve-8000.json", json.dumps(asdict(State(2**22 + 1, "gone"))).encode())
    with pytest.raises(ClusterError, match="port 8000"):
        exchange.switch(tmp_path, 8000, snapshot=str(tmp_path))


@pytest.mark.parametrize("error", ["", "it is damaged"])
def test_the_command_waits_for_what_the_service_says(tmp_path: Path, error: str) -> None:
    state, wanted = tmp_path / "ray-serve-8000.json", tmp_path / "ray-serve-8000-wanted.json"
    publish(state, json.dumps(asdict(State(os.getpid(), "old"))).encode())

    def answer() -> None:
        while not wanted.exists():
            time.sleep(0.01)
        told = json.loads(wanted.read_bytes())
        assert told["snapshot"] == str(tmp_path)
        publish(state, json.dumps(asdict(State(os.getpid(), "old", told["id"], error))).encode())

    running = threading.Thread(target=answer)
    running.start()
    if error:
        with pytest.raises(ClusterError, match="old is served on: it is damaged"):
            exchange.switch(tmp_path, 8000, snapshot=str(tmp_path))
    else:
        exchange.switch(tmp_path, 8000, snapshot=str(tmp_path))
    running.join()
