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
from qa.web.app import Deployment
from tests.conftest import MODEL_CACHE

ROOT = Path(__file__).parents[3]
KEY = "sixteen-letters!"


@pytest.mark.parametrize("key", ["a", "password", "fifteen-letters"])
def test_a_key_that_can_be_guessed_is_refused_with_what_to_do_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match=r"QA_API_KEY has \d+ characters .*token_urlsafe") as told:
        check(Settings(api_key=key), Deployment())
    assert f" {key} " not in str(told.value)
    assert f"'{key}'" not in str(told.value)


@pytest.mark.parametrize(
    "origin",
    ["front.example", "https://front.example/", "https://front.example/page", "https://u@front.example", "null", ""],
)
def test_an_origin_is_a_scheme_and_a_host_and_no_more(origin: str) -> None:
    with pytest.raises(SettingsError, match="give scheme and host"):
        check(Settings(api_key=KEY), Deployment(origins=(origin,)))


def test_every_page_is_let_in_only_with_a_key() -> None:
    with pytest.raises(SettingsError, match="there is no key"):
        check(Settings(), Deployment(origins=("*",)))
    check(Settings(api_key=KEY), Deployment(origins=("*", "http://localhost:3000")))


def test_a_key_in_the_folder_lets_others_in_as_the_setting_does(tmp_path: Path) -> None:
    settings = Settings(host="0.0.0.0", corpus=tmp_path)
    with pytest.raises(SettingsError, match="qa keys create"):
        check(settings, Deployment())
    KeyFile(tmp_path).create("desk", scope="read")
    check(settings, Deployment(origins=("*",)))


def test_a_folder_is_one_corpus_alone_and_a_key_in_any_is_a_key(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / ".." / tmp_path.name):
        with pytest.raises(SettingsError, match="one folder is given for two corpora"):
            check(Settings(corpus=tmp_path), Deployment(), beside={"news": folder})
    KeyFile(tmp_path / "news").create("desk", scope="read")
    settings = Settings(host="0.0.0.0", corpus=tmp_path / "first")
    check(settings, Deployment(), beside={"news": tmp_path / "news"})


@pytest.mark.model
@pytest.mark.slow
def test_further_corpora_are_served_by_processes_of_their_own_and_changed_through_the_server(tmp_path: Path) -> None:
    """Real processes: one corpus cannot be opened, two can, one of them is added to while it is served."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environ |= {"QA_READER": "none", "QA_CACHE": str(MODEL_CACHE)}
    qa = [sys.executable, "-m", "qa.cli.main"]
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{}")
    (tmp_path / "a.txt").write_text("The ferry to Orme left at nine.\n")
    also = [part for name in ("news", "broken") for part in ("--also", f"{name}={tmp_path / name}")]
    command = [*qa, "serve", "--port", "0", "--json", "--workers", "2", *also, "--corpus", str(tmp_path / "first")]
    with subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stderr is not None
            told = json.loads(server.stdout.readline())
            assert told["corpora"] == {"news": f"{told['address']}/c/news"}
            add = [*qa, "add", str(tmp_path / "a.txt"), "--corpus", str(tmp_path / "news")]
            added = subprocess.run(add, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
            assert added.returncode == 0, added.stderr
            assert f"{told['address']}/c/news" in added.stderr
            question = {"question": "When did the ferry to Orme leave?"}
            answers = {
                at: httpx.post(f"{told['address']}{at}/ask", json=question, timeout=120).json()
                for at in ("", "/c/news")
            }
            assert answers["/c/news"]["searched"]["articles"] == 1
            assert answers[""]["searched"]["articles"] == 0
            ready = httpx.get(f"{told['address']}/readyz", timeout=60).json()
            assert ready["corpora"] == {"ready": 2, "of": 3}
            assert {
                httpx.get(f"{told['address']}{at}/readyz", timeout=60).json()["workers"]["of"] for at in ("", "/c/news")
            } == {2}
            assert httpx.get(f"{told['address']}/c/broken/about", timeout=60).status_code == 503
        finally:
            server.terminate()
        assert "the corpus broken cannot be opened; the others are served" in server.stderr.read()
    assert server.returncode == 0


@pytest.mark.model
def test_a_service_whose_log_is_json_writes_nothing_else_there_once_it_is_ready(tmp_path: Path) -> None:
    """A real process: uvicorn's own lines too, and no question."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environ |= {"QA_LOG": "json", "QA_READER": "none", "QA_CACHE": str(MODEL_CACHE)}
    command = [sys.executable, "-m", "qa.cli.main", "serve", "--port", "0", "--json", "--corpus", str(tmp_path / "c")]
    with subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = json.loads(server.stdout.readline())["address"]
        mark = {"X-Request-ID": "trace-1"}
        assert (
            httpx.post(f"{address}/ask", json={"question": "Who sank the ferry?"}, headers=mark, timeout=60).status_code
            == 200
        )
        server.terminate()
        written = server.stderr.read()
    assert server.returncode == 0
    lines = [json.loads(line) for line in written.splitlines() if not line.startswith("qa: ")]
    assert [line["message"] for line in lines if line.get("request_id") == "trace-1"] == ["answer", "request"]
    assert "ferry" not in written
