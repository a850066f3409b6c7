"""The README's example of the frameworks runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.qa.integrations.conftest import QUESTION

for _package in ("haystack", "langchain_core", "llama_index.core"):
    pytest.importorskip(_package)

README = Path(__file__).parents[3] / "README.md"


def test_the_example_runs(address: str) -> None:
    (code,) = re.findall(r"^```py\n(.*?)^```$", README.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    of_the_samples = re.compile(r"^question = .*$", flags=re.MULTILINE)
    assert of_the_samples.search(code)
    exec(of_the_samples.sub(f"question = {QUESTION!r}", code).replace("http://127.0.0.1:8000", address), names)
    for kind in ("documents", "nodes"):
        assert names[kind], kind
    names["articles"].close()  # type: ignore[attr-defined]
