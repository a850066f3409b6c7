"""What the doctor finds, and that it says what to do."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import qa.doctor
from index import Article, Corpus
from index.ray.engine import RELEASE, token_file
from qa.doctor import Check, examine
from qa.keys import KeyFile
from qa.settings import Settings
from tests.support.doubles import HashEncoder


def _found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}


def _settings(folder: Path, **changes: object) -> Settings:
    return Settings(corpus=folder / "corpus", encoder=str(folder / "no-model"), cache=folder / "cache").with_(**changes)


def test_a_model_that_is_not_there_is_a_fault_and_the_rest_is_checked_all_the_same(tmp_path: Path) -> None:
    found = _found(_settings(tmp_path))
    assert found["models and corpus"].state == "fault"
    assert "no-model" in found["models and corpus"].detail
    assert {"machine", "versions", "threads", "disk of the corpus", "keys"} <= found.keys()
    assert not list(tmp_path.iterdir()), "the doctor changes nothing"


@pytest.mark.parametrize(("free", "state"), [(2 << 30, "ok"), (500 << 20, "warning"), (10 << 20, "fault")])
def test_a_disk_that_fills_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = qa.doctor.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(qa.doctor.shutil, "disk_usage", lambda _: usage._replace(free=free))
    check = _found(_settings(tmp_path))["disk of the corpus"]
    assert check.state == state
    assert bool(check.advice) is (state != "ok")


def test_more_threads_than_cores_and_keys_that_let_nobody_in_are_told(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "corpus")
    _, key = file.create("gone", scope="read")
    file.revoke(key.id)
    found = _found(_settings(tmp_path, threads=256))
    assert (found["threads"].state, found["keys"].state) == ("warning", "warning")
    assert "QA_THREADS" in found["threads"].advice
    assert "qa keys create" in found["keys"].advice
    file.path.write_bytes(b"{}")
    assert _found(_settings(tmp_path))["keys"].state == "fault"


def test_every_corpus_is_checked_one_that_is_broken_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("qa.engine", "qa.doctor"):  # the doctor opens the models itself where there is no first corpus
        monkeypatch.setattr(f"{module}.open_encoder", lambda _: HashEncoder())
    for name in ("first", "news"):
        with Corpus.open(tmp_path / name, encoder=HashEncoder(), create=True) as corpus:
            corpus.add([Article("a", "A", "The ferry left.")])
    with Corpus.open(tmp_path / "other", encoder=HashEncoder(name="another"), create=True):
        pass
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{}")
    names = ("news", "other", "broken", "gone")
    settings = Settings(reader="none", cache=tmp_path).with_(corpora=tuple((name, tmp_path / name) for name in names))
    for first, corpus in (("first", "ok"), ("gone", "warning"), ("broken", None)):
        found = _found(settings.with_(corpus=tmp_path / first))
        states = {name: found[f"corpus of {name}"].state for name in names}
        assert states == {"news": "ok", "other": "fault", "broken": "fault", "gone": "warning"}
        assert {f"keys of {name}" for name in names} <= found.keys()
        assert corpus is None or found["corpus"].state == corpus
    assert "1 articles" in found["corpus of news"].detail
    assert not (tmp_path / "gone").exists()


def test_ray_is_told_of_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = {"ray": ""}

    def version(name: str) -> str:
        if not releases.get(name, "1"):
            raise PackageNotFoundError(name)
        return releases.get(name, "1")

    monkeypatch.setattr(qa.doctor, "version", version)
    settings = _settings(tmp_path)
    assert "ray" not in _found(settings)
    releases["ray"] = "2.60.0"
    check = _found(settings)["ray"]
    assert (check.state, check.detail.startswith("Ray 2.60.0, no token yet")) == ("ok", True)
    assert not list(tmp_path.iterdir()), "the doctor changes nothing"
    path = token_file(settings.cache)
    assert _found(settings)["ray"].detail == f"Ray 2.60.0, a token in {path}"
    releases["ray"] = "2.9.3"
    assert (_found(settings)["ray"].state, "grounded-qa[ray]" in _found(settings)["ray"].advice) == ("warning", True)
    path.chmod(0o644)
    assert (_found(settings)["ray"].state, "chmod 600" in _found(settings)["ray"].detail) == ("fault", True)


def test_the_release_of_ray_that_is_tested_is_the_one_that_is_installed() -> None:
    wanted = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert wanted["project"]["optional-dependencies"]["ray"] == [f"ray[serve]>={RELEASE},<2.61"]
