"""The OpenAI doors, used by LangChain and LlamaIndex, in an environment that pip makes once in the cache folder."""

from __future__ import annotations

import json
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

pytestmark = pytest.mark.slow

LIBRARIES = ("langchain-openai==1.7.4", "llama-index-llms-openai-like==0.8.1", "llama-index-core==0.14.25")
FOLDER = Path(__file__).parents[4] / ".cache" / "openai-clients"
SCRIPT = Path(__file__).parent / "openai_clients.py"
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter of an environment with these libraries; without one the tests are skipped."""
    made = FOLDER / "made"
    found = FOLDER / "bin" / "python"
    if not made.exists() or made.read_text() != " ".join(LIBRARIES):
        venv.create(FOLDER, with_pip=True, clear=True)
        command = [str(found), "-m", "pip", "install", "--quiet", *LIBRARIES]
        installed = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if installed.returncode:
            pytest.skip(f"pip cannot install {', '.join(LIBRARIES)} here, so these clients cannot be tried")
        made.write_text(" ".join(LIBRARIES))
    return found


def test_langchain_and_llamaindex_get_what_they_ask_for(engine: Engine, python: Path) -> None:
    with live(create_app(engine, Settings())) as address:
        command = [str(python), "-I", str(SCRIPT), f"{address}/v1", QUESTION, "Which article says that?"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    chain, llama = told["langchain"], told["llama_index"]
    quote = engine.ask(QUESTION).quotes[0].text
    for said in (
        "first",
        "streamed",
        "picture",
        "wrapped",
        "tools",
        "completion",
        "responses",
        "empty_turn",
        "follow_up",
    ):
        assert quote in chain[said], said
    assert chain["usage"]["total_tokens"] == chain["usage"]["input_tokens"] + chain["usage"]["output_tokens"] > 0
    assert chain["title"] == QUESTION
    assert chain["shapes"] == ["response_format", "tool_choice", "response_format"]
    for said in ("chat", "plain", "wrapped", "follow_up"):
        assert quote in llama[said], said
    assert "".join(llama["streamed"]) == llama["chat"]
    assert "".join(llama["plain_streamed"]) == llama["plain"]
