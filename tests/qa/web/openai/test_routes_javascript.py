"""The OpenAI doors, used by OpenAI's own JavaScript client. Needs node and npm; skipped with a word where they lack."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

pytestmark = pytest.mark.slow

CLIENT = "openai@7.57.0"
SCRIPT = Path(__file__).parent / "openai_client.mjs"
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A folder in which the JavaScript client is installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed, so the JavaScript client cannot be tried")
    command = ["npm", "install", "--prefix", str(tmp_path), "--no-audit", "--no-fund", "--ignore-scripts", CLIENT]
    installed = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if installed.returncode:
        pytest.skip(f"npm cannot install {CLIENT} here, so the JavaScript client cannot be tried")
    return tmp_path


def test_the_javascript_client_reads_every_door(engine: Engine, modules: Path) -> None:
    with live(create_app(engine, Settings())) as address:
        command = ["node", str(SCRIPT), str(modules), f"{address}/v1", QUESTION]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    message = told["whole"]["choices"][0]["message"]
    first = message["annotations"][0]["url_citation"]
    quotes = [quote.text for quote in engine.ask(QUESTION).quotes]
    assert message["content"][first["start_index"] : first["end_index"]] == quotes[0]
    assert len({chunk["id"] for chunk in told["chunks"]}) == 1
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in told["chunks"]) == message["content"]
    assert told["accumulated"]["finish_reason"] == "stop"
    assert told["accumulated"]["message"]["content"] == message["content"]
    assert told["response"]["text"] == told["built"] == message["content"]
    assert len(told["response"]["annotations"]) == len(quotes)
    assert (told["kinds"][0], told["kinds"][-1]) == ("response.created", "response.completed")
    assert told["refused"] == {
        "name": "BadRequestError",
        "status": 400,
        "type": "invalid_request_error",
        "param": "messages",
    }
