"""One service on Ray from its start to its end, and its switch to another snapshot while it runs. Owns the two files in
the cache folder by which the running service and the command `qa ray switch` communicate: what is served, and what is
wanted. Each is written atomically.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index import Encoder, open_snapshot
from index.durable import publish
from index.errors import ClusterError, IndexingError
from index.ray.engine import Node, running
from index.ray.fleet import Origin, check_parts, end_parts, parts_of
from qa.opening import open_encoder
from qa.ray import deployment
from qa.ray.deployment import Plan

_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class State:
    """The state of a service: its process, its snapshot, its last switch and the error of that."""

    process: int
    snapshot: str
    answered: str = ""
    error: str = ""


def run(plan: Plan, *, cluster: str | None, ready: Callable[[], None], stop: threading.Event) -> None:
    """Serve until ``stop``. Raises ClusterError, and what opening a snapshot raises."""
    settings = plan.settings
    encoder = open_encoder(settings)  # compiled once here, before all replicas need it at the same time
    parts = check_snapshot(Origin(plan.snapshot, settings.cache), encoder)
    node = Node(cpus=max(os.cpu_count() or 1, plan.most), memory=plan.memory * (plan.most + parts))
    files = _Files(settings.cache, settings.port)
    with running(settings.cache, node=node, address=cluster):
        deployment.start(settings.host, settings.port)
        deployment.deploy(plan, plan.snapshot)
        state = State(os.getpid(), plan.snapshot, answered=files.wanted().get("id", ""))
        files.tell(state)
        try:
            ready()
            while not stop.wait(_LOOK_SECONDS):
                wanted = files.wanted()
                if wanted.get("id", "") != state.answered:
                    state = _switched(plan, state, wanted, encoder=encoder)
                    files.tell(state)
        finally:
            files.forget()
            deployment.stop()
            end_parts()


def switch(cache: Path, port: int, *, snapshot: str) -> None:
    """Switch the service on a port, and wait until each replica has switched. Raises ClusterError where there is none,
    and where it refuses; it then still serves the old snapshot."""
    files = _Files(cache, port)
    state = files.state()
    if state is None:
        raise ClusterError(f"no `qa ray serve` of this user runs on port {port}; give its port with --port")
    identity = secrets.token_hex(8)
    publish(files.wanted_path, json.dumps({"id": identity, "snapshot": snapshot}).encode())
    until = time.monotonic() + _PATIENCE_SECONDS
    while state is not None and state.answered != identity:
        if time.monotonic() > until:
            raise ClusterError(f"the service on port {port} has not switched within {_PATIENCE_SECONDS:.0f} seconds")
        time.sleep(_LOOK_SECONDS)
        state = files.state()
    if state is None:
        raise ClusterError(f"the service on port {port} ended before it switched")
    if state.error:
        raise ClusterError(f"{state.snapshot} is served on: {state.error}")


def check_snapshot(origin: Origin, encoder: Encoder) -> int:
    """Raise what is wrong with a snapshot: missing, damaged, or made with another encoder. Returns how many parts it is
    divided in, 0 for one that is not. The parts of one at an address are looked at where they are opened."""
    if (parts := check_parts(origin, encoder)) and origin.is_address:
        return parts
    with open_snapshot(origin.whole(), encoder=encoder) as corpus, corpus.view():
        return parts


def _switched(plan: Plan, state: State, wanted: dict[str, Any], *, encoder: Encoder) -> State:
    try:
        before, after = (Origin(one, plan.settings.cache) for one in (state.snapshot, wanted["snapshot"]))
        check_snapshot(after, encoder)
        deployment.deploy(plan, wanted["snapshot"])
        # Questions that have begun may still read parts of the previous snapshot.
        end_parts(but=frozenset(parts_of(one) for one in (before, after)))
    except (IndexingError, RuntimeError, OSError) as error:
        return replace(state, answered=wanted["id"], error=str(error))
    return replace(state, snapshot=wanted["snapshot"], answered=wanted["id"], error="")


class _Files:
    """The files of the service on one port."""

    def __init__(self, cache: Path, port: int) -> None:
        self._state = cache / f"ray-serve-{port}.json"
        self.wanted_path = cache / f"ray-serve-{port}-wanted.json"

    def tell(self, state: State) -> None:
        publish(self._state, json.dumps(asdict(state)).encode())

    def forget(self) -> None:
        self._state.unlink(missing_ok=True)

    def state(self) -> State | None:
        """Return the state of the running service, None where none runs."""
        try:
            state = State(**json.loads(self._state.read_bytes()))
            os.kill(state.process, 0)
        except (OSError, ValueError, TypeError):
            return None
        return state

    def wanted(self) -> dict[str, Any]:
        try:
            wanted = json.loads(self.wanted_path.read_bytes())
        except (OSError, ValueError):
            return {}
        return wanted if isinstance(wanted, dict) and isinstance(wanted.get("snapshot"), str) else {}
