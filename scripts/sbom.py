"""Write the bill of materials of an installation: every package of the lock files, with its digests, as CycloneDX 1.6.

    .venv/bin/python -m scripts.sbom > sbom.json

The lock files are what `scripts/setup run` installs, hashes and all, models included. torch, which it installs beside
them from wherever it is told to, is listed without digests.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-second.lock")
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_TORCH = re.compile(r"^TORCH=(\S+)$", re.MULTILINE)


def bill() -> dict[str, Any]:
    """Return the bill of materials; the same for the same lock files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = [one for name in LOCKS for one in packages((ROOT / "scripts" / name).read_text("utf-8"))]
    torch = _TORCH.search((ROOT / "scripts" / "setup").read_text("utf-8"))
    assert torch is not None
    parts = [_component(*one) for one in sorted([*found, ("torch", torch[1], [])])]
    whole = {"type": "application", "bom-ref": "root", "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": whole},
        "components": parts,
        "dependencies": [{"ref": "root", "dependsOn": [one["bom-ref"] for one in parts]}],
    }


def packages(lock: str) -> list[tuple[str, str, list[str]]]:
    """Read a lock file: of each package its name, its version, and the sha256 of each of its files."""
    read: list[tuple[str, str, list[str]]] = []
    for line in lock.splitlines():
        if package := _PACKAGE.match(line):
            read.append((package[1].lower(), package[2], []))
        if digests := _HASH.findall(line):
            read[-1][2].extend(digests)
    return read


def _component(name: str, version: str, digests: list[str]) -> dict[str, Any]:
    address = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {"type": "library", "bom-ref": address, "name": name, "version": version}
    component["purl"] = address
    if digests:  # of each file, of which an installation takes one
        files = [
            {"type": "file", "name": digest, "hashes": [{"alg": "SHA-256", "content": digest}]} for digest in digests
        ]
        component["components"] = files
    return component


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    sys.stdout.write("\n")
