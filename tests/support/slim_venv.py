"""A virtual environment that holds the packages of the slim lock and no others, made of links to those installed here.

Nothing is downloaded: it is ready in a second. What is not in the lock cannot be imported in it, as on the machine of
somebody who installed by it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "scripts" / "requirements-slim.lock"
_PACKAGED = ("pyproject.toml", "README.md", "LICENSE", "qa", "index")


def locked(lock: Path = LOCK) -> list[Requirement]:
    """Return what a lock file installs on this machine."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]


def make_slim_venv(folder: Path) -> Path:
    """Make the environment in ``folder``, and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    printed = subprocess.run([str(python), "-c", where], capture_output=True, text=True, check=True).stdout
    site = Path(printed.strip())
    for pin in locked():
        for top in _tops(pin.name):
            link = site / top.name
            if not link.exists():
                link.symlink_to(top)
    return python


def installed_mb() -> float:
    """Return what the packages of the slim lock take on the disk, in MB, without bytecode, which is not installed."""
    files = {Path(str(file.locate())) for pin in locked() for file in distribution(pin.name).files or ()}
    return sum(file.stat().st_size for file in files if file.suffix != ".pyc" and file.is_file()) / 1e6


def built(folder: Path) -> Path:
    """Build the source distribution, and the wheel out of that, of the files that are or will be under version
    control."""
    source = folder.with_name("source")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *_PACKAGED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def install(wheel: Path, python: Path) -> None:
    """Install a wheel into the environment of a Python that need not have pip."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    # Without PYTHONPATH and from elsewhere: pip takes a folder of source code on the path for an installation.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, env=env, cwd=wheel.parent)


def _tops(package: str) -> Iterator[Path]:
    """Yield what a package put into site-packages itself, not its programs."""
    installed = distribution(package)
    site = Path(str(installed.locate_file("")))
    for name in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
        yield site / name
