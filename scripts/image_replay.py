"""The stages of scripts/deploy/Dockerfile, each replayed in a root file system of its own.

Owns the few instructions that this Dockerfile uses; any other is an error. Not replayed: Debian's Python stands in for
that of the image that is named, and files are copied as they are in the working tree.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "scripts" / "deploy" / "Dockerfile"


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
                raise SystemExit(f"{kind} is not known here: say in scripts/image_replay.py what it does")

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
