"""Replay the steps of scripts/deploy/Dockerfile in a clean root, and run what they make as a container is run.

    scripts/check-image [FOLDER]

It is started by that script, in namespaces of its own: nothing is mounted outside them, there is no network but the
loopback, and no process outlives it. It fails unless the image is small, the service in it runs as nobody in particular
and without privileges on a root file system that cannot be written to, starts without downloading anything, passes its
own health check, and answers a question about an article that it is given.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from scripts.image_replay import DOCKERFILE, Root, Stage, stages

MOST_MB = 600
ADDRESS = "http://127.0.0.1:8000"
KEY = "a key for this check alone"
ARTICLE = "Ice closed the harbour of Lindmoor on Friday.\n\nIt damaged two piers, the port office said."
QUESTION = "How many piers did the ice damage?"


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
