"""Which addresses may be linked."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from qa.web.http.addresses import may_be_linked

BAD = [
    "https://user:pw@evil.example/",
    "https://bank.example@evil.example/",
    "https://evil.example/\u202egpj.exe",
    "https://evil.example/a\u200bb",
    "https://evil\u2066.example/",
    "https://evil.example\\.news.example/",
    "https:\\\\evil.example/",
    "https://evil.example/\r\nb",
    "https://:pw@evil.example/",
    "javascript:alert(1)",
]
GOOD = ["https://news.example/a", "http://[::1]:8000/", "https://news.example/Köln?q=a@b"]


@pytest.mark.parametrize("address", BAD)
def test_addresses_that_look_like_others_are_refused(reading: TestClient, address: str) -> None:
    assert not may_be_linked(address)
    refused = reading.post("/articles", json={"text": "It rained in Norvik.", "url": address})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/0/url")


@pytest.mark.parametrize("address", GOOD)
def test_addresses_of_the_web_may_be_linked(address: str) -> None:
    assert may_be_linked(address)
