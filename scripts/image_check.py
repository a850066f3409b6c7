"""Replay the steps of scripts/deploy/Dockerfile in a clean root, and run what they make as a container is run.

    scripts/check-image [FOLDER]

It is started by that script, in namespaces of its own: nothing is mounted outside them, there is no network but the
loopback, and no process outlives it. It fails unless the image is small, the service in it runs as nobody in particular
and without privileges on a root file system that cannot be written to, starts without downloading anything, passes its
own health check, and answers a question about an article that it is given.

Owns the few instructions that this Dockerfile uses; any other is an error. Not replayed: Debian's Python stands in for
that of the image that is named, and files are copied as they are in the working tree.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "scripts" / "deploy" / "Dockerfile"
MOST_MB = 600
ADDRESS = "http://127.0.0.1:8000"
KEY = "a key for this check alone"
ARTICLE = "Ice closed the harbour of Lindmoor on Friday.\n\nIt damaged two piers, the port office said."
QUESTION = "How many piers did the ice damage?"


@dataclass
class Stage:
    """A stage: its name, its instructions in order, and what the last of each kind says."""

    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, kind: str) -> str:
        """Return the arguments of the last instruction of a kind."""
        return next(arguments for step, arguments in reversed(self.steps) if step == kind)


def stages(dockerfile: str) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    lines = re.sub(r"^\s*#.*\n", "", dockerfile, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    found: list[Stage] = []
    for line in filter(str.strip, lines):
        kind, _, arguments = line.strip().partition(" ")
        if kind == "FROM":
            found.append(Stage(arguments.rpartition(" AS ")[2]))
        else:
            found[-1].steps.append((kind, arguments.strip()))
    return found


def variables(arguments: str, before: dict[str, str]) -> dict[str, str]:
    """Return the environment after an ENV instruction."""
    pairs = (word.partition("=") for word in shlex.split(arguments))
    return before | {name: re.sub(r"\$(\w+)", lambda one: before[one[1]], value) for name, _, value in pairs}


class Root:
    """A root file system that a stage is replayed in."""

    def __init__(self, path: Path, wheels: Path) -> None:
        self.path, self.wheels = path, wheels
        self.env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        self.folder = Path("/")

    def replay(self, stage: Stage, others: dict[str, Path]) -> None:
        """Do what the instructions of a stage say."""
        for kind, arguments in stage.steps:
            if kind == "RUN":
                self.run(arguments)
            elif kind == "COPY":
                self.copy(arguments.split(), others)
            elif kind == "ENV":
                self.env = variables(arguments, self.env)
            elif kind == "WORKDIR":
                self.folder = Path(arguments)
                self.at(self.folder).mkdir(parents=True, exist_ok=True)
            elif kind not in ("USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"):
                raise SystemExit(f"{kind} is not known here: say in scripts/image_check.py what it does")

    def at(self, inside: Path) -> Path:
        """Return where a path of the image stands on this machine."""
        return self.path / inside.relative_to("/")

    def run(self, command: str) -> None:
        """Run a command as the image's shell does, where pip sees the downloaded packages alone."""
        wheels = self.path / "wheels"
        wheels.mkdir()
        with mounted(wheels, str(self.wheels), "--bind"), mounted(self.path / "proc", "proc", "-t", "proc"):
            env = self.env | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
            inside = ["/bin/sh", "-c", f"cd {self.folder} && {command}"]
            subprocess.run(["chroot", str(self.path), *inside], env=env, check=True)
        wheels.rmdir()

    def copy(self, words: list[str], others: dict[str, Path]) -> None:
        """Copy files of the working tree, or of another stage."""
        source = ROOT
        if words[0].startswith("--from="):
            source = others[words.pop(0).partition("=")[2]]
        *names, target = words
        to = self.at(self.folder / target)
        for name in names:
            if source == ROOT and not in_context(name):
                raise SystemExit(f"{name} is copied, and .dockerignore leaves it out")
            origin = source / name.lstrip("/")
            if origin.is_dir():
                ignored = shutil.ignore_patterns("__pycache__") if source == ROOT else None
                shutil.copytree(origin, to, symlinks=True, ignore=ignored, dirs_exist_ok=True)
            else:
                place = to / origin.name if target.endswith("/") else to
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(origin, place)


def in_context(name: str) -> bool:
    """Tell whether .dockerignore, which lists what is sent, lets a file or folder be copied."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    return any(name == line[1:] or name.startswith(f"{line[1:]}/") for line in lines if line.startswith("!"))


@contextlib.contextmanager
def mounted(target: Path, source: str, *options: str) -> Any:
    """Mount a file system for as long as the block takes."""
    subprocess.run(["mount", *options, source, str(target)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--recursive", str(target)], check=True)


def megabytes(folder: Path) -> float:
    """Return what the files of a root file system hold, in MB, each counted once."""
    seen = {}
    for top, folders, names in os.walk(folder):
        for name in (*folders, *names):
            status = os.lstat(os.path.join(top, name))
            seen[status.st_ino] = status.st_size
    return sum(seen.values()) / 1e6


class Container:
    """What the image runs, with a root file system that cannot be written to, a volume, and an empty /tmp."""

    def __init__(self, root: Root, stage: Stage, volume: Path) -> None:
        self.root, self.stage = root, stage
        self.user, self.home = stage.last("USER"), stage.last("VOLUME")
        place = root.at(Path(self.home))
        # As an engine does: a new volume begins as the folder of the image, with its owner.
        shutil.copytree(place, volume)
        shutil.copystat(place, volume)
        os.chown(volume, place.stat().st_uid, place.stat().st_gid)
        mount = ["mount", "--bind"]
        subprocess.run([*mount, str(root.path), str(root.path)], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", str(root.path)], check=True)
        subprocess.run([*mount, str(volume), str(place)], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(root.path / "tmp")], check=True)
        subprocess.run(["mount", "-t", "proc", "proc", str(root.path / "proc")], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(root.path / "dev")], check=True)
        for device, number in (("null", 3), ("zero", 5), ("random", 8), ("urandom", 9)):
            os.mknod(root.path / "dev" / device, 0o20666, os.makedev(1, number))
            (root.path / "dev" / device).chmod(0o666)

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a command in it as its user, without privileges."""
        uid, _, gid = self.user.partition(":")
        drop = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs"]
        drop += ["--inh-caps=-all", "--bounding-set=-all", "--"]
        env = self.root.env | {"HOME": self.home, "QA_API_KEY": KEY}
        return subprocess.Popen(["chroot", str(self.root.path), *drop, *command], env=env)

    def service(self) -> subprocess.Popen[bytes]:
        """Start what the image starts by itself."""
        return self.start(json.loads(self.stage.last("ENTRYPOINT")) + json.loads(self.stage.last("CMD")))

    def is_healthy(self) -> bool:
        """Run the image's own health check."""
        words = self.stage.last("HEALTHCHECK").partition("CMD ")[2]
        return self.start(json.loads(words)).wait() == 0


def request(path: str, body: dict[str, Any]) -> Any:
    """Post to the service, with the key."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    sent = urllib.request.Request(ADDRESS + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(sent, timeout=300) as response:
        return json.load(response)


def must(holds: bool, what: str) -> None:
    """Print what holds; end where it does not."""
    if not holds:
        raise SystemExit(f"failed    {what}")
    print(f"passed    {what}", flush=True)


def ready(service: subprocess.Popen[bytes]) -> bool:
    """Wait until the service answers, and tell whether it did."""
    while service.poll() is None:
        try:
            with urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=60):
                return True
        except OSError:
            time.sleep(0.5)
    return False


def check(container: Container) -> None:
    """Hold the running service to what the image promises."""
    service = container.service()
    must(ready(service), "the service starts, without a network")
    process = Path("/proc", str(service.pid))
    status = dict(re.findall(r"^(\w+):\t(.*)$", (process / "status").read_text(), flags=re.MULTILINE))
    ticks = (process / "stat").read_text().rpartition(")")[2].split()
    seconds = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    must(True, f"it was ready after {seconds:.0f} s of processor time")
    must(
        set(status["Uid"].split()) == {container.user.partition(":")[0]},
        "it runs as the user of the image, not as root",
    )
    held = {status[name].strip("0") for name in ("CapInh", "CapPrm", "CapEff", "CapBnd")}
    must(held == {""} and status["NoNewPrivs"] == "1", "it runs without capabilities")
    as_root = ["chroot", str(container.root.path), "touch", "/opt/qa/here"]
    refused = subprocess.run(as_root, capture_output=True, check=False).stderr
    must(b"Read-only file system" in refused, "not even root could write to its file system")
    must(container.start(["touch", f"{container.home}/here"]).wait() == 0, "it can write to its volume")
    must(container.is_healthy(), "its health check passes")
    request("/articles", {"id": "ice", "text": ARTICLE})
    answer = request("/ask", {"question": QUESTION})
    quotes = [quote["text"] for quote in answer["quotes"]]
    must(bool(quotes) and all(quote in ARTICLE for quote in quotes), f"it answers in the article's words: {quotes}")
    service.send_signal(signal.SIGTERM)
    must(service.wait() == 0, "it stops when it is told to")


def main(folder: Path) -> None:
    """Replay the stages, then check."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    made: dict[str, Path] = {}
    root, stage = None, None
    for number, stage in enumerate(stages(DOCKERFILE.read_text(encoding="utf-8"))):
        path = folder / f"stage-{number}"
        shutil.rmtree(path, ignore_errors=True)
        subprocess.run(["cp", "--archive", "--reflink=auto", str(folder / "base"), str(path)], check=True)
        root = Root(path.resolve(), (folder / "wheels").resolve())
        root.replay(stage, made)
        made[stage.name] = root.path
    assert root is not None
    assert stage is not None
    size = megabytes(root.path)
    must(size < MOST_MB, f"the image holds {size:.0f} MB, fewer than {MOST_MB}")
    volume = folder / "volume"
    shutil.rmtree(volume, ignore_errors=True)
    check(Container(root, stage, volume.resolve()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
