"""What `qa serve` refuses before it listens: keys that can be guessed, doors that nobody meant to open."""

from __future__ import annotations

import pytest

from qa.cli.serve import _check
from qa.errors import SettingsError
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
