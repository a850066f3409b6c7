"""The service as an application of Ray Serve: replicas of the whole application, each over the same snapshot.

The only import of ray.serve. Ray places the replicas, restarts those that fail, adds and removes them with the load,
and switches one after the other to a new snapshot. Knows nothing of what an answer is.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.types import ASGIApp

from index import Corpus, ShardedCorpus, is_sharded, open_snapshot
from index.errors import ShardsDown
from index.ray.engine import limit_memory
from index.ray.fleet import Origin, RayFleet
from qa.answering.models import Models, with_own
from qa.conversation.session_store import Bounds
from qa.conversation.sessions import Conversations
from qa.engine import Engine
from qa.opening import open_encoder
from qa.ray.switching import ServedSnapshot, Switching
from qa.reader.loading import open_reader
from qa.settings import Settings
from qa.web.app import Deployment, create_app

APPLICATION = "qa"
#: Seconds that a replica waits for the parts of a snapshot before it answers without those that are not open.
_OPENING_SECONDS = 120.0
log = logging.getLogger("ray.serve")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is deployed: a snapshot, by its path or address, from ``replicas`` up to ``most`` times, each with so many
    bytes of memory of its own."""

    settings: Settings
    deployment: Deployment
    snapshot: str
    replicas: int
    most: int
    memory: int

    @property
    def options(self) -> dict[str, Any]:
        """How Ray is to run the replicas."""
        scaling: dict[str, Any] = {"num_replicas": self.replicas}
        if self.most > self.replicas:
            bounds = {"min_replicas": self.replicas, "initial_replicas": self.replicas, "max_replicas": self.most}
            # A replica opens in seconds, so it is added after seconds of a crowd, not after Ray's half a minute.
            # The mean over half a minute, as Ray takes it, would need half of that to see a crowd that has just come.
            quick = {"target_ongoing_requests": 2, "upscale_delay_s": 5, "metrics_interval_s": 2}
            quick["look_back_period_s"] = 6
            scaling = {"autoscaling_config": {**bounds, **quick}}
        questions = self.settings.max_concurrent_questions
        return {
            **scaling,
            "max_ongoing_requests": questions
            * 16,  # each replica's own gate refuses requests before this limit is reached
            "ray_actor_options": {"num_cpus": 0.5, "memory": self.memory},
            "health_check_period_s": 2,
            "health_check_timeout_s": 10,
            "graceful_shutdown_timeout_s": 20,
        }


class Replica:
    """One process of the service."""

    def __init__(self, plan: Plan) -> None:
        limit_memory(plan.memory)
        self._app = Switching(partial(_opened, plan))

    def __serve_build_asgi_app__(self) -> ASGIApp:
        return self._app

    async def reconfigure(self, config: dict[str, str]) -> None:
        """Serve another snapshot; if it cannot be opened, keep serving the previous one. Raises what opening raises
        where there is no previous one."""
        try:
            await self._app.switch(config["snapshot"])
        except Exception:
            if self._app.snapshot is None:
                raise
            log.exception("%s could not be opened; %s is served on", config["snapshot"], self._app.snapshot)

    async def check_health(self) -> None:
        """Raise unless /readyz says that questions can be answered, or that there are too many at the moment."""
        status, later = await asyncio.wait_for(self._app.status("/readyz"), timeout=8)
        if status != 200 and not later:
            raise RuntimeError(f"/readyz answered {status}")

    async def snapshot(self) -> str:
        """Return the snapshot that is served."""
        return str(self._app.snapshot)


def start(host: str, port: int) -> None:
    """Start the part of Ray Serve that listens, on one address of the machine that the head runs on."""
    serve().start(http_options={"host": host, "port": port, "location": "HeadOnly"})


def deploy(plan: Plan, snapshot: str) -> None:
    """Deploy the service, or switch the one that is deployed to another snapshot. Returns when it is ready."""
    module = serve()
    replica = module.deployment(module.ingress()(Replica)).options(**plan.options, user_config={"snapshot": snapshot})
    # With an unchanged version Ray calls ``reconfigure`` of the replicas instead of restarting them. This parameter is
    # not public in Ray 2.60.
    same = replica.options(version="1", _internal=True)
    module.run(same.bind(plan), name=APPLICATION, route_prefix="/")


def stop() -> None:
    """End the service and what of Ray Serve serves it."""
    serve().shutdown()


def serve() -> Any:
    """Return ray.serve; Ray itself must have been loaded by ``index.ray.engine``."""
    return importlib.import_module("ray.serve")


def _opened(plan: Plan, snapshot: str, before: Engine | None) -> ServedSnapshot:
    """Open a snapshot, with the models of the engine before it."""
    origin = Origin(snapshot, plan.settings.cache)
    folder = origin.without_parts()
    settings = plan.settings.with_(corpus=folder)
    if before is None:
        models = Models.of(open_encoder(settings), open_reader(settings))
    else:
        models = Models.of(before.encoder, before.models.reader)
    corpus = _corpus(plan, origin, models)
    if settings.calibration == "own":
        models, notice = with_own(models, folder)
        corpus.notices.extend(filter(None, [notice]))
    engine = Engine(corpus, models, settings=settings)
    if plan.deployment.keys is not None:  # conversations continue from one snapshot to the next
        kept = Bounds(settings.conversation_hours, settings.max_conversations)
        engine.conversations = Conversations(plan.deployment.keys, kept)
    return ServedSnapshot(snapshot, engine, create_app(engine, settings, deployment=plan.deployment))


def _corpus(plan: Plan, origin: Origin, models: Models) -> Corpus:
    """Open a corpus in this process, and one in parts on the nodes of the cluster."""
    folder = origin.without_parts()
    if is_sharded(folder):
        fleet = RayFleet(origin, memory=plan.memory)
        missing = fleet.wait(_OPENING_SECONDS)
        if len(missing) == len(fleet.layout.parts):
            raise ShardsDown(f"no part of {origin.snapshot} can be opened: {missing[0]}")
        for place, why in missing.items():
            log.warning("%s is served without its part %d: %s", origin.snapshot, place, why)
        return ShardedCorpus(folder, fleet, models.encoder)
    return open_snapshot(origin.whole(), encoder=models.encoder)
