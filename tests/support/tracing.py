"""Runs a program under strace, and reads from the trace what left the machine and what was written where."""

from __future__ import annotations

import functools
import ipaddress
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

_SENDING = ("connect", "sendto", "sendmsg", "sendmmsg")
_OPENING = ("open", "openat", "openat2")
_NAMING = ("creat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat")
_ADDRESS = re.compile(r'inet_(?:addr|pton)\((?:AF_INET6?, )?"([0-9a-fA-F.:]+)"')
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_CALL = re.compile(r"^\d+ +(\w+)\(")
_PATH = re.compile(r'(?:AT_FDCWD<([^>]*)>, |\d+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
#: What the environment must not bring: switches of telemetry, and CI, under which it is off too.
_UNSET = ("CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE")


@functools.cache
def strace() -> tuple[str, ...]:
    """Return the command that traces a program and all that it starts, its calls alone that are named; nothing where
    strace is not here or may not trace.

    It stops a program at every call unless the kernel picks out those that are named, as it does since Linux 5.3."""
    for command in (("strace", "-f", "--seccomp-bpf", "-qq"), ("strace", "-f", "-qq")):
        trial = [*command, "-e", "trace=openat", "-o", os.devnull, "true"]
        if shutil.which(command[0]) and subprocess.run(trial, check=False, capture_output=True).returncode == 0:
            return command
    return ()


@dataclass(frozen=True)
class Place:
    """Folders made for a test, a home folder among them; only three of them may be written."""

    folder: Path

    def environment(self, **changes: str) -> dict[str, str]:
        """Make the folders and return the environment that names them."""
        for name in ("home", "tmp", "here"):
            (self.folder / name).mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("QA_", "XDG_")) and k not in _UNSET}
        own = {"HOME": self.folder / "home", "TMPDIR": self.folder / "tmp", "QA_CORPUS": self.folder / "corpus"}
        # Python's own compiled modules are no part of what the program writes.
        python = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
        return kept | {name: str(folder) for name, folder in own.items()} | python | changes

    @property
    def allowed(self) -> tuple[str, ...]:
        """The folders that may be written."""
        folders = ("corpus", "home/.cache/grounded-qa", "tmp")
        return tuple(str(self.folder / name) for name in folders)


class Traced:
    """One run of Python under strace, begun at once."""

    def __init__(self, place: Place, arguments: Sequence[str], **changes: str) -> None:
        self.place, self._trace = place, place.folder / "trace"
        environment = place.environment(**changes)
        calls = ",".join(_SENDING + _OPENING + _NAMING)
        command = [*strace(), "-y", "-s", "300", "-o", str(self._trace), "-e", f"trace={calls}"]
        self.process = subprocess.Popen(
            [*command, sys.executable, *arguments],
            cwd=place.folder / "here",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, number: signal.Signals | None = None) -> tuple[int, str, str]:
        """Wait for the end, after sending a signal where one is named: return the exit code and both outputs."""
        if number is not None:
            os.killpg(self.process.pid, number)  # strace itself blocks it, and ends with the program
        try:
            out, err = self.process.communicate(timeout=300)
        except subprocess.TimeoutExpired:  # nothing of it outlives the test
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            raise
        return self.process.returncode, out, err

    def left(self) -> list[str]:
        """Return the calls that sent something, or asked for a name, beyond this machine."""
        return [line for line in self._lines() if any(not _is_here(a) for a in _ADDRESS.findall(line))]

    def strayed(self) -> list[str]:
        """Return what was written or made outside the folders that may be."""
        stray = []
        for line in self._lines():
            call = _CALL.match(line)
            if call is None or "= -1 " in line:
                continue
            if call[1] not in _NAMING and not (call[1] in _OPENING and _WRITING.search(line)):
                continue
            paths = [os.path.normpath(os.path.join(a or b or "/", path)) for a, b, path in _PATH.findall(line)]
            stray += [path for path in paths[-1:] if not self._may_be_written(path)]
        return stray

    def _may_be_written(self, path: str) -> bool:
        # Not what tests keep in memory, below /dev/shm.
        is_device = path.startswith(("/dev/", "/proc/self/")) and not path.startswith(f"{gettempdir()}/")
        return is_device or any(
            path == folder or folder.startswith(path + "/") or path.startswith(folder + "/")
            for folder in self.place.allowed
        )

    def _lines(self) -> Iterator[str]:
        """Yield whole calls: strace writes one in two lines where another thread's comes between."""
        begun: dict[str, str] = {}
        for line in self._trace.read_text(encoding="utf-8", errors="replace").splitlines():
            thread = line.split(" ", 1)[0]
            if line.endswith("<unfinished ...>"):
                begun[thread] = line.removesuffix("<unfinished ...>")
            elif "resumed>" in line:
                yield begun.pop(thread, thread + " ") + line.split("resumed>", 1)[1]
            else:
                yield line
        yield from begun.values()


def _is_here(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return parsed.is_loopback or parsed.is_unspecified
