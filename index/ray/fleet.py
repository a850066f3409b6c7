"""RayFleet: the parts of a divided corpus, each open in an actor that Ray places, and restarts where it died.

Owns the budget of a question, and which actor is asked. The parts' files must be reachable by the same path on every
node, or lie at an address: then each node downloads the parts that it opens. Replicas of a service share the actors of
a snapshot.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoders.base import Encoder
from index.errors import IndexingError
from index.ray.engine import NAMESPACE, limit_memory, loaded
from index.shards import layout, store
from index.shards.corpus import check_encoder
from index.shards.fleet import ANSWERS, Breaker, Call, Replies
from index.shards.shard import Shard

_PREFIX = "qa-part"
#: Questions that one part works on at a time: searches release Python's global lock.
_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a snapshot comes from: the path of a folder, or an address, whose files are kept in ``cache``."""

    snapshot: str
    cache: Path

    @property
    def is_address(self) -> bool:
        """Tell an address from a path."""
        return store.is_address(self.snapshot)

    def without_parts(self) -> Path:
        """Return the snapshot's folder, on this machine, with all that is in no part."""
        return store.local_folder(self.snapshot, self.cache, wanted=lambda name: "/" not in name)

    def whole(self) -> Path:
        """Return the snapshot's folder, on this machine, with all that is in it."""
        return store.local_folder(self.snapshot, self.cache)

    def with_part(self, place: int) -> Path:
        """Return the snapshot's folder, on this machine, with one of its parts."""
        own = f"{layout.read(self.without_parts()).parts[place].folder}/"
        return store.local_folder(self.snapshot, self.cache, wanted=lambda name: name.startswith(own))


class PartActor(Shard):
    """A part in a process of its own, whose memory is limited."""

    def __init__(self, origin: Origin, place: int, *, memory: int) -> None:
        limit_memory(memory)
        super().__init__(origin.with_part(place), place)

    def pause(self, seconds: float) -> None:
        """Sleep, for tests of a slow part: further questions wait."""
        time.sleep(seconds)


class RayFleet:
    """Asks the actors of one snapshot. Safe to use from several threads at once."""

    def __init__(self, origin: Origin, *, memory: int) -> None:
        """Have every part of a divided corpus opened, each with so many bytes of memory of its own. Does not wait for
        it: a part that is not open yet does not answer. Raises CorpusDamaged, and FetchError of an address."""
        self._origin, self._memory = origin, memory
        self.layout = layout.read(origin.without_parts())
        self._breaker = Breaker()
        self._actors: dict[int, Any] = {}
        for place in range(len(self.layout.parts)):
            self._actors[place] = self._actor(place)

    def wait(self, seconds: float) -> dict[int, str]:
        """Wait until every part answers; returns those that do not by then, with why."""
        until = time.monotonic() + seconds
        missing: dict[int, str] = dict.fromkeys(self._actors, "was not asked")
        while missing and time.monotonic() < until:
            calls = {place: Call("searched") for place in missing}
            missing = self._replies(calls, budget=max(0.1, min(2.0, until - time.monotonic()))).missing
        return missing

    def ask(self, calls: Mapping[int, Call], *, budget: float) -> Replies:
        """Ask the parts, except those that did not answer lately. See ``ShardGroup.ask``."""
        silent = {place: why for place in calls if (why := self._breaker.is_open(place)) is not None}
        replies = self._replies({place: call for place, call in calls.items() if place not in silent}, budget=budget)
        self._breaker.answered(replies.values)
        for place, why in replies.missing.items():
            self._breaker.missed(place, why)
        return Replies(replies.values, silent | replies.missing)

    def close(self) -> None:
        """Leave the actors to other replicas; ``end_parts`` ends them."""
        self._actors.clear()

    def _replies(self, calls: Mapping[int, Call], *, budget: float) -> Replies:
        ray = loaded()
        references: dict[Any, int] = {}
        missing: dict[int, str] = {}
        for place, call in calls.items():
            try:
                actor = self._actors.get(place) or self._actor(place)
                references[actor.ask.remote(call.name, *call.arguments, **call.options)] = place
            except (ray.exceptions.RayError, ValueError) as error:
                missing[place] = self._lost(place, error)
        values: dict[int, Any] = {}
        waiting = list(references)
        done = ray.wait(waiting, num_returns=len(waiting), timeout=budget)[0] if waiting else []
        for reference in waiting:
            place = references[reference]
            if reference not in done:
                ray.cancel(reference)
                missing[place] = f"did not answer within {budget:g} seconds"
                continue
            try:
                values[place] = ray.get(reference)
            except ray.exceptions.RayTaskError as error:
                if isinstance(error.cause, ANSWERS):
                    raise error.cause from None
                if not isinstance(error.cause, IndexingError):
                    raise
                missing[place] = str(error.cause)
            except ray.exceptions.RayError as error:
                missing[place] = self._lost(place, error)
        return Replies(values, missing)

    def _lost(self, place: int, error: Exception) -> str:
        """Forget a dead actor, so that the next question starts a new one."""
        if isinstance(error, loaded().exceptions.ActorDiedError):
            self._actors.pop(place, None)
        return f"its process is gone ({type(error).__name__})"

    def _actor(self, place: int) -> Any:
        actor = (
            loaded()
            .remote(PartActor)
            .options(
                name=name_of(self.layout, place),
                namespace=NAMESPACE,
                get_if_exists=True,
                lifetime="detached",
                max_restarts=-1,
                max_concurrency=_AT_A_TIME,
                scheduling_strategy="SPREAD",
                num_cpus=0.1,
                memory=self._memory,
            )
            .remote(self._origin, place, memory=self._memory)
        )
        self._actors[place] = actor
        return actor


def name_of(made: layout.Layout, place: int) -> str:
    """Return the name of the actor of a part."""
    return f"{_PREFIX}-{made.corpus}-{place}"


def parts_of(origin: Origin) -> str:
    """Return the id of a divided corpus, by which its parts are known; "" of one that is not divided."""
    folder = origin.without_parts()
    return layout.read(folder).corpus if layout.is_sharded(folder) else ""


def check_parts(origin: Origin, encoder: Encoder) -> int:
    """Return how many parts a corpus is divided in, 0 for one that is not. Raises EncoderMismatch, CorpusDamaged,
    FetchError."""
    folder = origin.without_parts()
    if not layout.is_sharded(folder):
        return 0
    made = layout.read(folder)
    check_encoder(made, encoder, folder=folder)
    return len(made.parts)


def end_parts(*, but: frozenset[str] = frozenset()) -> None:
    """End the actors of all parts in the cluster, but those of divided corpora of these ids."""
    ray = loaded()
    for named in ray.util.list_named_actors(all_namespaces=True):
        corpus = named["name"].removeprefix(f"{_PREFIX}-").rpartition("-")[0]
        if named["name"].startswith(f"{_PREFIX}-") and corpus not in but:
            with contextlib.suppress(ValueError):  # it ended by itself meanwhile
                ray.kill(ray.get_actor(named["name"], namespace=named["namespace"]))
