"""Ray, loaded and started so that nothing leaves the machines and nobody connects without the token.

Owns the environment that Ray's processes are started in, and the token. Ray reads both when it is imported, so this is
the only module of ``index`` that imports it. By default it accepts connections from anybody, asks the metadata services
of clouds, and sends usage reports to its makers.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import resource
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.durable.files import make_private, make_private_folder
from index.errors import ClusterError

#: The release that is tested; ``qa.ray.deployment`` uses a part of it that is not public and may differ in others.
RELEASE = "2.60"
INSTALL = "pip install 'grounded-qa[ray]'"
_MISSING = f"this needs Ray, which is not installed; run {INSTALL}"
#: The file in the cache folder that holds the token of Ray's processes: whoever has it can run any program on each
#: node.
TOKEN_FILE = "ray-token"  # noqa: S105 - a name
NAMESPACE = "grounded-qa"
#: A loopback address other than 127.0.0.1: Ray would replace that one by the address that other machines reach.
OWN_ADDRESS = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"
#: What Ray keeps of objects passed between processes: questions and sentences, never an index, which is mapped from its
#: file.
OBJECT_BYTES = 100_000_000

_FIXED = {
    "RAY_AUTH_MODE": "token",
    "RAY_SERVE_ENABLE_HA_PROXY": "0",
    # Ray kills its HTTP proxy when it is not ready by then; the default of five seconds is too short on a busy machine.
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
    # By default (15) every other process goes before Ray's workers, which answer: on a busy machine they would starve.
    "RAY_worker_niceness": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    # A dead machine is noticed within four seconds, not fifteen; one that is only busy is not taken for dead.
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "2000",
    "RAY_health_check_failure_threshold": "3",
}
# Nobody listens there: HTTP requests to the outside fail at once, except to hosts that the user's own no_proxy names,
# such as an S3 server. Ray's own processes do not use proxies.
_NOWHERE = "http://127.0.0.1:9"
_PROXIES = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE)


_SERVICES = (
    "dashboard-agent-grpc-port",
    "dashboard-agent-listen-port",
    "runtime-env-agent-port",
    "metrics-export-port",
)


@dataclass(frozen=True, slots=True)
class Node:
    """What one node may use: ``memory`` in bytes, for all processes on it together; ``ports``: the first of four that
    its own services listen on. They are fixed because Ray must wait for ports that it chooses itself, and gives up on a
    busy machine."""

    cpus: int
    memory: int
    ports: int = 6380


def token_file(cache: Path) -> Path:
    """Return the file of the token, made with a new one where there is none, for its owner alone."""
    path = cache / TOKEN_FILE
    if not has_token(cache):
        make_private_folder(cache)
        make_private(path)
        path.write_text(secrets.token_hex(32))
    return path


def has_token(cache: Path) -> bool:
    """Tell whether there is a token. Raises ClusterError where others than its owner can read it."""
    path = cache / TOKEN_FILE
    if path.exists() and path.stat().st_mode & 0o077:
        raise ClusterError(f"{path} can be read by others, who could then run programs here; run chmod 600 {path}")
    return path.exists()


def environment(cache: Path) -> dict[str, str]:
    """Return the variables that every process of Ray is to be started with."""
    return {**_FIXED, "RAY_AUTH_TOKEN_PATH": str(token_file(cache).absolute())}


def ray(cache: Path) -> Any:
    """Load Ray. Raises ClusterError that says how it is installed, or that it was loaded with other settings."""
    needed = environment(cache)
    if sys.modules.get("ray") is not None and any(os.environ.get(name) != value for name, value in needed.items()):
        raise ClusterError("ray was imported before grounded-qa set its token; import grounded-qa first")
    os.environ.update(needed)
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        if (error.name or "ray").partition(".")[0] != "ray":
            raise
        raise ClusterError(_MISSING) from None


def loaded() -> Any:
    """Return Ray as this process has loaded it: a worker, or after ``ray``."""
    return importlib.import_module("ray")


@contextmanager
def running(cache: Path, *, node: Node, address: str | None = None) -> Iterator[Any]:
    """Connect to the cluster at an address, or start one on this machine alone; yields Ray. Raises ClusterError."""
    module = ray(cache)
    own = {"num_cpus": node.cpus, "object_store_memory": OBJECT_BYTES, "_memory": node.memory}
    options: dict[str, Any] = (
        {"address": address} if address else {"address": "local", "include_dashboard": False, **own}
    )
    ours = (address or OWN_ADDRESS).rpartition(":")[0] or OWN_ADDRESS
    if ours.startswith("127."):
        options["_node_ip_address"] = ours
    try:
        with _nothing_leaves(), _own_signals():
            module.init(**options, namespace=NAMESPACE, log_to_driver=False, logging_level="error")
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        if address is None:
            raise ClusterError(f"Ray could not be started: {error}") from error
        raise ClusterError(
            f"Ray could not be reached at {address}; see that its head runs, and that {cache / TOKEN_FILE} holds the "
            f"token of its head: {error}"
        ) from error
    try:
        yield module
    finally:
        module.shutdown()


def start_command(cache: Path, *, node: Node, address: str, join: str | None) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts a node in the foreground, and its environment. ``address`` is the node's own,
    ``join`` that of the head (host:port); None makes it the head. Raises ClusterError where Ray is not installed."""
    if importlib.util.find_spec("ray") is None:  # it is not imported: that is half of what the command takes to start
        raise ClusterError(_MISSING)
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"]
    command += [f"--node-ip-address={address}", f"--num-cpus={node.cpus}", f"--memory={node.memory}"]
    command += [f"--object-store-memory={OBJECT_BYTES}"]
    command += [f"--{name}={node.ports + place}" for place, name in enumerate(_SERVICES)]
    # The autoscaler of clouds and the forwarding of workers' logs are of no use here, and slow the start down.
    command += ["--include-log-monitor=false"]
    command += [f"--address={join}"] if join else ["--head", "--port=6379", "--include-dashboard=false", "--no-monitor"]
    return command, {**os.environ, **environment(cache), **_proxies(address)}


def _proxies(own: str) -> dict[str, str]:
    direct = filter(None, (own, "127.0.0.1", "localhost", os.environ.get("no_proxy") or os.environ.get("NO_PROXY")))
    return {**_PROXIES, **dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(direct))}


def limit_memory(most: int) -> None:
    """Limit the memory of this process to so many bytes; mapped files do not count."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep this process's signal handlers: those of Ray would abort it and leave what it serves running."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _nothing_leaves() -> Iterator[None]:
    """Start processes with proxies that lead nowhere; this process keeps its own."""
    ours = _proxies(OWN_ADDRESS)
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
