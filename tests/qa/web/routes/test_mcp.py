"""The addresses of the Model Context Protocol: made when they are first asked. Without the SDK they, and the command,
say what to install."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from qa.cli.mcp import mcp_command
from qa.errors import ExtraMissing
from qa.web.routes import mcp
from tests.qa.web.conftest import Serve

KEY = "a-key-of-some-length"


@pytest.fixture(autouse=True)
def without_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("qa.mcp.http", "qa.mcp.server", "qa.mcp.tools"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for name in ("mcp", "mcp.server.mcpserver", "mcp_types"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("path", ["/mcp", "/mcp/search"])
def test_the_service_serves_all_else_and_names_the_extra(serve: Serve, path: str) -> None:
    client = serve(api_key=KEY)
    assert client.post(path, json={}).status_code == 401
    answer = client.post(path, json={}, headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 404
    assert "pip install 'grounded-qa[mcp]'" in answer.json()["detail"]
    assert client.get("/livez").status_code == 200


def test_nothing_is_made_for_them_before_they_are_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = mcp._application
    monkeypatch.setattr(mcp, "_application", lambda service, profile: made.append(profile) or real(service, profile))
    client = serve()
    client.get("/livez")
    assert made == []
    for path in ("/mcp/search", "/mcp", "/mcp/search"):
        client.post(path, json={})
    assert made == ["search", "full"]


def test_the_command_names_the_extra() -> None:
    ran = CliRunner().invoke(mcp_command, [])
    assert isinstance(ran.exception, ExtraMissing)
    assert "pip install 'grounded-qa[mcp]'" in str(ran.exception)
