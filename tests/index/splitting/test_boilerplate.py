"""Boilerplate is told from prose by its wording."""

from __future__ import annotations

import pytest

from index.splitting.boilerplate import boilerplate_role, is_byline


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "Read more: Why the bridge fell",
        "Also read",
        "Related articles",
        "Sign up for our newsletter",
        "Subscribe now",
        "© 2024 The Valley Post",
        "Copyright 2024 The Valley Post. All rights reserved.",
        "The Valley Post, 2024, all rights reserved.",
        "Follow us on Facebook",
        "Follow @valleypost on Twitter",
        "Advertisement",
        "Share this article",
        "Share",
        "Updated 3:45 PM, Sept. 3, 2024",
        "4 min read",
        "12 comments",
        "Roads in the north:What to know before you travel",
        "Reporting by Ann Lee; editing by Omar Khan",
        "Story continues after the advertisement",
        "Keep reading for £1 a week",
        "Read the full story here",
        "Listen to this article",
        "312 claps",
        "Anzeige",
        "Publicité",
        "Weiterlesen",
        "Lesen Sie auch: Die Brücke von Orell",
        "À lire aussi : Le pont d’Orell",
        "Todos los derechos reservados.",
        "Читать далее",
        "広告",
    ],
)
def test_boilerplate(line: str) -> None:
    assert boilerplate_role(line, sentences=1) == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ann Lee",
        "Image caption: The bridge on Tuesday",
        "[Image: the bridge]",
        "The bridge on Tuesday. (AP Photo/Ann Lee)",
        "Ann Lee/Getty Images",
        "The bridge after the flood. REUTERS/Omar Khan",
        "Picture: Omar Khan",
    ],
)
def test_captions(line: str) -> None:
    assert boilerplate_role(line, sentences=1) == "caption"


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell by a tenth.",
        "Anzeige erstattete die Polizei am Montag.",
        "Publicité mensongère : le pont est condamné.",
        "À lire le rapport, rien ne va plus.",
        "Copyright law was changed in 2019.",
        "Photography was banned near the bridge.",
        "Advertising makes up half of the paper's income, its editor said on Tuesday.",
        "Getty Images sued the company in January.",
        "Follow the road for two miles and turn left.",
        "The minister said: “We wait.”",
        "Read the report and you will see that three men died.",
        "More from them cannot be asked, the minister told parliament, and sat down to applause.",
        "Video showed the lorry falling.",
        "Watch out, he said.",
        "Reuters and AP said so.",
    ],
)
def test_prose_is_no_boilerplate(sentence: str) -> None:
    assert boilerplate_role(sentence, sentences=1) is None


def test_a_long_paragraph_is_never_boilerplate() -> None:
    assert boilerplate_role("Read more " + "and more " * 100, sentences=1) is None


def test_a_byline_is_a_name_or_begins_with_by() -> None:
    assert is_byline("By Ann Lee in Quetta", first=False)
    assert is_byline("Ann Lee", first=True)
    assert is_byline("Ludwig van Beethoven", first=False)
    assert not is_byline("Storm Hits Coast", first=True)
    assert not is_byline("Storm hits coast", first=False)
    assert not is_byline("By " + "A" * 200, first=False)
