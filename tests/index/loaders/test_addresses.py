"""By what two addresses are of one article, and of one site."""

from __future__ import annotations

import pytest

from index.loaders.addresses import identity, same_site

FIRE = "https://news.example/a/fire"


@pytest.mark.parametrize(
    "address",
    [
        FIRE,
        "http://news.example/a/fire",
        "https://NEWS.Example./a/fire/",
        "https://news.example:443/a/fire",
        "http://news.example:80/a/fire#comments",
        "https://news.example/a/fire#xtor=RSS-1",
        "https://news.example/a/fire?utm_source=x&utm_campaign=y",
        "https://news.example/a/fire?fbclid=1",
        "https://news.example/a/fire?gclid=1&xtor=2",
        "https://news.example/a/fire/amp/",
        "https://news.example/amp/a/fire",
        "https://news.example/a/fire.amp",
        "https://amp.news.example/a/fire?amp=1",
        "https://news.example/a/fire?outputType=amp",
        "https://www.news.example/a/fire",
        "https://m.news.example/a/fire?utm_medium=mail",
        "http://mobile.news.example/a/fire",
        "https://news.example/a/%66ire",
        "https://news.example/a/./b/../fire",
        "https://news.example/a/fire/index.html",
        "https://news.example/a/fire?",
        "https://news.example/a/fire?_gl=1&msclkid=2",
        "https://NEWS.example:443/a/fire/?mc_cid=3#top",
        "https://news.example/a/fire?output=amp",
        "https://news.example/a/fire?CMP=share_btn",
        "https://news.example/a/fire;jsessionid=1A2B",
        "https://news.example/a/fire#/",
    ],
)
def test_addresses_of_one_article_are_one(address: str) -> None:
    assert identity(address) == FIRE


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/a/fire?page=2",
        "https://news.example/a/fires",
        "https://news.example/A/fire",
        "https://news.example:8443/a/fire",
        "https://news.example/camp/fire",
        "https://news.example/a/fire/ampere",
        "https://news.example/a/amp/fire",
        "https://other.example/a/fire",
        "https://sport.news.example/a/fire",
        "https://news.example/a%2Ffire",
        "https://news.example/a/fire/index",
        "https://news.example/a/../fire",
        "https://www.example/a/fire",
        "https://news.example/a/fire#!/b",
        "https://news.example/a/fire#/b",
        "https://news.example/a/fire?amp=watt",
        "https://news.example/a/fire?output=print",
    ],
)
def test_addresses_of_others_are_others(address: str) -> None:
    assert identity(address) != FIRE


def test_a_host_in_other_letters_is_the_one_that_is_looked_up() -> None:
    assert identity("https://brücke.example/a") == identity("https://xn--brcke-lva.example/a")


def test_what_stays_of_a_query_stays_as_it_was() -> None:
    assert identity("https://a.example/?q=b%20c&d=") == "https://a.example?q=b%20c&d="
    assert identity("https://a.example/?b=1&utm_source=x&c=2") == "https://a.example?b=1&c=2"


@pytest.mark.parametrize("address", ["", "https://[::1", "mailto:a@b", "https://a.example:99999/", "/path"])
def test_what_is_no_address_is_left_alone(address: str) -> None:
    assert identity(address) == address


def test_a_site_is_its_host_also_for_telephones() -> None:
    assert same_site(FIRE, "http://www.news.example/other")
    assert same_site(FIRE, "https://m.news.example/a/fire")
    assert not same_site(FIRE, "https://bank.example/a/fire")
    assert not same_site("", "")
