"""The commands on Ray refuse what is unsafe, and say what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest

from qa.cli.main import main
from qa.cli.ray.options import size
from tests.support.newsroom import newsroom


@pytest.mark.parametrize(("text", "expected"), [("4G", 4 * 10**9), ("500m", 5 * 10**8), ("12", 12)])
def test_sizes_are_read(text: str, expected: int) -> None:
    assert size(text) == expected


@pytest.mark.parametrize("text", ["", "0G", "4T", "-1G", "G"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        size(text)


def test_beyond_this_machine_only_with_a_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "cache"))
    with newsroom(tmp_path):
        pass
    with pytest.raises(SystemExit) as left:
        main(["ray", "serve", str(tmp_path / "corpus"), "--host", "0.0.0.0"])
    assert left.value.code == 2
    assert "there is no key" in capsys.readouterr().err


def test_without_ray_a_node_says_how_it_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN_PATH"):
        monkeypatch.setenv(name, "")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SystemExit) as left:
        main(["ray", "node", "--address", "127.0.0.2"])
    assert left.value.code == 2
    assert "pip install 'grounded-qa[ray]'" in capsys.readouterr().err


def test_switching_what_does_not_run_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    with pytest.raises(SystemExit) as left:
        main(["ray", "switch", str(tmp_path), "--port", "8123"])
    assert left.value.code == 2
    assert "port 8123" in capsys.readouterr().err
