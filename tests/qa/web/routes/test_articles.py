"""Articles over HTTP: list, add in every form, read as data and as a page, delete."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from index import Article, Vectors
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.schemas.articles import ArticleOut, ListOut, OutcomesOut
from tests.qa.web.conftest import ELECTION, HARBOUR, Serve
from tests.support.doubles import HashEncoder
from tests.support.files import BODY, GOOD
from tests.support.newspaper import newspaper

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def _outcomes(answer: Any) -> list[str]:
    body = answer.json()
    assert OutcomesOut.model_validate(body).model_dump() == body
    return [one["outcome"] for one in body["articles"]]


def test_the_list_is_complete_and_comes_in_parts(reading: TestClient) -> None:
    whole = reading.get("/articles").json()
    assert ListOut.model_validate(whole).model_dump() == whole
    assert [article["id"] for article in whole["articles"]] == ["harbour", "election"]
    part = reading.get("/articles", params={"offset": 1, "limit": 1}).json()
    assert (part["total"], [article["id"] for article in part["articles"]]) == (2, ["election"])


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 501}, {"offset": -1}, {"page": 1}])
def test_the_list_refuses_other_parts(reading: TestClient, params: dict[str, int]) -> None:
    assert reading.get("/articles", params=params).status_code == 422


def test_an_article_is_returned_word_for_word_with_its_sentences(reading: TestClient) -> None:
    stored = reading.get("/articles/harbour").json()
    assert ArticleOut.model_validate(stored).model_dump() == stored
    assert stored["text"] == HARBOUR.text
    sentences = [stored["text"][s["start"] : s["end"]] for s in stored["sentences"]]
    assert "Nobody was hurt, the mayor of Norvik said." in sentences


def test_a_browser_gets_a_page_with_the_cited_stretch_marked(reading: TestClient) -> None:
    start = HARBOUR.text.index("Nobody")
    page = reading.get(f"/articles/harbour?start={start}&end={start + 6}", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<mark id="cited" class="cited">Nobody</mark>' in page.text
    assert 'id="s0"' in page.text


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/json, text/html", "text/plain", ""])
def test_programs_get_data(reading: TestClient, accept: str) -> None:
    assert reading.get("/articles/harbour", headers={"Accept": accept}).json()["id"] == "harbour"


@pytest.mark.parametrize("path", ["nothing", "a%00b", "%2e%2e%2fetc", "x" * 5000, "%F3%A0%80%81", "a/b/c"])
def test_unknown_articles_are_not_found(reading: TestClient, path: str) -> None:
    for answer in (reading.get(f"/articles/{path}"), reading.delete(f"/articles/{path}")):
        assert answer.status_code == 404
        assert answer.json()["detail"] in ("There is no article with this id.", "There is nothing at this address.")


@pytest.mark.parametrize(
    "ending", ["revisions", "diff", "pages", "pages/3", "b", "revisions/revisions", "ü/revisions", "?/diff", "a b"]
)
def test_an_id_may_end_as_the_address_of_a_part_does(client: TestClient, engine: Engine, ending: str) -> None:
    named = f"reports/{ending}"
    for text in ("The weir at Orsby was built in 1911.", "The weir at Orsby was built in 1912."):
        engine.corpus.add([Article(id=named, title="Weir", text=text)])  # as `qa add` names files of folders
    address = f"/articles/{quote(named, safe='')}"
    assert client.get(address).json()["id"] == named
    assert "<h1" in client.get(address, headers=BROWSER).text
    revisions = client.get(f"{address}/revisions").json()
    assert (revisions["article_id"], len(revisions["revisions"])) == (named, 2)
    assert client.get(f"{address}/diff").status_code == 200
    assert "is not kept here" in client.get(f"{address}/pages").json()["detail"]
    assert client.get("/articles/reports/revisions").json().get("article_id") is None
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_json_articles_are_added_replaced_and_left_alone(client: TestClient, engine: Engine) -> None:
    one = {"id": "one", "text": "The bridge reopened on Friday.", "title": "Bridge", "published": "2025-01-02"}
    added = client.post("/articles", json=one)
    assert (added.status_code, _outcomes(added)) == (201, ["added"])
    again = client.post("/articles", json=[one, one | {"id": "two"}])
    assert (again.status_code, sorted(_outcomes(again))) == (201, ["added", "unchanged"])
    assert client.post("/articles", json=one).status_code == 200
    assert _outcomes(client.post("/articles", json=one | {"text": "It closed again."})) == ["replaced"]
    assert engine.corpus.article("one").revision == 2


@pytest.mark.parametrize(
    ("kind", "name", "body", "text"),
    [
        ("text/plain", "a.txt", b"Storm in Norvik\n\nA storm hit Norvik.", "A storm hit Norvik."),
        (
            "text/plain; charset=ISO-8859-1",
            "a.txt",
            "Köln\n\nA “storm” hit Köln.".encode("cp1252"),
            "A “storm” hit Köln.",
        ),
        (
            'text/html;Charset="koi8-r"',
            "a.html",
            "<p>Буря обошла Кёльн стороной в эту ночь.".encode("koi8-r"),
            "Буря обошла Кёльн стороной в эту ночь.",
        ),
        ("text/plain; charset=utf-8", "a.txt", "Köln\n\nA storm hit Köln.".encode(), "A storm hit Köln."),
        ("text/markdown", "a.md", b"# Storm\n\nA *storm* hit Norvik.\n", "hit Norvik."),
        (
            "text/html",
            "a.html",
            b"<html><body><article><h1>Storm</h1><p>A storm hit Norvik.</p></article></body></html>",
            "Norvik.",
        ),
        ("application/jsonl", "a.jsonl", b'{"text": "A storm hit Norvik."}\n', "A storm hit Norvik."),
        ("application/pdf", "", newspaper(), "forty passengers"),
        ("application/octet-stream", "a.docx", GOOD[".docx"], BODY),
        ("message/rfc822", "", GOOD[".eml"], BODY),
    ],
)
def test_a_file_is_taken_as_it_is(client: TestClient, kind: str, name: str, body: bytes, text: str) -> None:
    said = {"filename": name}
    added = client.post("/articles", content=body, headers={"Content-Type": kind}, params=said)
    assert (added.status_code, _outcomes(added)) == (201, ["added"])
    stored = client.get("/articles/" + added.json()["articles"][0]["id"]).json()
    assert text in stored["text"]


def test_the_address_says_what_the_file_does_not_and_the_same_file_name_replaces(client: TestClient) -> None:
    said = {"filename": "a.txt", "title": "Given", "source": "The Post", "published": "2025-02-03", "author": "B"}
    headers = {"Content-Type": "text/plain"}
    first = client.post("/articles", content=b"A storm hit.", headers=headers, params=said).json()["articles"][0]["id"]
    stored = client.get(f"/articles/{first}").json()
    assert {name: stored[name] for name in ("title", "source", "author", "published")} == {
        "title": "Given",
        "source": "The Post",
        "author": "B",
        "published": "2025-02-03",
    }
    again = client.post("/articles", content=b"A storm passed.", headers=headers, params=said)
    assert again.json()["articles"] == [{"id": first, "outcome": "replaced", "reason": None, "notices": []}]


def test_an_article_that_cannot_be_stored_does_not_stop_the_others(client: TestClient) -> None:
    lines = b'{"text": "A storm hit Norvik."}\n{"title": "no text"}\nnot json\n{"text": "***"}\n'
    answer = client.post("/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert answer.status_code == 201
    assert _outcomes(answer) == ["added", "skipped", "skipped", "skipped"]
    assert all(one["reason"] for one in answer.json()["articles"][1:])


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "!!!"},
        {"text": "a\0"},
        {"text": "x", "id": "../../etc"},
        {"text": "x", "url": "javascript:alert(1)"},
        {"text": "x", "url": "https://["},
        {"text": "x", "url": "https://a\x01b/"},
        {"text": "x", "id": "."},
        {"text": "x", "id": ".."},
        {"text": "x", "published": "soon"},
        {"text": "x", "extra": 1},
        {"title": "x"},
        [],
        [{"text": "x"}] * 1001,
        "text",
        [[]],
    ],
)
def test_what_cannot_be_an_article_is_refused(reading: TestClient, unchanged: Engine, body: Any) -> None:
    answer = reading.post("/articles", json=body)
    assert answer.status_code == 422
    assert answer.json()["title"] == "Unprocessable Content"
    assert unchanged.corpus.generation == 1


@pytest.mark.parametrize(
    ("kind", "body"), [("text/plain", b"\xff\xfe\xff"), ("text/plain", b""), ("text/html", b"<p>")]
)
def test_files_that_hold_no_article_are_refused(reading: TestClient, kind: str, body: bytes) -> None:
    assert reading.post("/articles", content=body, headers={"Content-Type": kind}).status_code == 422


def test_malformed_json_is_refused(reading: TestClient) -> None:
    answer = reading.post("/articles", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "not valid JSON" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("kind", ["application/x-nothing", "image/png", ""])
def test_other_media_types_are_refused(reading: TestClient, kind: str) -> None:
    answer = reading.post("/articles", content=b"x", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert "text/html" in answer.json()["detail"]


def test_a_body_over_the_setting_is_refused(serve: Serve) -> None:
    small = serve(max_body_bytes=1000)
    assert small.post("/articles", content=b"x" * 1001, headers={"Content-Type": "text/plain"}).status_code == 413


def test_an_article_longer_than_the_setting_is_refused_and_stops_no_other(engine: Engine) -> None:
    engine.settings = engine.settings.with_(max_article_chars=1000)
    with TestClient(create_app(engine, engine.settings), base_url="http://localhost") as client:
        answer = client.post("/articles", json=[{"text": "It rained. " * 100}, {"text": "It snowed."}])
        assert (answer.status_code, _outcomes(answer)) == (201, ["added", "skipped"])
        assert "more than 1,000" in answer.json()["articles"][1]["reason"]
        assert client.post("/articles", json={"text": "It rained. " * 100}).status_code == 422


def test_a_deleted_article_is_gone_from_everything(client: TestClient) -> None:
    assert client.delete("/articles/election").status_code == 204
    assert client.get("/articles/election").status_code == 404
    assert client.get("/articles").json()["total"] == 1
    answer = client.post("/ask", json={"question": "Who won the election in Castellan?"}).json()
    assert ELECTION.id not in str(answer["quotes"]) + str(answer["nearest"])
    assert client.delete("/articles/election").status_code == 404


def test_what_of_a_file_was_left_out_is_told(client: TestClient) -> None:
    page = "---\ntitle: Rain\npublished: some day in May\n---\n\nIt rained on the valley road all day.\n"
    answer = client.post("/articles", content=page, headers={"Content-Type": "text/markdown"})
    (told,) = answer.json()["articles"]
    assert (told["outcome"], told["reason"]) == ("added", None)
    assert told["notices"] == ["date 'some day in May' is not understood and was left out; write YYYY-MM-DD"]


def test_of_many_faults_of_an_upload_some_are_named_and_the_rest_counted(client: TestClient) -> None:
    good = b'{"text": "A storm hit Norvik on Friday."}\n'
    told = client.post("/articles", content=good + b"x\n" * 500, headers={"Content-Type": "application/jsonl"})
    outcomes = told.json()["articles"]
    assert told.status_code == 201
    assert [one["outcome"] for one in outcomes] == ["added"] + ["skipped"] * 21
    assert outcomes[-1]["reason"] == "480 more lines cannot be read"


def test_an_upload_of_nothing_but_faults_is_given_up_and_nothing_of_it_stored(client: TestClient) -> None:
    good, bad = b'{"text": "A storm hit Norvik on Friday."}\n', b'{"text": "It rained.", "id": "a/b"}\n'
    told = client.post("/articles", content=good + bad * 5000, headers={"Content-Type": "application/jsonl"})
    assert told.status_code == 422
    assert "more than 1,000" in told.json()["detail"]
    assert len(told.content) < 1000
    assert client.get("/articles").json()["total"] == 2


def test_many_faults_of_a_request_are_counted_and_some_named(reading: TestClient) -> None:
    told = reading.post("/ask", json={"question": "Who won?", **{f"k{n}": n for n in range(500)}})
    assert told.status_code == 422
    assert len(told.json()["errors"]) == 20
    assert "500 places are at fault" in told.json()["detail"]


def test_the_list_can_be_searched_and_sorted(client: TestClient) -> None:
    client.post(
        "/articles", json={"id": "undated", "title": "a Fire drill", "text": "It was a drill.", "source": "The Courier"}
    )

    def listed(**query: str) -> list[str]:
        page = client.get("/articles", params=query).json()
        assert page["total"] >= len(page["articles"])
        return [article["id"] for article in page["articles"]]

    assert listed(q="fire") == ["harbour", "undated"]
    assert listed(q="courier FIRE") == ["undated"]
    assert listed(q="news.example") == ["harbour"]
    assert listed(q="nothing of the kind") == []
    assert listed(sort="title") == ["undated", "election", "harbour"]
    assert listed(sort="newest") == ["election", "harbour", "undated"]
    assert listed(sort="oldest") == ["harbour", "election", "undated"]
    assert listed(sort="title", offset="1", limit="1") == ["election"]
    assert client.get("/articles", params={"sort": "loudest"}).status_code == 422


def test_files_of_a_form_are_added_as_curl_sends_them(client: TestClient) -> None:
    files = [
        ("file", ("storm.md", b"# Storm\n\nA storm hit Norvik on Friday.\n", "application/octet-stream")),
        ("file", ("more.json", b'{"title": "Rain", "text": "It rained in Castellan."}', "application/json")),
        ("file", ("paper.xyz", b"???", "application/octet-stream")),
        (
            "file",
            ("b\xc3\xb6se.txt".encode("latin-1").decode(), b"Line one.\r\n--not-a-boundary\r\nLine two.", "text/plain"),
        ),
    ]
    told = client.post("/articles", files=files, data={"comment": "no file"})
    assert told.status_code == 201, told.text
    outcomes = told.json()["articles"]
    assert [one["outcome"] for one in outcomes] == ["added", "added", "added", "skipped"]
    assert "paper.xyz" in outcomes[3]["reason"]
    assert client.get("/articles").json()["total"] == 5
    assert "--not-a-boundary" in client.get(f"/articles/{outcomes[2]['id']}").json()["text"]
    again = client.post("/articles", files=files[:1])
    assert [one["outcome"] for one in again.json()["articles"]] == ["unchanged"]


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain; charset=macintosh", "Café\n\nThe café in Norvik shut.".encode("mac-roman"), "The café in"),
        ('text/plain; Charset="windows-1251"', "Порт\n\nПорт закрыли.".encode("cp1251"), "Порт закрыли."),
        ("text/html; charset=koi8-r", "<p>Буря обошла Кёльн стороной в эту ночь.".encode("koi8-r"), "Буря обошла"),
        ("text/plain; charset=ISO-8859-1", "Köln\n\nA “storm” hit Köln.".encode("cp1252"), "A “storm” hit Köln."),
        ("text/plain; charset=utf-8", "Köln\n\nA storm hit Köln.".encode(), "A storm hit Köln."),
        ('text/plain; charset=""', "Köln\n\nA storm hit Köln.".encode(), "A storm hit Köln."),
    ],
)
def test_a_part_of_a_form_is_read_by_the_character_set_that_it_declares(
    client: TestClient, kind: str, body: bytes, text: str
) -> None:
    name = "a.html" if kind.startswith("text/html") else "a.txt"
    told = client.post("/articles", files=[("file", (name, body, kind))])
    assert told.status_code == 201, told.text
    [entry] = told.json()["articles"]
    assert not any("character set" in notice for notice in entry["notices"])
    assert text in client.get(f"/articles/{entry['id']}").json()["text"]


def test_a_part_that_declares_an_unknown_character_set_stops_no_other(client: TestClient) -> None:
    files = [
        ("file", ("a.txt", "Köln".encode("cp1252"), f"text/plain; charset={'x' * 5000}")),
        ("file", ("b.txt", b"A storm hit Norvik.", "text/plain")),
    ]
    told = client.post("/articles", files=files)
    assert [one["outcome"] for one in told.json()["articles"]] == ["added", "skipped"]
    reason = told.json()["articles"][1]["reason"]
    assert "character set" in reason
    assert len(reason) < 300


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"--x\r\n\r\n", "multipart/form-data", "boundary"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", "last boundary"),
        (b"--x--\r\n", "multipart/form-data; boundary=x", "no file"),
        (b"", "multipart/form-data; boundary=x", "last boundary"),
        (b"--x\r\n" * 5000 + b"--x--", "multipart/form-data; boundary=x", "parts"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(reading: TestClient, body: bytes, kind: str, said: str) -> None:
    refused = reading.post("/articles", content=body, headers={"Content-Type": kind})
    assert refused.status_code == 422
    assert said in refused.json()["detail"]


def test_a_server_for_reading_only_takes_over_when_the_writer_has_ended(tmp_path: Path) -> None:
    folder, settings = tmp_path / "corpus", Settings(reader="none")
    writer = Engine.open(folder, settings=settings, encoder=HashEncoder(), writable=True, create=True)
    writer.add([HARBOUR])
    with Engine.open(folder, settings=settings, encoder=HashEncoder()) as reading:
        client = TestClient(create_app(reading, settings), base_url="http://localhost")
        assert client.post("/articles", json={"text": "A storm hit Norvik."}).status_code == 403
        writer.close()
        assert client.post("/articles", json={"text": "A storm hit Norvik."}).status_code == 201
        assert client.get("/articles").json()["total"] == 2
        assert client.delete("/articles/harbour").status_code == 204
        assert client.get("/articles").json()["total"] == 1


@pytest.mark.parametrize("packing", ["gzip", "br", "deflate, gzip"])
@pytest.mark.parametrize(("path", "media_type"), [("/articles", "text/plain"), ("/ask", "application/json")])
def test_a_packed_body_is_refused_and_never_taken_for_text(
    client: TestClient, path: str, media_type: str, packing: str
) -> None:
    sent = {"Content-Type": media_type, "Content-Encoding": packing}
    answer = client.post(path, content=b"The ferry left at nine.", headers=sent)
    assert (answer.status_code, answer.headers.get("accept-encoding")) == (415, "identity")
    assert packing in answer.json()["detail"]
    plain = {**sent, "Content-Encoding": "identity"}
    assert client.post(path, content=b'{"question": "Who won?"}', headers=plain).status_code in (200, 201)


class _Held(HashEncoder):
    """Waits in the middle of whatever it encodes that has many texts, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 10:  # of the long article
            self.reached.set()
            assert self.let_go.wait(_PATIENCE)
        return super().encode_sentences(texts)


#: Seconds after which a thread is taken to hang.
_PATIENCE = 300


@pytest.mark.slow
def test_a_long_article_holds_up_no_short_one_while_it_is_encoded(tmp_path: Path) -> None:
    encoder = _Held()
    sentence = (
        "The harbour council counted the lights of quay {} once more, " + "and then again, " * 22 + "and went home."
    )
    long = "\n".join(sentence.format(number) for number in range(12_000))
    assert len(long) > 5_000_000
    one = {"id": "one", "text": "The bridge reopened on Friday."}
    settings = Settings(reader="none", max_article_chars=6_000_000)
    with (
        Engine.open(tmp_path, settings=settings, encoder=encoder, writable=True, create=True) as engine,
        TestClient(create_app(engine, settings), base_url="http://localhost") as client,
        ThreadPoolExecutor(2) as clients,
    ):
        adding = clients.submit(client.post, "/articles", json={"id": "long", "text": long})
        assert encoder.reached.wait(_PATIENCE)
        short = clients.submit(client.post, "/articles", json=one)
        try:
            assert _outcomes(short.result(_PATIENCE)) == ["added"]
            assert client.delete("/articles/one").status_code == 204
            assert not adding.done()
        finally:
            encoder.let_go.set()
        assert _outcomes(adding.result(_PATIENCE)) == ["added"]
        assert [one.id for one in engine.corpus.articles()] == ["long"]
