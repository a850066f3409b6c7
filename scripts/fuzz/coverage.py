"""Fuzz the loaders by what of their code a file reaches, with atheris (libFuzzer): a target a format.

    pip install --target .atheris atheris==3.0.0
    PYTHONPATH=.atheris:. python -m scripts.fuzz.coverage pdf docx --seconds 600
    PYTHONPATH=.atheris:. python -m scripts.fuzz.coverage all --seconds 120

atheris is installed apart, since it has wheels for few versions of Python. A loader runs in a process of its target,
without the limits of the service, so that what it raises is seen: anything but LoadError is a fault, and so is a file
that takes more than 20 s or 2 GB. It stays under --keep, and the target ends there. Of a packed file (docx, gz) what is
in it is changed, and packed again: else nothing but the unpacking would ever fail. ``scripts.fuzz.loaders`` needs no
atheris.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import io
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.fuzz.loaders import damaged, damaged_member

_SECONDS_A_FILE, _MEGABYTES = 20, 2048
INSTALL = "atheris is not installed; pip install --target .atheris atheris==3.0.0, and put .atheris into PYTHONPATH"


def reader(name: str) -> Any:
    """Return the function that reads a format's bytes; what it raises besides LoadError is a fault."""
    from index.errors import LoadError
    from index.loaders.formats import FORMATS, Isolated
    from index.loaders.isolated.parsers import parse

    load, suffix = FORMATS[name].load, FORMATS[name].suffixes[0]
    parsed = load.format if isinstance(load, Isolated) else name
    options = {"format": parsed, "charset": None, "name": f"file{suffix}"}

    def read(data: bytes) -> None:
        try:
            stream = io.BytesIO(data)
            for _ in parse(stream, options) if isinstance(load, Isolated) else load(stream):
                pass
        except LoadError:
            pass

    return read


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Change a packed file: mostly what is in it, which is then packed again."""
    chance = random.Random(seed)
    if chance.random() < 0.9:
        try:
            if data.startswith(b"PK"):
                return damaged_member(data, chance)[:most]
            if data.startswith(b"\x1f\x8b"):
                return gzip.compress(damaged(gzip.decompress(data), chance), 1, mtime=0)[:most]
        except Exception:  # noqa: BLE001 - whatever unpacking raises: it is damaged already, and stays packed so
            return damaged(data, chance)[:most]
    return damaged(data, chance)[:most]


def fuzz(name: str, seconds: int, keep: Path) -> None:
    """Fuzz the loader of a format in this process, which ends with it."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["index.loaders", "markdown_it", "feedparser", "docx", "openpyxl"]):
        read = reader(name)
    from index.loaders.formats import FORMATS
    from tests.support.files import GOOD

    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        good = {suffix: GOOD[suffix] for suffix in FORMATS[name].suffixes if suffix in GOOD}
        for suffix, data in good.items():
            (Path(seeds) / f"good{suffix}").write_bytes(data)
        limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={_MEGABYTES}", f"-timeout={_SECONDS_A_FILE}"]
        is_packed = any(data.startswith((b"PK", b"\x1f\x8b")) for data in good.values())
        changing = {"custom_mutator": changed} if is_packed else {}
        begin = [sys.argv[0], *limits, f"-artifact_prefix={keep}/{name}-", seeds]
        atheris.Setup(begin, read, **changing)
        atheris.Fuzz()


def main() -> int:
    """Run each target until it meets a fault or its time is over; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="+", help="keys of FORMATS (index/loaders/formats.py), such as pdf, or all")
    parser.add_argument("--seconds", type=int, default=60, help="of each format")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="a folder for the files that show a fault")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # the process of one target
    given = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(INSTALL, file=sys.stderr)
        return 2
    if given.here:
        fuzz(given.formats[0], given.seconds, given.keep)
        return 0
    from index.loaders.formats import FORMATS

    faulty = []
    for name in FORMATS if given.formats == ["all"] else given.formats:
        options = ["--here", "--seconds", str(given.seconds), "--keep", str(given.keep)]
        command = [sys.executable, "-m", "scripts.fuzz.coverage", name, *options]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        told = [line for line in done.stderr.splitlines() if not line.startswith(("#", "INFO:"))]
        print(f"{name}: {next((line for line in reversed(told) if line.startswith('Done ')), 'a fault')}", flush=True)
        if done.returncode:
            faulty.append(name)
            print("\n".join(told)[-4_000:], flush=True)
    print(f"faults in: {', '.join(faulty) or 'none'}")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main())
