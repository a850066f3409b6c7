"""Fuzz the loader of one format by what of its code a file reaches, with atheris (libFuzzer).

    pip install --target .atheris atheris==3.0.0
    PYTHONPATH=.atheris:. python -m scripts.fuzz.coverage pdf --seconds 600

atheris is installed apart, since it has wheels for few versions of Python. The loader runs in this process, without the
limits of the service, so that what it raises is seen: anything but LoadError is a fault, and its file stays under
--keep, with so much memory or time as libFuzzer allows a file. ``scripts.fuzz.loaders`` needs no atheris.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

INSTALL = "atheris is not installed; pip install --target .atheris atheris==3.0.0, and put .atheris into PYTHONPATH"


def reader(name: str) -> Any:
    """Return the function that reads a format's bytes; what it raises besides LoadError is a fault."""
    from index.errors import LoadError
    from index.loaders.formats import FORMATS, Isolated
    from index.loaders.isolated.parsers import parse

    load, suffix = FORMATS[name].load, FORMATS[name].suffixes[0]
    options = {"format": name, "charset": None, "name": f"file{suffix}"}

    def read(data: bytes) -> None:
        try:
            stream = io.BytesIO(data)
            for _ in parse(stream, options) if isinstance(load, Isolated) else load(stream):
                pass
        except LoadError:
            pass

    return read


def main() -> int:
    """Run until a fault is met or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", help="a key of FORMATS (index/loaders/formats.py), such as pdf, html, docx")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="a folder for the files that show a fault")
    given = parser.parse_args()
    try:
        atheris = importlib.import_module("atheris")
    except ModuleNotFoundError:
        print(INSTALL, file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["index.loaders", "markdown_it", "feedparser", "docx", "openpyxl"]):
        read = reader(given.format)
    from index.loaders.formats import FORMATS
    from tests.support.files import GOOD

    given.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for suffix in FORMATS[given.format].suffixes:
            if suffix in GOOD:
                (Path(seeds) / f"good{suffix}").write_bytes(GOOD[suffix])
        limits = [f"-max_total_time={given.seconds}", "-rss_limit_mb=2048", "-timeout=30"]
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={given.keep}/", seeds], read)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
