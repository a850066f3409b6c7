"""The doctor, as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.cli import main as cli


def test_a_fault_ends_with_1_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_ENCODER", str(tmp_path / "no-model"))
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    for extra in ((), ("--json",)):
        with pytest.raises(SystemExit) as left:
            cli.main(["doctor", "--corpus", str(tmp_path / "corpus"), *extra])
        assert left.value.code == 1
    text, _, data = capsys.readouterr().out.partition("{")
    assert "FAULT    models and corpus: " in text
    assert "         -> " in text
    assert json.loads("{" + data)["ok"] is False
