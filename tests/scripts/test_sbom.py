"""The bill of materials: everything that is installed, and nothing else."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

from scripts.sbom import LOCKS, ROOT, bill, packages


def test_every_package_of_the_locks_is_in_it_with_the_digests_of_its_files() -> None:
    """A lock may hold two versions of a package, for different releases of Python."""
    parts = {(one["name"], one["version"]): one for one in bill()["components"]}
    names = set()
    for lock in LOCKS:
        text = (ROOT / "scripts" / lock).read_text("utf-8")
        assert len(re.findall("^[A-Za-z].*==", text, re.MULTILINE)) == len(packages(text))
        for package, release, digests in packages(text):
            part = parts[package, release]
            assert part["purl"] == f"pkg:pypi/{package}@{release}"
            assert [one["name"] for one in part["components"]] == digests
            assert digests
            names.add((package, release))
    assert {name for name, _ in parts.keys() - names} == {"torch"}


def test_what_runs_here_is_in_it() -> None:
    """By the metadata of what is installed, not by the locks."""
    parts = {(one["name"], one["version"]) for one in bill()["components"]}
    for name in ("fastapi", "starlette", "uvicorn", "faiss-cpu", "onnxruntime", "numpy", "pydantic", "lxml"):
        assert (name, version(name)) in parts


def test_it_is_the_same_each_time_and_every_part_has_its_own_reference() -> None:
    assert json.dumps(bill()) == json.dumps(bill())
    references = [one["bom-ref"] for one in bill()["components"]]
    assert len(set(references)) == len(references)
    assert bill()["dependencies"] == [{"ref": "root", "dependsOn": references}]
