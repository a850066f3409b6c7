"""Behind nginx, configured as scripts/deploy/nginx.conf says: below a path, with the client's address, streaming."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
import uvicorn

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from qa.web.server import Server, listen

PROGRAM = shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
DEPLOYED = Path(__file__).parents[3] / "scripts" / "deploy" / "nginx.conf"
QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
HOST = "archive.example"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="needs nginx (scripts/test installs it)")]


def configuration(folder: Path, *, port: int, service: int) -> str:
    kept = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    locations = DEPLOYED.read_text(encoding="utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{service}")
    return f"""
        daemon off; master_process off; pid {folder}/pid; error_log stderr;
        events {{ }}
        http {{ access_log off; {kept} server {{ listen 127.0.0.1:{port}; {locations} }} }}
    """


@pytest.fixture
def address(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """Where nginx serves the articles; the service itself allows each address five questions a minute."""
    deployment = Deployment(hosts=(HOST,), root_path="/qa")
    taken = listen("127.0.0.1", 0)
    app = create_app(engine, Settings(max_requests_a_minute=5), deployment=deployment)
    server = uvicorn.Server(Server(app, lambda: None, proxies=["127.0.0.1"]).config)  # which leaves signals alone
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    try:
        nginx, port = _started(tmp_path, service=taken.getsockname()[1])
        with nginx:
            yield f"http://127.0.0.1:{port}"
            nginx.terminate()
    finally:
        server.should_exit = True
        thread.join()
        taken.close()


def _started(folder: Path, *, service: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start nginx on a port that was free just now; on another one where somebody was quicker."""
    file = folder / "nginx.conf"
    assert PROGRAM is not None
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        file.write_text(configuration(folder, port=port, service=service), encoding="utf-8")
        nginx = subprocess.Popen([PROGRAM, "-p", str(folder), "-c", str(file)], stderr=subprocess.PIPE)
        if _is_up(port, nginx):
            return nginx, port
        error = nginx.communicate()[1].decode()
        if "already in use" not in error:
            break
    raise AssertionError(error)


def _is_up(port: int, nginx: subprocess.Popen[bytes]) -> bool:
    while nginx.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0 and nginx.poll() is None:
                return True
        time.sleep(0.02)
    return False


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers={"Host": HOST}, timeout=60) as opened:
        yield opened


def test_the_page_and_its_files_are_below_the_path(client: httpx.Client) -> None:
    page = client.get("/qa/", headers={"Accept": "text/html"})
    assert "text/html" in page.headers["content-type"]
    assert client.get(urljoin("/qa/", "page/page.js")).status_code == 200
    assert client.get("/").status_code == 404


def test_the_bare_path_leads_to_the_page(client: httpx.Client) -> None:
    assert client.get("/qa").headers["location"] == f"http://{HOST}/qa/"


def test_a_permalink_leads_to_its_article_with_the_path_that_the_proxy_puts_before_ours(client: httpx.Client) -> None:
    answer = client.post("/qa/ask", json={"question": QUESTION}).json()
    shown = [*answer["quotes"], *answer["nearest"]][0]
    page = client.get(shown["citation"]["permalink"], headers={"Accept": "text/html"})
    assert "Norvik harbour" in page.text


def test_links_that_are_written_in_full_carry_host_and_path(client: httpx.Client) -> None:
    """Of an article without an address of its own, a source is its page here."""
    asked = "Who won the election in Castellan?"
    question = {"model": "grounded-qa", "messages": [{"role": "user", "content": asked}]}
    answer = client.post("/qa/v1/chat/completions", json=question)
    assert f"http://{HOST}/qa/articles/election" in answer.text


def test_stages_of_an_answer_pass_through(client: httpx.Client) -> None:
    with client.stream("POST", "/qa/ask/stream", json={"question": QUESTION}) as answer:
        kinds = [line.removeprefix("event: ") for line in answer.iter_lines() if line.startswith("event: ")]
    assert len(kinds) > 1


def test_a_host_that_is_not_ours_is_refused_through_the_proxy_too(client: httpx.Client) -> None:
    assert client.get("/qa/about", headers={"Host": "rebound.example"}).status_code in (400, 403, 421)


def test_each_client_has_an_allowance_of_its_own(address: str) -> None:
    """Two addresses of this machine are two clients: the proxy's word on who asks is believed."""
    codes = {}
    for own in ("127.0.0.1", "127.0.0.2"):
        transport = httpx.HTTPTransport(local_address=own)
        with httpx.Client(base_url=address, transport=transport, headers={"Host": HOST}) as client:
            codes[own] = [client.get("/qa/ask", params={"q": QUESTION}).status_code for _ in range(6)]
    assert codes["127.0.0.1"][-1] == 429
    assert codes["127.0.0.2"][0] == 200
