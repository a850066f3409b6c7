"""Several corpora in one service: each answers from its own articles, and nothing of one is seen through another."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from index import Article, Corpus
from index.errors import CorpusDamaged
from qa.engine import Engine
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.additional_corpora import AdditionalCorpus, CorpusReopener
from qa.web.app import Deployment, create_app
from tests.qa.web.service.test_access_of_keys import NEEDED
from tests.qa.web.test_app import BODIES, ROUTES
from tests.support.doubles import HashEncoder
from tests.support.live import live
from tests.support.webhook import receiver

#: Of each corpus a name that stands in its article and nowhere else; all articles have one id, title and form.
SECRETS = {"": "Braam", "news": "Vask", "sport": "Strandh"}
Keyed = tuple[TestClient, dict[str, dict[str, str]]]
SETTING = "the-key-of-the-setting"
QUESTION = "Who won the election in Castellan?"
KEYS = ("none", "wrong", "", "news", "sport", "setting")
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": QUESTION}},
}
#: Doors through which what an article says comes out: how to go through one, below an address.
DOORS: dict[str, Callable[[TestClient, str, dict[str, str]], httpx.Response]] = {
    "GET /ask": lambda client, at, head: client.get(f"{at}/ask", params={"q": QUESTION}, headers=head),
    "GET /ask as markdown": lambda client, at, head: client.get(
        f"{at}/ask", params={"q": QUESTION}, headers={**head, "Accept": "text/markdown"}
    ),
    "POST /ask": lambda client, at, head: client.post(f"{at}/ask", json={"question": QUESTION}, headers=head),
    "POST /ask/stream": lambda client, at, head: client.post(
        f"{at}/ask/stream", json={"question": QUESTION}, headers=head
    ),
    "POST /ask/evidence": lambda client, at, head: client.post(
        f"{at}/ask/evidence", json={"question": QUESTION}, headers=head
    ),
    "GET /articles/{id}": lambda client, at, head: client.get(f"{at}/articles/race", headers=head),
    "an article's page": lambda client, at, head: client.get(
        f"{at}/articles/race", headers={**head, "Accept": "text/html"}
    ),
    "GET /speakers": lambda client, at, head: client.get(f"{at}/speakers", headers=head),
    "POST /v1/chat/completions": lambda client, at, head: client.post(
        f"{at}/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]}, headers=head
    ),
    "POST /v1/completions": lambda client, at, head: client.post(
        f"{at}/v1/completions", json={"prompt": QUESTION}, headers=head
    ),
    "POST /v1/responses": lambda client, at, head: client.post(
        f"{at}/v1/responses", json={"input": QUESTION}, headers=head
    ),
    "POST /mcp": lambda client, at, head: client.post(
        f"{at}/mcp", json=CALL, headers={**head, "Accept": "application/json, text/event-stream"}
    ),
}
#: A request line, a host and a further field, which shall not lead out of the corpus "news".
ATTEMPTS = (
    *(
        (f"GET {path}", "localhost", "")
        for path in (
            *("/articles/race", "/./articles/race", "//articles/race", "/c//articles/race", "/c/./articles/race"),
            *("/c/sport/articles/race", "//c/sport/articles/race", "/c/news/../sport/articles/race"),
            *("/c/news/%2e%2e/sport/articles/race", "/c/news/..%5csport/articles/race", "/c/SPORT/articles/race"),
            *("/c/news/c/sport/articles/race", "/c/news//c/sport/articles/race", "/c/sport%2farticles%2frace"),
            *("/c/news/articles/..%2f..%2fsport%2farticles%2frace", "/c/%73port/articles/race"),
            *("/c/news/articles/race/../../../articles/race", "/c/sport;x/articles/race", "/c/sport/../articles/race"),
            *("http://localhost/c/sport/articles/race", "http://localhost/articles/race", "/articles/race?/c/news/"),
        )
    ),
    *(("GET /c/sport/articles/race", host, "") for host in ("", "localhost/c/news/", "x/c/news/?", "x#")),
    *(
        ("GET /c/news/articles/race", "localhost", f"{field}\r\n")
        for field in (
            *(
                "X-Original-URL: /c/sport/articles/race",
                "X-Rewrite-URL: /articles/race",
                "X-Forwarded-Prefix: /c/sport",
            ),
            *("X-Forwarded-Host: localhost/c/sport", "X-Forwarded-Path: /c/sport", "Cookie: corpus=sport"),
        )
    ),
)


def _at(corpus: str) -> str:
    return f"/c/{corpus}" if corpus else ""


@contextmanager
def _engines(folder: Path) -> Iterator[dict[str, Engine]]:
    """Open an engine over each corpus, those with names beside the first."""
    settings = Settings(reader="none")
    with (
        Engine.open(folder / "first", settings=settings, encoder=HashEncoder(), writable=True, create=True) as first,
        ExitStack() as opened,
    ):
        engines = {"": first}
        for name in ("news", "sport"):
            engines[name] = first.beside(folder / name, writable=True, create=True)
            opened.callback(engines[name].close, but_models=True)
        for name, engine in engines.items():
            text = (
                f"{SECRETS[name]} won the election in Castellan.\n\n“I am glad,” said Maren {SECRETS[name]} on Monday."
            )
            engine.add([Article("race", "The race", text, source="The Courier", published="2025-05-01")])
        yield engines


def _client(engines: dict[str, Engine], **settings: Any) -> TestClient:
    """Serve all corpora, and one that could not be opened."""
    beside = engines[""].corpus.folder.parent
    further = [AdditionalCorpus(name, one.corpus.folder, one) for name, one in engines.items() if name]
    deployment = Deployment(further=(*further, AdditionalCorpus("broken", beside / "broken", None)))
    app = create_app(engines[""], Settings().with_(**settings), suggestions=["Who is Braam?"], deployment=deployment)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def _keys(engines: dict[str, Engine]) -> dict[str, dict[str, str]]:
    """Return the head of a request with each key: one of every corpus that may do everything there, and others."""
    texts = {name: KeyFile(one.corpus.folder).create("k", scope="admin")[0] for name, one in engines.items()}
    texts |= {"wrong": "qa_0000000000_" + "A" * 43, "setting": SETTING}
    return {"none": {}, **{name: {"Authorization": f"Bearer {text}"} for name, text in texts.items()}}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of all corpora, served without a key."""
    with _engines(tmp_path_factory.mktemp("open")) as engines, _client(engines) as opened:
        yield opened


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, dict[str, str]]]]:
    """A client of all corpora, served with keys, and the keys."""
    with _engines(tmp_path_factory.mktemp("keyed")) as engines:
        keys = _keys(engines)
        with _client(engines, api_key=SETTING) as opened:
            yield opened, keys


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[dict[str, Engine]]:
    """Engines of a test's own."""
    with _engines(tmp_path) as opened:
        yield opened


def _seen(answer: httpx.Response) -> str:
    return answer.text + json.dumps(dict(answer.headers))


def _others(corpus: str) -> list[str]:
    return [secret for name, secret in SECRETS.items() if name != corpus]


@pytest.mark.parametrize("door", list(DOORS))
def test_a_door_of_a_corpus_gives_what_its_articles_say_and_nothing_of_the_others(
    client: TestClient, door: str
) -> None:
    for _ in range(2):  # the second time from what is kept
        for corpus, secret in SECRETS.items():
            answer = DOORS[door](client, _at(corpus), {})
            assert answer.status_code == 200
            assert secret in answer.text
            assert not [word for word in _others(corpus) if word in _seen(answer)]


@pytest.mark.slow
@pytest.mark.parametrize("route", list(NEEDED), ids=lambda route: " ".join(route))
def test_a_key_opens_its_corpus_and_what_others_there_are_it_does_not_tell(
    keyed: Keyed, route: tuple[str, str]
) -> None:
    """Every door x corpus x key: one that is not the key's is like one that there is not, to the last header."""
    (client, keys), path = keyed, ROUTES[route][0]

    def answer(corpus: str, key: str) -> httpx.Response:
        body = BODIES.get(path) if route[0] == "POST" else None
        return client.request(route[0], _at(corpus) + path, json=body, headers=keys[key])

    for key in KEYS:
        nothing = answer("nothing", key)
        for corpus in SECRETS:
            got = answer(corpus, key)
            opens = key in (corpus, "setting")
            hidden = [word for name, word in SECRETS.items() if key not in (name, "setting")]
            assert not [word for word in hidden if word in _seen(got)], (corpus, key)
            if opens:
                assert got.status_code not in (401, 500), (corpus, key)
            elif corpus == "":
                assert (got.status_code == 401) is (NEEDED[route] is not None), (corpus, key)
            else:
                assert _told(got) == _told(nothing), (corpus, key)
                assert got.status_code == (404 if key in SECRETS else got.status_code)


def _told(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    return answer.status_code, answer.text, {n: v for n, v in answer.headers.items() if n != "x-request-id"}


def test_who_has_no_key_is_told_the_same_of_every_name(keyed: Keyed) -> None:
    client, _ = keyed
    for path in ("/", "/page/page.js", "/about", "/livez", "/readyz", "/v1/models", "/articles/race", "/no/where"):
        for accept in ("application/json", "text/html"):
            told = [
                _told(client.get(f"/c/{name}{path}", headers={"Accept": accept})) for name in ("news", "x", "broken")
            ]
            assert told[0] == told[1] == told[2]
            assert told[0][0] == (200 if path in ("/", "/page/page.js") else 401)
    assert client.get("/c/news/v1/models").json()["error"]["code"] == "invalid_api_key"


def test_a_key_of_one_corpus_has_all_demand_one(engines: dict[str, Engine]) -> None:
    client = _client(engines)
    assert {client.get(f"{_at(name)}/about").status_code for name in SECRETS} == {200}
    KeyFile(engines["sport"].corpus.folder).create("one", scope="read")
    assert {client.get(f"{_at(name)}/about").status_code for name in SECRETS} == {401}


@pytest.mark.slow
def test_a_key_for_another_corpus_is_no_guess_but_a_wrong_one_is_wherever_it_is_tried(
    engines: dict[str, Engine],
) -> None:
    client, keys = _client(engines), _keys(engines)
    assert {client.get("/about", headers=keys["news"]).status_code for _ in range(40)} == {401}
    client = _client(engines)
    tried = 60 * ("/about", "/c/news/about", "/c/nothing/about")  # twice as many as a slow machine would let through
    statuses = [client.get(path, headers=keys["wrong"]).status_code for path in tried]
    assert statuses[:30] == 30 * [401]
    assert {path for path, status in zip(tried, statuses, strict=True) if status == 429} == set(tried)


def test_an_address_without_a_corpus_is_nothing(client: TestClient) -> None:
    nothing = client.get("/nothing")
    assert nothing.status_code == 404
    for path in (
        "/c",
        "/c/",
        "/c/x/",
        "/c/x/ask",
        "/c/NEWS/about",
        "/c/ne%77s/about",
        "/c/news%2Fabout",
        "/c/c/news/about",
    ):
        assert _told(client.get(path)) == _told(nothing), path


@pytest.mark.slow
def test_no_way_to_write_an_address_leads_from_one_corpus_into_another(engines: dict[str, Engine]) -> None:
    """With a key of one corpus, as written to the socket: what libraries for clients would tidy up first."""
    further = tuple(AdditionalCorpus(name, one.corpus.folder, one) for name, one in engines.items() if name)
    key = _keys(engines)["news"]["Authorization"]
    app = create_app(engines[""], Settings(), deployment=Deployment(further=further))
    with live(app) as address:
        for line, host, field in ATTEMPTS:
            head = f"{line} HTTP/1.1\r\nHost: {host}\r\n{field}Authorization: {key}\r\nConnection: close\r\n\r\n"
            came = _sent(address, head.encode())
            assert came.startswith(b"HTTP/1.1 ")
            assert not [word for word in _others("news") if word.encode() in came], line
            assert came.split(b" ")[1] in ((b"200",) if field else (b"400", b"401", b"404", b"421")), line


def _sent(address: str, head: bytes) -> bytes:
    host, port = address.removeprefix("http://").split(":")
    came = b""
    with socket.create_connection((host, int(port)), timeout=60) as client:
        client.sendall(head)
        while part := client.recv(65536):
            came += part
    return came


def test_a_name_without_a_slash_leads_to_its_page(client: TestClient) -> None:
    for name in ("news", "nothing"):
        answer = client.get(f"/c/{name}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, f"{name}/")


def test_links_lead_into_the_corpus(client: TestClient) -> None:
    answer = client.get("/c/news/ask", params={"q": QUESTION}).json()
    assert {one["citation"]["permalink"] for one in (*answer["quotes"], *answer["nearest"])} == {
        "/c/news/articles/race#s0"
    }
    assert client.get("/c/news/articles/race").json()["text"].startswith("Vask")
    told = DOORS["POST /mcp"](client, "/c/news", {}).json()["result"]["structuredContent"]
    checked = client.post("/c/news/check", json={"text": "“Vask won the election in Castellan.”"}).json()
    said = client.get("/c/news/speakers/Maren Vask").json()
    for written in (told, checked, said):
        links = re.findall(r'"permalink": ?"([^"]+)"', json.dumps(written))
        assert links
        assert all(link.startswith("/c/news/articles/race#s") for link in links)
    chat = DOORS["POST /v1/chat/completions"](client, "/c/news", {}).text
    assert "http://localhost/c/news/articles/race" in chat
    watch = client.post("/c/news/watches", json={"question": QUESTION})
    assert client.get(watch.headers["location"]).status_code == 200
    assert watch.headers["location"].startswith("/c/news/watches/")


def test_what_a_watch_sends_and_its_feed_link_into_the_corpus_below_the_path_of_a_proxy(
    engines: dict[str, Engine],
) -> None:
    with receiver() as held:
        for engine in engines.values():
            engine.settings = replace(engine.settings, webhooks=held.url)
        further = AdditionalCorpus("news", engines["news"].corpus.folder, engines["news"])
        app = create_app(engines[""], Settings(), deployment=Deployment(root_path="/qa/", further=(further,)))
        client = TestClient(app, base_url="http://localhost")
        for at, before in (("", "/qa"), ("/c/news", "/qa/c/news")):
            held.came.clear()
            watch = client.post(f"{at}/watches", json={"question": QUESTION, "webhook": held.url})
            feed = client.get(watch.headers["location"]).text
            links = re.findall(r'<link href="http://localhost(/[^"]+?/articles/race)\?start=', feed)
            assert set(links) == {f"{before}/articles/race"}
            assert held.came.wait(60)
            assert held.bodies[-1]["events"][0]["permalink"].startswith(f"{before}/articles/race?start=")
            assert client.get(held.bodies[-1]["events"][0]["permalink"]).status_code == 200


def test_an_etag_of_one_corpus_says_nothing_of_another(client: TestClient) -> None:
    tags = {name: client.get(f"{_at(name)}/ask", params={"q": QUESTION}).headers["etag"] for name in SECRETS}
    for name in SECRETS:
        for other, tag in tags.items():
            answer = client.get(f"{_at(name)}/ask", params={"q": QUESTION}, headers={"If-None-Match": tag})
            assert answer.status_code == (304 if other == name else 200)


def test_what_is_kept_for_one_corpus_is_unknown_to_the_others(client: TestClient) -> None:
    asked = client.post("/c/news/ask", json={"question": QUESTION, "conversation": "new"}).json()
    reply = client.post("/c/news/v1/responses", json={"input": QUESTION}).json()
    watch = client.post("/c/news/watches", json={"question": QUESTION}).json()
    head = {"Prefer": "respond-async"}
    job = client.post("/c/news/articles", json={"id": "b", "text": "A storm came."}, headers=head)
    assert job.headers["location"].startswith("/c/news/jobs/")
    verdict = BODIES["/feedback"]
    left = client.post("/c/news/feedback", json=verdict).json()
    for name in ("", "sport"):
        at = _at(name)
        again = {"question": "Why?", "conversation": asked["conversation"]}
        assert client.post(f"{at}/ask", json=again).status_code == 404
        assert client.delete(f"{at}/conversations/{asked['conversation']}").status_code == 404
        further = {"input": "Why?", "previous_response_id": reply["id"]}
        assert client.post(f"{at}/v1/responses", json=further).json()["error"]["code"] == "previous_response_not_found"
        assert client.get(f"{at}/jobs/{job.json()['id']}").status_code == 404
        assert client.get(f"{at}/jobs").json() == {"jobs": []}
        assert client.get(f"{at}/watches").json() == {"watches": []}
        assert client.get(f"{at}/watches/{watch['id']}.atom").status_code == 404
        assert client.delete(f"{at}/feedback/{left['id']}").status_code == 404
        assert client.get(f"{at}/articles").json()["total"] == 1
    assert client.get("/about").json()["suggestions"] == ["Who is Braam?"]
    assert client.get("/c/news/about").json()["suggestions"] == []


def test_each_corpus_is_counted_for_itself_and_the_log_names_it(
    engines: dict[str, Engine], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "qa")
    client = _client(engines)
    client.get("/c/news/ask", params={"q": QUESTION})
    assert {(line.message, line.__dict__["corpus"]) for line in caplog.records} == {
        ("answer", "news"),
        ("request", "news"),
    }
    counted = {name: client.get(f"{_at(name)}/metrics").text for name in SECRETS}
    asked = 'qa_http_request_duration_seconds_count{method="GET",route="/ask",status="200"} 1.0'
    assert [name for name, text in counted.items() if asked in text] == ["news"]
    assert 'qa_answer_sources_total{source="made"} 1.0' in counted["news"]
    for name, text in counted.items():
        assert f'qa_build_info{{corpus="{name}",' in text


def test_how_often_somebody_may_ask_holds_for_all_corpora_together(engines: dict[str, Engine]) -> None:
    client = _client(engines, max_requests_a_minute=3)
    statuses = [client.get(f"{at}/about").status_code for at in ("", "/c/news", "/c/sport", "/c/news", "/c/nothing")]
    assert statuses == [200, 200, 200, 429, 429]


def test_a_corpus_that_cannot_be_opened_is_said_and_the_others_are_served(
    keyed: Keyed,
) -> None:
    client, keys = keyed
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready in part")
    assert ready.json()["corpora"] == {"ready": 3, "of": 4}
    assert not [name for name in ("news", "sport", "broken") if name in ready.text]
    for key, named in (("setting", {"news": "ready", "sport": "ready", "broken": "not ready"}), ("", {})):
        told = client.get("/readyz?verbose", headers=keys[key]).json()
        assert told["named"] == named
        states = {check["name"]: check["state"] for check in told["checks"] if check["name"].startswith("corpus of ")}
        assert states == {f"corpus of {name}": "ok" if named[name] == "ready" else "fault" for name in named}
    assert client.get("/c/broken/ask", params={"q": QUESTION}, headers=keys["setting"]).status_code == 503
    assert client.get("/c/broken/about", headers=keys["news"]).status_code == 404
    assert client.get("/c/news/about", headers=keys["news"]).status_code == 200


def test_a_corpus_that_could_not_be_opened_is_served_once_its_folder_is_mended(engines: dict[str, Engine]) -> None:
    first = engines[""]
    folder = first.corpus.folder.parent / "mended"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    further = AdditionalCorpus("mended", folder, None, lambda: first.beside(folder, writable=True))
    app = create_app(first, Settings(), deployment=Deployment(further=(further,)))
    client = TestClient(app, base_url="http://localhost")
    assert client.get("/c/mended/ask", params={"q": QUESTION}).status_code == 503
    assert client.get("/readyz").json()["corpora"] == {"ready": 1, "of": 2}
    (folder / "manifest.json").unlink()
    with first.beside(first.corpus.folder.parent / "whole", writable=True, create=True) as whole:
        whole.add([Article("race", "The race", "Vask won the election in Castellan.")])
        whole.corpus.snapshot(folder / "copy")
    for file in (folder / "copy").iterdir():
        file.rename(folder / file.name)
    _wait_until(lambda: client.get("/readyz").json()["status"] == "ready")
    answer = client.get("/c/mended/ask", params={"q": QUESTION}).json()
    assert [quote["text"] for quote in answer["nearest"] or answer["quotes"]] == ["Vask won the election in Castellan."]


def test_what_kept_a_corpus_from_being_opened_may_end_without_a_change_of_its_folder(tmp_path: Path) -> None:
    tries: list[str] = []
    served: list[str] = []

    def reopen() -> Engine:
        tries.append("tried")
        if len(tries) < 3:
            raise CorpusDamaged("no memory")
        return Engine.temporary(settings=Settings(reader="none"), encoder=HashEncoder())

    reopening = CorpusReopener(
        [AdditionalCorpus("news", tmp_path / "gone", None, reopen)], lambda one, _: served.append(one.name), pause=0
    )
    _wait_until(lambda: bool(served))
    reopening.close()
    assert (len(tries), served) == (3, ["news"])


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


class _Gone(Corpus):
    """A corpus whose file is no longer there."""

    def view(self) -> Any:
        raise CorpusDamaged("catalogue.sqlite is gone")


def test_a_corpus_that_breaks_while_it_is_served_leaves_the_others_ready(
    engines: dict[str, Engine],
) -> None:
    client = _client(engines)
    assert client.get("/readyz").json()["corpora"] == {"ready": 3, "of": 4}
    engines[""].corpus.__class__ = _Gone
    assert client.get("/about").status_code == 503
    assert client.get("/readyz").json() == {"status": "ready in part", "corpora": {"ready": 2, "of": 4}}
    assert client.get("/c/news/readyz").json()["status"] == "ready"
    for name in ("news", "sport"):
        engines[name].corpus.__class__ = _Gone
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("damaged", ["", "sport"])
def test_keys_of_one_corpus_that_cannot_be_read_open_nothing_and_keep_nobody_from_the_others(
    engines: dict[str, Engine], damaged: str
) -> None:
    keys, client = _keys(engines), _client(engines, api_key=SETTING)
    KeyFile(engines[damaged].corpus.folder).path.write_bytes(b"{}")
    assert client.get("/c/news/about", headers=keys["news"]).status_code == 200
    for head in (keys["none"], keys[damaged]):
        assert client.get(f"{_at(damaged)}/about", headers=head).status_code in (401, 503)
