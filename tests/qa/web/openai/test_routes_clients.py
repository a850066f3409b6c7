"""The OpenAI doors, used by LangChain and LlamaIndex, whose clients `scripts/test-integrations` installs."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("langchain_openai") is None,
        reason="LangChain's and LlamaIndex's clients are not installed: scripts/test-integrations has them",
    ),
]

SCRIPT = Path(__file__).parent / "openai_clients.py"
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


def test_langchain_and_llamaindex_get_what_they_ask_for(engine: Engine) -> None:
    with live(create_app(engine, Settings())) as address:
        command = [sys.executable, "-I", str(SCRIPT), f"{address}/v1", QUESTION, "Which article says that?"]
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
