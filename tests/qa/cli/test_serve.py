"""What `qa serve` refuses before it listens: keys that can be guessed, doors that nobody meant to open."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.cli.serve import _check
from qa.errors import SettingsError
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import Surroundings

KEY = "sixteen-letters!"


@pytest.mark.parametrize("key", ["a", "password", "fifteen-letters"])
def test_a_key_that_can_be_guessed_is_refused_with_what_to_do_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match=r"QA_API_KEY has \d+ characters .*token_urlsafe") as told:
        _check(Settings(api_key=key), Surroundings())
    assert f" {key} " not in str(told.value)
    assert f"'{key}'" not in str(told.value)


@pytest.mark.parametrize(
    "origin",
    ["front.example", "https://front.example/", "https://front.example/page", "https://u@front.example", "null", ""],
)
def test_an_origin_is_a_scheme_and_a_host_and_no_more(origin: str) -> None:
    with pytest.raises(SettingsError, match="give scheme and host"):
        _check(Settings(api_key=KEY), Surroundings(origins=(origin,)))


def test_every_page_is_let_in_only_with_a_key() -> None:
    with pytest.raises(SettingsError, match="there is no key"):
        _check(Settings(), Surroundings(origins=("*",)))
    _check(Settings(api_key=KEY), Surroundings(origins=("*", "http://localhost:3000")))


def test_a_key_in_the_folder_lets_others_in_as_the_setting_does(tmp_path: Path) -> None:
    settings = Settings(host="0.0.0.0", corpus=tmp_path)
    with pytest.raises(SettingsError, match="qa keys create"):
        _check(settings, Surroundings())
    KeyFile(tmp_path).create("desk", scope="read")
    _check(settings, Surroundings(origins=("*",)))
