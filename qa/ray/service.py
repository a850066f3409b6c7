"""One service on Ray from its start to its end, and its switch to another snapshot while it runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from index import Encoder, open_snapshot
from index.errors import IndexingError
from index.ray.engine import Node, running
from index.ray.fleet import Origin, check_parts, end_parts, parts_of
from qa.opening import open_encoder
from qa.ray import deployment
from qa.ray.deployment import Plan
from qa.ray.exchange import LOOK_SECONDS, Files, State


def run(plan: Plan, *, cluster: str | None, ready: Callable[[], None], stop: threading.Event) -> None:
    """Serve until ``stop``. Raises ClusterError, and what opening a snapshot raises."""
    settings = plan.settings
    encoder = open_encoder(settings)  # compiled once here, before all replicas need it at the same time
    parts = check_snapshot(Origin(plan.snapshot, settings.cache), encoder)
    node = Node(cpus=max(os.cpu_count() or 1, plan.most), memory=plan.memory * (plan.most + parts))
    files = Files(settings.cache, settings.port)
    with running(settings.cache, node=node, address=cluster):
        deployment.start(settings.host, settings.port)
        deployment.deploy(plan, plan.snapshot)
        state = State(os.getpid(), plan.snapshot, answered=files.wanted().get("id", ""))
        files.tell(state)
        try:
            ready()
            while not stop.wait(LOOK_SECONDS):
                wanted = files.wanted()
                if wanted.get("id", "") != state.answered:
                    state = _switched(plan, state, wanted, encoder=encoder)
                    files.tell(state)
        finally:
            files.forget()
            deployment.stop()
            end_parts()


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
