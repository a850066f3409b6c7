"""Jobs over HTTP: fetching where that is allowed, uploads in the background, cancelling, and a restart."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.fetching import WITH_PRIVATE
from qa.engine import Engine
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from tests.index.fetching.test_addresses import BAD
from tests.qa.web.conftest import Serve
from tests.support.doubles import HashEncoder
from tests.support.news_server import Site, served

LINES = "\n".join(json.dumps({"id": f"n{n}", "text": f"Item {n} was sold in Norvik."}) for n in range(30))
LATER = {"Prefer": "respond-async", "Content-Type": "application/jsonl"}


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


def ended(client: TestClient, answer: Any) -> dict[str, Any]:
    """Wait for the end of the job that an answer names."""
    assert answer.status_code == 202, answer.text
    while (job := client.get(answer.headers["location"]).json())["state"] in ("waiting", "running"):
        time.sleep(0.01)
    return dict(job)


def test_a_page_and_a_feed_are_fetched_and_added(serve: Serve, site: Site) -> None:
    client = serve(deployment=Deployment(fetching=WITH_PRIVATE), fetch="on")
    page = site.story("/a", "The town council of Norvik decided on Monday to close the old bridge.")
    job = ended(client, client.post("/articles/url", json={"url": page, "source": "The Ledger"}))
    assert (job["state"], job["counts"]) == ("done", {"added": 1})
    assert client.get(f"/articles/{job['outcomes'][0]['id']}").json()["source"] == "The Ledger"
    site.page("/feed", f'<rss version="2.0"><channel><item><link>{page}</link></item></channel></rss>')
    job = ended(client, client.post("/feeds", json={"url": site.address + "/feed"}))
    assert job["state"] == "done"
    assert client.get("/articles").json()["total"] == 3


def test_nothing_is_fetched_unless_the_keeper_allows_it(serve: Serve, site: Site) -> None:
    client = serve(deployment=Deployment(fetching=WITH_PRIVATE))
    for path in ("/articles/url", "/feeds"):
        refused = client.post(path, json={"url": site.address})
        assert refused.status_code == 403
        assert "QA_FETCH=on" in refused.json()["detail"]
    assert site.requests == []


def test_every_bad_address_fails_with_the_same_words(serve: Serve) -> None:
    client = serve(fetch="on")
    told = set()
    for url in BAD[::8]:
        job = ended(client, client.post("/articles/url", json={"url": url}))
        (outcome,) = job["outcomes"]
        assert outcome["outcome"] == "failed"
        told.add(outcome["reason"].replace(repr(url), "URL"))
    assert told == {"nothing could be fetched from URL; give the address of an article on the open web"}


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "../corpus"])
def test_no_path_of_the_machine_is_read(serve: Serve, url: str) -> None:
    client = serve(fetch="on")
    job = ended(client, client.post("/articles/url", json={"url": url}))
    assert job["counts"] == {"failed": 1}


def test_an_upload_may_be_a_job(client: TestClient) -> None:
    answer = client.post("/articles?filename=all.jsonl", content=LINES + "\n{}\n", headers=LATER)
    job = ended(client, answer)
    assert (job["state"], job["counts"]) == ("done", {"added": 30, "failed": 1})
    assert client.get("/articles").json()["total"] == 32
    assert [one["id"] for one in client.get("/jobs").json()["jobs"]] == [job["id"]]
    assert client.delete(f"/jobs/{job['id']}").status_code == 204
    assert client.get(f"/jobs/{job['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "The body is not valid JSON: Expecting property name enclosed in double quotes (#)"),
        (b'[{"text": "It rained."}, {"title": "x"}]', "Field required (#/1/text)"),
        (b'{"text": "It \\ud800 rained."}', "Text must hold no NUL and no lone surrogate (#/0/text)"),
        (b'{"text": "It rained.", "\\u001b<b>": 1}', "Extra inputs are not permitted (#/0/*)"),
    ],
)
def test_a_body_that_is_none_of_articles_fails_the_job_and_says_why(
    client: TestClient, caplog: pytest.LogCaptureFixture, body: bytes, reason: str
) -> None:
    answer = client.post("/articles", content=body, headers={**LATER, "Content-Type": "application/json"})
    job = ended(client, answer)
    assert job["state"] == "failed"
    assert job["reason"] == f"the body does not have the form of articles: {reason}"
    assert not [record for record in caplog.records if record.exc_info]  # no fault of the server


class Held(HashEncoder):
    """An encoder that waits until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.free = threading.Event(), threading.Event()

    def encode_sentences(self, sentences: Any) -> Any:
        self.begun.set()
        self.free.wait(60)
        return super().encode_sentences(sentences)


def test_a_job_can_be_called_off_and_one_that_waits_never_runs(tmp_path: Any) -> None:
    encoder = Held()
    settings = Settings(reader="none")
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=encoder, writable=True, create=True) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        running = [client.post("/articles", content=LINES, headers=LATER) for _ in range(2)]
        encoder.begun.wait(60)
        waiting = client.post("/articles", content=LINES, headers=LATER)
        for answer in (waiting, *running):
            assert client.delete(answer.headers["location"]).status_code == 204
        encoder.free.set()
        assert {ended(client, answer)["state"] for answer in (waiting, *running)} == {"cancelled"}
        assert client.get(waiting.headers["location"]).json()["starts"] == 0


def test_a_job_that_is_called_off_ends_with_the_few_sentences_that_are_being_encoded(tmp_path: Any) -> None:
    encoder, settings = Held(), Settings(reader="none")
    lines = "\n".join(
        json.dumps({"id": f"n{n}", "text": " ".join(f"Item {n} of lot {k} was sold in Norvik." for k in range(40))})
        for n in range(30)
    )
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=encoder, writable=True, create=True) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        answer = client.post("/articles", content=lines, headers=LATER)
        encoder.begun.wait(60)
        client.delete(answer.headers["location"])
        encoder.free.set()
        job = ended(client, answer)
        assert (job["state"], job["counts"]) == ("cancelled", {})
        assert encoder.encoded <= 64


def test_a_job_that_is_called_off_does_not_wait_for_its_body_to_be_read(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, free = threading.Event(), threading.Event()

    def held(*_: Any, **__: Any) -> list[Any]:
        begun.set()
        free.wait(60)
        return []

    monkeypatch.setattr("qa.web.routes.jobs.uploads.read_any", held)
    answer = client.post("/articles", content=LINES, headers=LATER)
    assert begun.wait(60)
    client.delete(answer.headers["location"])
    try:
        assert ended(client, answer)["state"] == "cancelled"
        assert not free.is_set()
    finally:
        free.set()


@pytest.fixture
def slow(site: Site) -> Iterator[threading.Event]:
    """A page, /slow, that is not answered before it may be."""
    free = threading.Event()
    site.pages["/slow"] = lambda _handler: free.wait(60)
    yield free
    free.set()


def _in_state(client: TestClient, answer: Any, state: str, **headers: Any) -> dict[str, Any]:
    """Wait until a job is in a state, and return what is told of it."""
    for _ in range(3000):
        job: dict[str, Any] = client.get(answer.headers["location"], **headers).json()
        if job["state"] == state:
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def _keys(engine: Engine) -> list[tuple[str, dict[str, Any]]]:
    """Make two keys: their ids, and what a request carries."""
    made = [KeyFile(engine.corpus.folder).create(name, scope="write") for name in ("desk", "archive")]
    return [(key.id, {"headers": {"Authorization": f"Bearer {text}"}}) for text, key in made]


def test_slow_jobs_of_one_sender_keep_nobody_else_waiting(
    serve: Serve, engine: Engine, site: Site, slow: threading.Event
) -> None:
    (_, one), (_, other) = _keys(engine)
    client = serve(deployment=Deployment(fetching=WITH_PRIVATE), fetch="on")
    page = site.story("/a", "The town council of Norvik decided on Monday to close the old bridge.")
    address = {"url": site.address + "/slow"}
    long = [client.post("/articles/url", json=address, **one) for _ in range(3)]
    for answer in long[:2]:
        _in_state(client, answer, "running", **one)
    assert _in_state(client, client.post("/articles/url", json={"url": page}, **other), "done", **other)["counts"]
    assert [client.get(answer.headers["location"], **one).json()["state"] for answer in long] == [
        "running",
        "running",
        "waiting",
    ]
    slow.set()
    for answer in long:
        assert _in_state(client, answer, "done", **one)["counts"] == {"failed": 1}


def test_a_key_that_is_revoked_ends_its_jobs_and_no_other(
    serve: Serve, engine: Engine, site: Site, slow: threading.Event
) -> None:
    (key, one), (_, other) = _keys(engine)
    client = serve(deployment=Deployment(fetching=WITH_PRIVATE), fetch="on")
    stored = client.get("/articles", **other).json()["total"]
    item = "<item><link>{}</link></item>"
    story = site.story("/a", "The town council of Norvik decided on Monday to close the old bridge.")
    items = item.format(site.address + "/slow") + item.format(story)
    feed = {"url": site.page("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>')}
    begun = [client.post("/feeds", json=feed, **one) for _ in range(3)]
    kept = client.post("/feeds", json=feed, **other)
    _in_state(client, begun[0], "running", **other)
    KeyFile(engine.corpus.folder).revoke(key)
    for answer in begun:
        job = _in_state(client, answer, "cancelled", **other)
        assert "no longer valid" in job["reason"]
        assert job["counts"] == {}
    assert client.get("/articles", **other).json()["total"] == stored
    assert not slow.is_set()
    slow.set()
    assert _in_state(client, kept, "done", **other)["counts"] == {"added": 1, "failed": 1}


def test_a_job_whose_key_was_revoked_meanwhile_does_not_begin_again(tmp_path: Any) -> None:
    encoder, settings = Held(), Settings(reader="none")
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=encoder, writable=True, create=True) as engine:
        (key, one), _ = _keys(engine)
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        answer = client.post("/articles", content=LINES, headers={**LATER, **one["headers"]})
        encoder.begun.wait(60)
        threading.Timer(0.2, encoder.free.set).start()
    KeyFile(tmp_path / "corpus").revoke(key)
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=HashEncoder(), writable=True) as engine:
        _, (_, other) = _keys(engine)
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        assert _in_state(client, answer, "cancelled", **other)["starts"] == 1


def test_what_a_restart_cut_off_is_gone_on_with(tmp_path: Any) -> None:
    encoder = Held()
    settings = Settings(reader="none")
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=encoder, writable=True, create=True) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        first = client.post("/articles?filename=a.jsonl", content=LINES, headers=LATER)
        encoder.begun.wait(60)
        second = client.post("/articles?filename=b.jsonl", content=LINES.replace("n1", "m1"), headers=LATER)
        threading.Timer(0.2, encoder.free.set).start()
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=HashEncoder(), writable=True) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        assert [ended(client, answer)["state"] for answer in (first, second)] == ["done", "done"]
        assert client.get("/articles").json()["total"] == 41
        assert list((tmp_path / "corpus" / "jobs").glob("*.body")) == []


def test_a_job_in_which_the_server_ended_again_and_again_is_said_to_be_interrupted(tmp_path: Any) -> None:
    settings = Settings(reader="none")
    with Engine.open(
        tmp_path / "corpus", settings=settings, encoder=HashEncoder(), writable=True, create=True
    ) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        job = ended(client, client.post("/articles", content=LINES, headers=LATER))
    kept = tmp_path / "corpus" / "jobs" / f"{job['id']}.json"
    values = json.loads(kept.read_bytes())
    kept.write_text(json.dumps(values | {"state": "running", "starts": 3}))
    kept.with_suffix(".body").write_text(LINES)
    (kept.parent / "job_x.json").write_text("{")
    with Engine.open(tmp_path / "corpus", settings=settings, encoder=HashEncoder(), writable=True) as engine:
        client = TestClient(create_app(engine, settings), base_url="http://localhost")
        told = client.get(f"/jobs/{job['id']}").json()
        assert told["state"] == "interrupted"
        assert "send it again" in told["reason"]


def test_a_process_ends_beside_a_file_that_is_read_for_nobody() -> None:
    program = (
        "import threading, time\n"
        "from qa.web.routes.jobs import _unless_stopped\n"
        "stop = threading.Event()\n"
        "threading.Timer(0.5, stop.set).start()\n"
        "print(_unless_stopped(lambda: time.sleep(3600), stop))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout == "None\n"
