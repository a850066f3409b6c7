"""What `qa serve` refuses before it listens: keys that can be guessed, doors that nobody meant to open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from qa.cli.serve import check
from qa.errors import SettingsError
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import Surroundings
from tests.conftest import MODEL_CACHE

ROOT = Path(__file__).parents[3]
KEY = "sixteen-letters!"


@pytest.mark.parametrize("key", ["a", "password", "fifteen-letters"])
def test_a_key_that_can_be_guessed_is_refused_with_what_to_do_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match=r"QA_API_KEY has \d+ characters .*token_urlsafe") as told:
        check(Settings(api_key=key), Surroundings())
    assert f" {key} " not in str(told.value)
    assert f"'{key}'" not in str(told.value)


@pytest.mark.parametrize(
    "origin",
    ["front.example", "https://front.example/", "https://front.example/page", "https://u@front.example", "null", ""],
)
def test_an_origin_is_a_scheme_and_a_host_and_no_more(origin: str) -> None:
    with pytest.raises(SettingsError, match="give scheme and host"):
        check(Settings(api_key=KEY), Surroundings(origins=(origin,)))


def test_every_page_is_let_in_only_with_a_key() -> None:
    with pytest.raises(SettingsError, match="there is no key"):
        check(Settings(), Surroundings(origins=("*",)))
    check(Settings(api_key=KEY), Surroundings(origins=("*", "http://localhost:3000")))


def test_a_key_in_the_folder_lets_others_in_as_the_setting_does(tmp_path: Path) -> None:
    settings = Settings(host="0.0.0.0", corpus=tmp_path)
    with pytest.raises(SettingsError, match="qa keys create"):
        check(settings, Surroundings())
    KeyFile(tmp_path).create("desk", scope="read")
    check(settings, Surroundings(origins=("*",)))


@pytest.mark.model
def test_a_service_whose_log_is_json_writes_nothing_else_there_once_it_is_ready(tmp_path: Path) -> None:
    """A real process: uvicorn's own lines too, and no question."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environ |= {"QA_LOG": "json", "QA_READER": "none", "QA_CACHE": str(MODEL_CACHE.parent)}
    command = [sys.executable, "-m", "qa.cli.main", "serve", "--port", "0", "--json", "--corpus", str(tmp_path / "c")]
    with subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = json.loads(server.stdout.readline())["address"]
        mark = {"X-Request-ID": "trace-1"}
        assert httpx.post(f"{address}/ask", json={"question": "Who sank the ferry?"}, headers=mark).status_code == 200
        server.terminate()
        written = server.stderr.read()
    assert server.returncode == 0
    lines = [json.loads(line) for line in written.splitlines() if not line.startswith("qa: ")]
    assert [line["message"] for line in lines if line.get("request_id") == "trace-1"] == ["answer", "request"]
    assert "ferry" not in written
