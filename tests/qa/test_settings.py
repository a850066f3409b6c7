"""Settings are parsed once, from a mapping, and refuse what they do not know."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import Settings, default_cache, load, traces_wanted


def test_defaults_hold_without_any_key() -> None:
    settings = Settings.parse({"PATH": "/bin", "HOME": "/root"})
    assert (settings.host, settings.port, settings.reader, settings.encoder) == (
        "127.0.0.1",
        8000,
        "default",
        "default",
    )
    assert settings.api_key is None


def test_values_are_read_from_their_keys() -> None:
    settings = Settings.parse(
        {"QA_PORT": "9001", "QA_CORPUS": "/data/news", "QA_READER": "none", "QA_API_KEY": "s3cret"}
    )
    assert (settings.port, settings.corpus, settings.reader, settings.api_key) == (
        9001,
        Path("/data/news"),
        "none",
        "s3cret",
    )


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(SettingsError, match="unknown setting QA_PROT; did you mean QA_PORT"):
        Settings.parse({"QA_PROT": "1"})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("QA_PORT", "eighty", "'eighty'; it must be a whole number"),
        ("QA_PORT", "70000", "must lie between 0 and 65535"),
        ("QA_MAX_QUESTION_CHARS", "0", "must lie between 1 and"),
        ("QA_CORPUS", " ", "must not be empty"),
        ("QA_CALIBRATION", "mine", "'mine'; it must be own or shipped"),
    ],
)
def test_a_bad_value_is_named_with_what_it_must_be(key: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.parse({key: value})


def test_a_key_is_never_shown() -> None:
    assert "s3cret" not in repr(Settings.parse({"QA_API_KEY": "s3cret"}))
    with pytest.raises(SettingsError, match="hidden"):
        Settings.parse({"QA_API_KEY": "  "})


def test_the_cache_follows_the_platform() -> None:
    assert default_cache({"XDG_CACHE_HOME": "/var/c"}) == Path("/var/c/grounded-qa")
    assert default_cache({}) == Path.home() / ".cache" / "grounded-qa"
    assert default_cache({"XDG_CACHE_HOME": "relative"}) == Path.home() / ".cache" / "grounded-qa"
    assert Settings.parse({"XDG_CACHE_HOME": "/var/c"}).cache == Path("/var/c/grounded-qa")


def test_changes_of_none_leave_a_field_as_it_is() -> None:
    settings = Settings().with_(port=1, host=None)
    assert (settings.port, settings.host) == (1, "127.0.0.1")


def test_the_process_environment_is_read_by_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "4321")
    assert load().port == 4321


def test_further_corpora_are_names_and_folders() -> None:
    settings = Settings.parse({"QA_CORPORA": "news=/data/news, sport-2=~/sport", "HOME": "/root"})
    assert settings.corpora == (("news", Path("/data/news")), ("sport-2", Path("~/sport").expanduser()))
    assert Settings.parse({"PATH": "/bin", "HOME": "/root"}).corpora == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("/data/news", "must be NAME=FOLDER"),
        ("News=/data/news", "a name is of a to z"),
        ("a/b=/data/news", "a name is of a to z"),
        ("news=", "must not be empty"),
        ("news=/a,news=/b", "must name each corpus and each folder once"),
        ("news=/a,sport=/a", "must name each corpus and each folder once"),
    ],
)
def test_a_corpus_whose_name_cannot_be_in_an_address_is_refused(value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.parse({"QA_CORPORA": value})


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "qa", "OTEL_TRACES_EXPORTER": "otlp"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "True"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_wanted_only_where_an_endpoint_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool
) -> None:
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert traces_wanted() is wanted


def test_a_protocol_of_traces_that_is_not_spoken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(SettingsError, match="'grpc'; traces are sent by 'http/protobuf' alone"):
        traces_wanted()
