"""The two files in the cache folder by which the running service and the command `qa ray switch` communicate: what is
served, and what is wanted. Each is written atomically. Knows nothing of Ray, nor of what is served.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.durable import publish
from index.errors import ClusterError

#: How often each looks for what the other wrote.
LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class State:
    """The state of a service: its process, its snapshot, its last switch and the error of that."""

    process: int
    snapshot: str
    answered: str = ""
    error: str = ""


def switch(cache: Path, port: int, *, snapshot: str) -> None:
    """Switch the service on a port, and wait until each replica has switched. Raises ClusterError where there is none,
    and where it refuses; it then still serves the old snapshot."""
    files = Files(cache, port)
    state = files.state()
    if state is None:
        raise ClusterError(f"no `qa ray serve` of this user runs on port {port}; give its port with --port")
    identity = secrets.token_hex(8)
    publish(files.wanted_path, json.dumps({"id": identity, "snapshot": snapshot}).encode())
    until = time.monotonic() + _PATIENCE_SECONDS
    while state is not None and state.answered != identity:
        if time.monotonic() > until:
            raise ClusterError(f"the service on port {port} has not switched within {_PATIENCE_SECONDS:.0f} seconds")
        time.sleep(LOOK_SECONDS)
        state = files.state()
    if state is None:
        raise ClusterError(f"the service on port {port} ended before it switched")
    if state.error:
        raise ClusterError(f"{state.snapshot} is served on: {state.error}")


class Files:
    """The files of the service on one port."""

    def __init__(self, cache: Path, port: int) -> None:
        self._state = cache / f"ray-serve-{port}.json"
        self.wanted_path = cache / f"ray-serve-{port}-wanted.json"

    def tell(self, state: State) -> None:
        """Write what is served."""
        publish(self._state, json.dumps(asdict(state)).encode())

    def forget(self) -> None:
        """Write that nothing is served any more."""
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
        """Return the id and the snapshot of the last wish, an empty one where there is none."""
        try:
            wanted = json.loads(self.wanted_path.read_bytes())
        except (OSError, ValueError):
            return {}
        return wanted if isinstance(wanted, dict) and isinstance(wanted.get("snapshot"), str) else {}
