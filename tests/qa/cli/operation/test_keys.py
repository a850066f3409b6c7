"""The commands of keys, as a shell sees them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from qa.cli import main as cli
from qa.keys import KeyFile


def _run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(["keys", *arguments, "--corpus", str(folder)])
    out, err = capsys.readouterr()
    return left.value.code, out, err


def test_a_key_is_shown_once_and_kept_as_a_digest_that_others_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"
    code, out, err = _run(capsys, folder, "create", "news desk", "--scope", "write")
    text = out.strip()
    assert code == 0
    assert len(text) > 43
    assert "only time" in err
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    secret = text.split("_", 2)[2]  # it may hold the mark itself
    assert not [path for path in files if secret.encode() in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    code, out, _ = _run(capsys, folder, "list")
    assert code == 0
    assert "news desk" in out
    assert "write" in out
    assert secret not in out


def test_a_revoked_key_is_listed_as_such_and_the_last_one_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = json.loads(_run(capsys, tmp_path, "create", "one", "--days", "2", "--json")[1])
    assert made["expires"] == made["created"] + 2 * 86_400
    code, out, err = _run(capsys, tmp_path, "revoke", made["id"])
    assert (code, "revoked" in out, "no key is valid" in err) == (0, True, True)
    listed = json.loads(_run(capsys, tmp_path, "list", "--json")[1])
    assert [(one["id"], one["state"]) for one in listed] == [(made["id"], "revoked")]
    assert made["key"] not in json.dumps(listed)


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", " "),
        ("create", "a\x1bb"),
        ("create", "a" * 81),
        ("create", "a", "--days", "0"),
        ("create", "a", "--days", "nan"),
        ("create", "a", "--scope", "all"),
    ],
)
def test_what_cannot_be_made_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = _run(capsys, tmp_path, *arguments)
    assert code == 2
    assert not out
    assert err
    assert KeyFile(tmp_path).read() == []


def test_a_key_that_is_not_there_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, tmp_path, "revoke", "nothing")
    assert (code, out) == (1, "")
    assert "no key with the id" in err
