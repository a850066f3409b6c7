"""What a check says of what is right but written in another form, and of what is wrong in words that are all there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Article
from qa.checking import Finding
from qa.checking.records import WRONG
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder

MILL = (
    "Fire destroyed the paper mill at Ostley on Monday, and 58 workers were brought out by boat.\n\n"
    "Mill owner Greta Vanhoek said: “We built it in 1961. It burned down in an hour.”\n\n"
    "“I ran,” said Otto Brill, 47, who drives a lorry for the mill. “Everybody ran to the river.”\n\n"
    "The International Paper Federation gave £26 million for a new mill, of which the county pays two thirds. "
    "Its shares fell 8.5 percent in Zurich.\n\n"
    "Mr Brill, 47, did not sleep. The fire was put out at 4 a.m.\n\n"
    "Ostley Wanderers beat Hensham Town 3-1 before 9,412 spectators. It was the club's fourth title.\n\n"
    "Of the workers 19 were treated for smoke, compared with 7 of the firefighters.\n\n"
    "Professor Ilka Dorn wrote a report of 240 pages."
)
BANK = "Shares in Kalden rose 1.5 percent, and the bank told reporters that 12 people had left the country in 2027."


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    with Engine.open(
        folder / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as engine:
        engine.add([Article("mill", "Mill burns down in Ostley", MILL), Article("bank", "Bank", BANK)])
        yield engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that no test changes."""
    with opened(tmp_path_factory.mktemp("checking")) as unchanged:
        yield unchanged


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Engine]:
    """An engine of one test alone."""
    with opened(tmp_path) as own:
        yield own


def verdicts(engine: Engine, draft: str) -> dict[str, str]:
    return {one.text: one.verdict for one in engine.check(draft).findings}


@pytest.mark.parametrize(
    "draft",
    [
        # numbers
        "Fire destroyed the paper mill at Ostley, and fifty-eight workers were brought out by boat.",
        "Fire destroyed the paper mill at Ostley, and more than 50 workers were brought out by boat.",
        "The federation gave £26m for a new mill.",
        "The federation gave GBP 26 million for a new mill.",
        "Its shares fell 8.5% in Zurich.",
        "The 47-year-old Otto Brill drives a lorry for the mill.",
        "The fire was put out at 4am.",
        "Ostley Wanderers won 3-1 against Hensham Town.",
        "It was the club's 4th title.",
        "Some 9,400 spectators saw Ostley Wanderers beat Hensham Town.",
        # names
        "Prof. Ilka Dorn wrote a report of 240 pages.",
        "The IPF gave £26 million for a new mill.",
        "Shares of the federation fell 8.5 percent in Zurich.",
        "Mill owner Vanhoek built the mill in 1961.",
        "Otto Brill, 47, did not sleep.",
        # quotations: what stands between two of one speaker is not left out of them
        "“I ran. Everybody ran to the river,” said Otto Brill.",
        "“We built it in 1961. It burned down in an hour,” mill owner Greta Vanhoek told reporters.",
    ],
)
def test_nothing_is_said_against_what_is_right_in_another_form(engine: Engine, draft: str) -> None:
    assert {one.verdict for one in engine.check(draft).findings} <= {"supported", "verbatim", "moved"}


@pytest.mark.parametrize(
    "draft",
    [
        # the numbers of other sentences, about something else
        "The mill's share price dropped by 8 per cent.",
        "The mill lost 100 people.",
        "In 1961 the mill was built, 66 years before it burned down.",
        "The fire was put out at half past four.",
        # who reports it is not who it is about
        "The Hensham Gazette says 58 workers were brought out by boat.",
        # two numbers of one thing, each of another sentence
        "Of 19 workers and 7 firefighters Dorn wrote.",
    ],
)
def test_nothing_is_contradicted_by_a_sentence_about_something_else(engine: Engine, draft: str) -> None:
    assert not [one for one in engine.check(draft).findings if one.verdict in WRONG]


@pytest.mark.parametrize(
    ("draft", "claim"),
    [
        ("Fire destroyed the paper mill at Ostley, and eighty-five workers were brought out by boat.", "eighty-five"),
        ("Fire destroyed the paper mill at Ostley, and more than 70 workers were brought out by boat.", "70"),
        ("The fire was put out at 4 p.m.", "4 p.m."),
        ("It was the club's fifth title.", "fifth"),
        ("It gave £26 billion for a new mill, of which the county pays two thirds.", "£26 billion"),
        ("It gave £26 million for a new mill, of which the county pays one third.", "one third"),
        ("Ostley Wanderers beat Hensham Town 1-3 before 9,412 spectators.", "1"),
        ("Of the workers 7 were treated for smoke, compared with 19 of the firefighters.", "7"),
        # what denies it
        ("Otto Brill, 47, did sleep.", "47"),
        ("The fire was not put out at 4 a.m., the mill said.", "4 a.m."),
    ],
)
def test_another_number_in_the_same_words_is_contradicted(engine: Engine, draft: str, claim: str) -> None:
    assert verdicts(engine, draft)[claim] == "contradicted"


def test_a_list_in_another_order_says_the_same(changing: Engine) -> None:
    changing.add([Article("goals", "Goals", "Forward Jonas Feld scored for Hensham in the 14th and 71st minutes.")])
    draft = "Forward Jonas Feld scored for Hensham in the 71st and 14th minutes."
    assert set(verdicts(changing, draft).values()) == {"supported"}


def test_words_of_two_speakers_are_not_joined(changing: Engine) -> None:
    changing.add([Article("two", "", "“The gate was open,” said Nora Quist. “Nobody closed it,” said Piet Sandoval.")])
    findings: list[Finding] = list(changing.check("“The gate was open. Nobody closed it,” said Nora Quist.").findings)
    assert next(one.verdict for one in findings if one.subject == "quotation") == "altered"


def test_a_german_noun_is_no_name(changing: Engine) -> None:
    text = "Die Arbeiter haben am Montag einen Streik von 6 Tagen begonnen, sagte der Vorsitzende Matthias Kolb."
    changing.add([Article("streik", "Streik", text)])
    names = [
        one.text
        for one in changing.check(
            "Am Montag haben die Lokführer einen Ausstand von 6 Tagen begonnen, so Matthias Kolb."
        ).findings
        if one.subject == "name"
    ]
    assert names == ["Matthias Kolb"]
