"""Ray is started with a token and without reports, and its absence is told with the cure."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from index.errors import ClusterError
from index.offline import SWITCHES
from index.ray import engine
from index.ray.engine import Node


def test_the_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = engine.token_file(tmp_path / "cache")
    token = path.read_text()
    assert len(token) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert engine.token_file(tmp_path / "cache").read_text() == token
    path.chmod(0o644)
    with pytest.raises(ClusterError, match="chmod 600"):
        engine.token_file(tmp_path / "cache")


def test_without_ray_it_is_said_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in engine.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install 'grounded-qa\[ray\]'"):
        engine.ray(tmp_path)
    with pytest.raises(ClusterError, match="not installed"):
        engine.start_command(tmp_path, node=Node(1, 10**9), address="127.0.0.2", join=None)


def test_reports_are_off_whatever_the_environment_says() -> None:
    assert SWITCHES["RAY_USAGE_STATS_ENABLED"] == "0"
    assert SWITCHES["RAY_USAGE_STATS_REPORT_URL"].startswith("http://127.0.0.1:")


def test_every_process_is_started_with_the_token(tmp_path: Path) -> None:
    variables = engine.environment(tmp_path)
    assert variables["RAY_AUTH_MODE"] == "token"
    assert Path(variables["RAY_AUTH_TOKEN_PATH"]).is_file()
