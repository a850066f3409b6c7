"""Commands on a folder that a server holds go through it, with the outcomes and exit codes of a folder of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from index import Article, Corpus, IngestEntry, ServerAddress, announce
from index.errors import UnknownArticle
from index.folder.lock import NAME, WriterLock, server_of
from qa.adding.served import PATH, TOKEN, ServedCorpus, ServerConnection
from qa.answering.models import Models
from qa.engine import Engine
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import create_app
from tests.conftest import MODEL_CACHE
from tests.qa.cli.conftest import Shell, shell  # noqa: F401 - a fixture
from tests.support.doubles import HashEncoder
from tests.support.live import NO_TLS, live

ROOT = Path(__file__).parents[4]
TABLE = """<html><body><article><h1>Prices at Orme</h1><p>The council of Orme set the prices for the summer on
Monday, and nobody spoke against them at the meeting in the school.</p><table><tr><th>Who</th><th>Crowns</th></tr>
<tr><td>Adults</td><td>9</td></tr></table><h2>Why?</h2><p>Because the roof leaks.</p></article></body></html>"""


@pytest.fixture(autouse=True)
def _does_not_wait_for_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer waits a second for a lock that may soon be free: here it is held until the test ends."""
    monkeypatch.setitem(WriterLock.__init__.__kwdefaults__, "patience", 0.0)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder, made if it is not there, as `qa serve` does."""
    chosen = Settings(reader="none", corpus=folder)
    corpus = Corpus.create(folder, encoder=HashEncoder())
    with (
        Engine(corpus, Models.of(HashEncoder(), None), settings=chosen) as engine,
        live(create_app(engine, chosen)) as at,
    ):
        announce(folder, at)
        yield at


def files(folder: Path) -> Path:
    """Write what can be read, what cannot, what says the same twice, and many lines."""
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry to Orme left at nine.\n")
    (folder / "b.html").write_text(TABLE)
    (folder / "c.md").write_text("---\nid: same\n---\n# One\n\nA goat sat on the roof of the school.\n")
    (folder / "d.md").write_text("---\nid: same\n---\n# Two\n\nA goat sat in the school.\n")
    (folder / "e.txt").write_bytes(b"\x00\x01\x02")
    lines = [json.dumps({"id": f"n{n}", "text": f"Boat {n} came in.\n\nIt had {n} sails."}) for n in range(150)]
    (folder / "f.jsonl").write_text("\n".join([*lines, "no line", json.dumps({"text": " "})]))
    os.utime(folder / "a.txt", (1_700_000_000, 1_700_000_000))
    return folder


def post(url: str, **options: Any) -> httpx.Response:
    """Post, and wait for as long as a busy machine needs."""
    return httpx.post(url, timeout=120, verify=NO_TLS, **options)


Work = Callable[[Shell, Path], None]


def _add(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "add", str(folder), "--source", "The Ledger")


def _add_again(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "add", str(folder))
    (folder / "a.txt").write_text("The ferry to Orme left at ten.\n")
    note(shell, "add", str(folder))
    note(shell, "add", str(folder), "--dry-run")


def _sync(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "sync", str(folder))
    (folder / "b.html").unlink()
    (folder / "f.jsonl").write_text(json.dumps({"id": "n7", "text": "Boat 7 sank."}))
    note(shell, "sync", str(folder), "--dry-run")
    note(shell, "sync", str(folder))


def _remove(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "add", str(folder))
    note(shell, "remove", "n1", "nothing")
    note(shell, "remove", "n1", "n2", "n1")
    note(shell, "remove", "--under", str(folder / "f.jsonl"), "--dry-run")
    note(shell, "remove", "--under", str(folder / "f.jsonl"))
    note(shell, "remove", "--source", "nobody")


def _forget(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "add", str(folder))
    note(shell, "failures")
    note(shell, "failures", "--forget")
    note(shell, "failures")
    note(shell, "add", str(folder))


def _nothing_there(shell: Shell, folder: Path) -> None:  # noqa: F811
    note(shell, "add", str(folder / "nowhere"))
    note(shell, "add", str(folder / "a.txt"), "--published", "yesterday")
    note(shell, "remove")


_noted: list[tuple[object, ...]] = []


def note(shell: Shell, *arguments: str) -> None:  # noqa: F811
    """Run a command and note its exit code and what it wrote, bar times."""
    code = shell(*arguments, *(["--json"] if arguments[0] != "failures" else []))
    # A failure is told as soon as it is met, what is stored a batch at a time: batches differ.
    _noted.append((arguments[0], code, sorted(shell.out.splitlines())))


def state(folder: Path) -> Any:
    """Return all that a corpus holds, and what its ingest log says."""
    with Corpus.open(folder, encoder=HashEncoder(), writable=False) as corpus, corpus.view() as view:
        ingest_log = {
            p: (e.fate, e.articles, e.reason, e.said, e.digest) for p, e in corpus.ingest_log.entries().items()
        }
        stored = {}
        for one in view.articles():
            article = view.article(one.id)
            spans = [(s.start, s.end, s.role, s.section, s.place) for s in view.sentences(one.id)]
            stored[one.id] = (article.text, article.title, article.source, article.published, spans)
        return stored, ingest_log


@pytest.mark.slow
@pytest.mark.parametrize("work", [_add, _add_again, _sync, _remove, _forget, _nothing_there])
def test_what_a_command_does_through_a_server_is_what_it_does_alone(
    shell: Shell,  # noqa: F811
    tmp_path: Path,
    work: Work,
) -> None:
    outcomes = []
    for number, through in enumerate((False, True)):
        _noted.clear()
        shell.corpus = tmp_path / f"corpus{number}"
        folder = files(tmp_path / "in")
        if through:
            with serving(shell.corpus):
                work(shell, folder)
        else:
            with Corpus.create(shell.corpus, encoder=HashEncoder()):
                pass  # as a server makes one that is not there
            work(shell, folder)
        outcomes.append((list(_noted), state(shell.corpus)))
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][0]) >= 1


def test_it_is_said_that_a_server_does_it_and_questions_find_it_at_once(
    shell: Shell,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("The ferry to Orme left at nine.\n")
    with serving(shell.corpus) as address:
        assert shell("add", str(tmp_path / "a.txt")) == 0
        assert f"the server at {address}" in shell.err
        answer = post(f"{address}/ask", json={"question": "When did the ferry to Orme leave?"}).json()
    shown = answer["quotes"] or answer["nearest"]
    assert shown[0]["text"] == "The ferry to Orme left at nine."


def test_where_keys_are_demanded_a_command_needs_one_that_may_write(
    shell: Shell,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "a.txt").write_text("The ferry to Orme left at nine.\n")
    shell.corpus.mkdir()
    reads = KeyFile(shell.corpus).create("reader", scope="read")[0]
    writes = KeyFile(shell.corpus).create("desk", scope="write")[0]
    with serving(shell.corpus):
        for key in (None, reads, "qa_wrong_key_of_nobody"):
            if key is not None:
                monkeypatch.setenv("QA_API_KEY", key)
            for command in (("add", str(tmp_path / "a.txt")), ("sync", str(tmp_path))):
                assert shell(*command) == 2
                assert "QA_API_KEY" in shell.err
                assert key is None or key not in shell.err
        monkeypatch.setenv("QA_API_KEY", writes)
        assert shell("add", str(tmp_path / "a.txt")) == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (None, 3),  # it says nothing of where it listens
        ("takes changes at", 3),
        ("takes changes at http://127.0.0.1:1 token more words", 3),
        ("takes changes at http://127.0.0.1:{closed} 00", 3),  # nobody answers there
        ("takes changes at nonsense 00", 3),
        ("takes changes at http://127.0.0.1:{other} 00", 2),  # somebody else does, who knows no such token
    ],
)
def test_a_holder_that_cannot_be_asked_is_told_as_before(
    shell: Shell,  # noqa: F811
    tmp_path: Path,
    line: str | None,
    code: int,
) -> None:
    (tmp_path / "a.txt").write_text("The ferry to Orme left at nine.\n")
    with (
        socket.socket() as bound,  # and never listened at: nobody else can have its port either
        serving(tmp_path / "other") as other,
        Corpus.create(shell.corpus, encoder=HashEncoder()),
    ):
        bound.bind(("127.0.0.1", 0))
        closed = bound.getsockname()[1]
        lock = shell.corpus / NAME
        if line is not None:
            lock.write_text(lock.read_text() + line.format(closed=closed, other=other.rpartition(":")[2]) + "\n")
        for command in (("add", str(tmp_path / "a.txt")), ("remove", "nothing")):
            assert shell(*command) == code
            assert "Traceback" not in shell.err
    assert shell.json("list")["total"] == 0


def test_a_holder_on_another_machine_is_not_looked_for_on_this_one(tmp_path: Path) -> None:
    with serving(tmp_path / "corpus") as address:
        lock = tmp_path / "corpus" / NAME
        at = server_of(tmp_path / "corpus")
        assert at is not None
        assert at.address == address
        lock.write_text(lock.read_text().replace(f" on {socket.gethostname()} ", " on elsewhere "))
        assert server_of(tmp_path / "corpus") is None


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that is served and holds nothing, since all that is sent to it is refused."""
    folder = tmp_path_factory.mktemp("empty") / "corpus"
    with serving(folder):
        yield folder


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}{",
        b"[" * 100_000,
        b"\xff",
        b'{"articles": 1}',
        b'{"articles": [1]}',
        b'{"articles": [{"nothing": 1}]}',
        b'{"articles": [{"text": "a", "outline": [1]}]}',
        b'{"entries": [{}]}',
        b'{"entries": [{"articles": []}]}',
        b'{"remove": 1}',
        b'{"articles": [{"id": "a", "title": "a", "text": "\\ud800"}]}',
        b'{"articles": [{"id": "a", "title": "a", "text": " "}]}',
        b'{"articles": [{"id": 1, "title": "a", "text": "A goat sat."}]}',
        b'{"articles": [{"id": "a", "title": "a", "text": 1}]}',
        b'{"remove": [["a"]]}',
        b'{"entries": [{"place": 1, "fate": "in", "articles": []}]}',
        b'{"remove": {"a": 1}}',
        b'{"articles": [' + b",".join([b'{"id": "a", "title": "a", "text": "A goat sat."}'] * 1_001) + b"]}",
        *(b'{"%b": [' % name + b'"a",' * 10_000 + b'"a"]}' for name in (b"remove", b"entries", b"gone")),
    ],
)
def test_what_is_no_change_is_refused_and_changes_nothing(empty: Path, body: bytes) -> None:
    at = server_of(empty)
    assert at is not None
    headers = {TOKEN: at.token, "Content-Type": "application/json"}
    answer = post(at.address + PATH, content=body, headers=headers)
    assert (answer.status_code, state(empty)) == (422, ({}, {}))
    assert "server" not in answer.json()["detail"]


def test_a_list_that_is_too_long_for_one_change_is_named(empty: Path) -> None:
    at = server_of(empty)
    assert at is not None
    answer = post(at.address + PATH, json={"gone": ["a"] * 10_001}, headers={TOKEN: at.token})
    assert "gone has 10,001 entries, and one change may have 10,000; send them in parts" in answer.json()["detail"]


def test_a_command_sends_long_lists_in_parts_and_removes_all_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.adding.served._BATCH_NAMES", 3)
    folder = tmp_path / "corpus"
    with serving(folder):
        server = ServerConnection(_holder(folder), key=None)
        sizes: list[dict[str, int]] = []
        change = server.change
        monkeypatch.setattr(
            server, "change", lambda **p: (sizes.append({n: len(v) for n, v in p.items()}), change(**p))[1]
        )
        with ServedCorpus(Corpus.open(folder, writable=False, encoder=HashEncoder()), server) as corpus:
            corpus.add(Article(f"n{number}", "T", f"Boat {number} came in.") for number in range(7))
            corpus.ingest_log.record(
                [IngestEntry(f"/in/{number}", "in", articles=(f"n{number}",)) for number in range(7)]
            )
            with pytest.raises(UnknownArticle, match="'n9'; nothing was deleted"):
                corpus.delete([*(f"n{number}" for number in range(7)), "n9"])
            assert len(state(folder)[0]) == 7
            assert corpus.delete([f"n{number}" for number in (0, 1, 2, 3, 0)]) == ["n0", "n1", "n2", "n3"]
            corpus.ingest_log.record([], gone=[f"/in/{number}" for number in range(4)])
        assert sizes[1:] == [
            *({"entries": count, "gone": 0} for count in (3, 3, 1)),
            *({"remove": count} for count in (3, 1)),
            *({"entries": 0, "gone": count} for count in (3, 1)),
        ]
        stored, ledger = state(folder)
        assert (set(stored), set(ledger)) == ({"n4", "n5", "n6"}, {"/in/4", "/in/5", "/in/6"})


def _holder(folder: Path) -> ServerAddress:
    at = server_of(folder)
    assert at is not None
    return at


@pytest.mark.parametrize("token", [None, "", "00", "x" * 1_000])
def test_who_does_not_know_the_lock_files_token_changes_nothing(empty: Path, token: str | None) -> None:
    at = server_of(empty)
    assert at is not None
    headers = {} if token is None else {TOKEN: token}
    answer = post(at.address + PATH, json={"articles": [{"text": "A goat sat."}]}, headers=headers)
    assert (answer.status_code, state(empty)) == (403, ({}, {}))


@pytest.mark.slow
def test_two_commands_and_a_client_at_once_lose_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "corpus") as address:
        code = (
            "import sys; from pathlib import Path; from index import Corpus, server_of, Article\n"
            "from qa.adding.served import ServerConnection, ServedCorpus\n"
            "folder, mark = Path(sys.argv[1]), sys.argv[2]\n"
            "server = ServerConnection(server_of(folder), key=None)\n"
            "with ServedCorpus(Corpus.open(folder, writable=False), server) as corpus:\n"
            "    out = corpus.add(Article(f'{mark}{n}', 'T', f'Boat {mark} {n} came in.') for n in range(130))\n"
            "    print(len(out))\n"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "corpus")]
        running = [subprocess.Popen([*command, m], cwd=ROOT, stdout=subprocess.PIPE, text=True) for m in "ab"]
        for number in range(20):
            sent = post(f"{address}/articles", json={"id": f"c{number}", "text": f"Boat c {number} came in."})
            assert sent.status_code == 201
        assert [one.communicate()[0] for one in running] == ["130\n", "130\n"]
        assert len(state(tmp_path / "corpus")[0]) == 280


@pytest.mark.model
@pytest.mark.slow
def test_add_sync_and_remove_go_through_a_real_server_and_again_when_it_has_ended(tmp_path: Path) -> None:
    folder, corpus = files(tmp_path / "in"), tmp_path / "corpus"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environ |= {"QA_READER": "none", "QA_CACHE": str(MODEL_CACHE)}
    qa = [sys.executable, "-m", "qa.cli.main"]

    def run(*arguments: str) -> int:
        done = subprocess.run([*qa, *arguments, "--corpus", str(corpus)], cwd=ROOT, env=environ, capture_output=True)
        assert b"unexpected" not in done.stderr
        return done.returncode

    command = [*qa, "serve", "--port", "0", "--json", "--corpus", str(corpus)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = json.loads(server.stdout.readline())["address"]
            assert run("add", str(folder)) == 1  # some of it cannot be read
            assert httpx.get(f"{address}/articles", timeout=60).json()["total"] == 153
            (folder / "a.txt").unlink()
            assert run("sync", str(folder)) == 1
            assert run("remove", "n0") == 0
            assert run("remove", "n0") == 1
            assert httpx.get(f"{address}/articles", timeout=60).json()["total"] == 151
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) == 0
    assert run("remove", "n1") == 0
    assert run("verify") == 0
