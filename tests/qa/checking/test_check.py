"""What a check says of single quotations, names and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Article, View
from index.records import Sentence
from qa.checking import Finding
from qa.checking.places import corrects
from qa.engine import Engine
from qa.errors import QuestionError
from qa.settings import Settings
from tests.support.doubles import HashEncoder

TEXT = (
    "ELMSFORD — The old weir above Elmsford burst on Thursday and 14 houses were flooded.\n\n"
    "“We heard a crack like thunder, and then the water was in the kitchen,” said Nora Quist, who keeps the mill. "
    "Firefighters brought 31 people to the school in Bell Street.\n\n"
    "Mayor Piet Sandoval said the weir had been inspected in 2019. “It passed every test that we asked for. "
    "Nobody can say that we did not look,” he said."
)
COPY = "Nora Quist of Elmsford spoke of the flood. “We heard a crack like thunder,” Quist told the radio."


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    with Engine.open(
        folder / "corpus", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as engine:
        engine.add([Article("weir", "Weir bursts above Elmsford", TEXT), Article("radio", "On the radio", COPY)])
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


def only(engine: Engine, draft: str, subject: str = "quotation") -> Finding:
    findings = [one for one in engine.check(draft).findings if one.subject == subject]
    assert len(findings) == 1, findings
    finding = findings[0]
    assert draft[finding.start : finding.end] == finding.text
    return finding


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ('"We heard a crack like thunder," Nora Quist said.', "verbatim"),
        ("«Nobody can say that we did not look», said Piet Sandoval.", "verbatim"),
        ('Sandoval said: "Nobody  can say that we did not look."', "moved"),
        ('"we heard a crack like thunder", said Nora Quist.', "moved"),
        ('"We heard a crack … the water was in the kitchen," said Nora Quist.', "moved"),
        ('"We heard a crack like [the loudest] thunder," said Nora Quist.', "moved"),
        ('"We heard a bang like thunder, and then the water was in the kitchen," Nora Quist said.', "altered"),
        ('"Nobody can say that we did look," said Piet Sandoval.', "altered"),
        ('"It passed nearly every test that we asked for," said Piet Sandoval.', "altered"),
        ('"Nobody can say that we did not look," said Nora Quist.', "wrong_speaker"),
        ('"The council has let us all down," said Nora Quist.', "absent"),
        # the right parts in the wrong order are not what was said
        ('"The water was in the kitchen … we heard a crack like thunder," said Nora Quist.', "altered"),
        # the small words of another sentence
        ('"It had long been rotten," said Piet Sandoval of the weir.', "absent"),
        # an office or an institution may speak through the person whom the article names
        ('"Nobody can say that we did not look," Police said.', "verbatim"),
        ('"Nobody can say that we did not look," said the Mayor.', "verbatim"),
        ('"Nobody can say that we did not look," said Achterberg.', "wrong_speaker"),
        # of two who have one surname, the first name tells; a short form or an initial is no other person
        ('"Nobody can say that we did not look," said Hilda Sandoval.', "wrong_speaker"),
        ('"Nobody can say that we did not look," said P. Sandoval.', "verbatim"),
        ('"Nobody can say that we did not look," said Pieter Sandoval.', "verbatim"),
        ('"Nobody can say that we did not look," said Mayor Sandoval.', "verbatim"),
        ('"Nobody can say, that we did not look," said Piet Sandoval.', "moved"),
        # what stands behind a mark of the writer's own counts, also where none of its words was said
        ('"Nobody can say that we did not [really] sleep," said Piet Sandoval.', "altered"),
    ],
)
def test_a_quotation_is_held_against_the_words_and_the_speaker(engine: Engine, draft: str, verdict: str) -> None:
    assert only(engine, draft).verdict == verdict


def test_an_altered_quotation_shows_the_words_that_differ_and_where_it_stands(engine: Engine) -> None:
    finding = only(engine, '"Nobody can claim that we did not look," said Piet Sandoval.')
    assert [(d.draft, d.article) for d in finding.differences] == [("claim", "say")]
    assert finding.source == "Nobody can say that we did not look"
    assert finding.citation is not None
    assert TEXT[finding.citation.start : finding.citation.end].startswith("Nobody can say")


@pytest.mark.parametrize(
    ("draft", "claim", "verdict"),
    [
        ("The weir burst and 14 houses were flooded.", "14", "supported"),
        ("The weir burst and fourteen houses were flooded.", "fourteen", "supported"),
        ("The weir burst and 40 houses were flooded.", "40", "contradicted"),
        ("The weir had been inspected in 2016, the mayor said.", "2016", "contradicted"),
        ("The flood cost the farmers 900 sheep.", "900", "not_in_articles"),
    ],
)
def test_a_number_is_held_against_sentences_that_say_the_same(
    engine: Engine, draft: str, claim: str, verdict: str
) -> None:
    finding = only(engine, draft, "number")
    assert (finding.text, finding.verdict) == (claim, verdict)


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("The county set aside 38 million euros for a new weir.", "supported"),
        ("The county set aside €38 million for a new weir.", "supported"),
        ("The county set aside 38m euros for a new weir.", "supported"),
        ("The county set aside 38 million dollars for a new weir.", "contradicted"),
        ("The county set aside $38m for a new weir.", "contradicted"),
        ("The weir will hold back 23 000 tonnes of water.", "supported"),
        ("The weir will hold back 23,000 kilograms of water.", "contradicted"),
        ("The new weir will stand 300 m above the mill.", "supported"),
        ("The new weir will stand 300 kilometres above the mill.", "contradicted"),
        ("Work on the new weir begins within twenty months.", "supported"),
        ("Work on the new weir begins within twenty weeks.", "contradicted"),
        ("The bank owed its clients 38 million dollars.", "not_in_articles"),
    ],
)
def test_a_number_of_another_unit_is_another_number_and_one_written_otherwise_is_not(
    changing: Engine, draft: str, verdict: str
) -> None:
    plan = (
        "The county set aside 38 million euros for a new weir. The weir will hold back 23,000 tonnes of water. "
        "The new weir will stand 300 metres above the mill. Work on the new weir begins within twenty months."
    )
    changing.add([Article("plan", "What is planned", plan)])
    of_numbers = {one.verdict for one in changing.check(draft).findings if one.subject == "number"}
    of_numbers -= {"supported"} if len(of_numbers) > 1 else set()
    assert of_numbers == {verdict}


@pytest.mark.parametrize(
    ("draft", "claim", "verdict"),
    [
        ("The weir burst on Thursday and houses were flooded.", "Thursday", "supported"),
        ("The weir burst on Friday and houses were flooded.", "Friday", "contradicted"),
        ("Firefighters brought people to the school in Mill Street.", "Mill Street", "contradicted"),
        ("The bakers had hoped to meet Harold Finch.", "Harold Finch", "not_in_articles"),
    ],
)
def test_a_name_is_held_against_sentences_that_say_the_same(
    engine: Engine, draft: str, claim: str, verdict: str
) -> None:
    finding = only(engine, draft, "name")
    assert (finding.text, finding.verdict) == (claim, verdict)


@pytest.mark.parametrize(
    "draft",
    [
        "What happened in Norburg?",
        "no names, no numbers, no quotations here",
        '"Hm," he said.',
        "\u202bשלום עולם\u202c",
        '"""""',
        "“unbalanced",
    ],
)
def test_a_draft_without_anything_to_check_is_clean(engine: Engine, draft: str) -> None:
    assert engine.check(draft).is_clean


@pytest.mark.parametrize("draft", ["", " \n ", "x" * 500_001])
def test_a_draft_that_cannot_be_checked_is_refused(engine: Engine, draft: str) -> None:
    with pytest.raises(QuestionError, match="draft"):
        engine.check(draft)


def test_a_check_ends_when_its_time_is_over(engine: Engine) -> None:
    with pytest.raises(QuestionError, match="longer than 0 seconds to check; split it"):
        engine.check(TEXT, seconds=0)
    assert engine.check(TEXT, seconds=60).is_clean


def test_a_check_of_no_articles_finds_nothing(tmp_path) -> None:
    with Engine.open(
        tmp_path / "none", settings=Settings(reader="none"), encoder=HashEncoder(), writable=True, create=True
    ) as empty:
        assert only(empty, '"We heard a crack like thunder," Nora Quist said.').verdict == "absent"


def test_only_the_article_that_is_nearest_to_a_quotation_is_read_whole(
    changing: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing.add([Article(f"calm-{number}", "", f"Elmsford lies {number} miles from the sea.") for number in range(20)])
    read: list[str] = []
    whole = View.sentences

    def counting(view: View, article_id: str) -> list[Sentence]:
        read.append(article_id)
        return whole(view, article_id)

    monkeypatch.setattr(View, "sentences", counting)
    changing.check("The old weir above Elmsford burst on Thursday and 14 houses were flooded in Elmsford.")
    assert read == []
    changing.check('"We heard a crack like thunder, and then the water was in the kitchen," said Nora Quist.')
    assert read == ["weir"]


@pytest.mark.parametrize(("name", "verdict"), [("May", "supported"), ("US", "supported"), ("Will", "not_in_articles")])
def test_a_name_that_is_a_small_word_too_is_looked_for_as_it_is_written(
    changing: Engine, name: str, verdict: str
) -> None:
    changing.add(
        [Article("mission", "", "Divers of the US reached the wreck off Elmsford in May, and it will take years.")]
    )
    draft = f"Divers reached the wreck off Elmsford in {name}, and it will take years. Her sister {name} had asked."
    assert next(one.verdict for one in changing.check(draft).findings if one.text == name) == verdict


@pytest.mark.slow
def test_a_quotation_of_space_and_brackets_without_end_is_read_in_one_pass(engine: Engine) -> None:
    # With a step for every pair of them it would not come back within the life of a test run.
    for filling in (" " * 150_000, "[" * 150_000):
        draft = f"“The ferry will {filling} not sail,” the harbour master said."
        assert not any(finding.verdict == "verbatim" for finding in engine.check(draft).findings)


KILLED = "Prosecutor Anna Wolff on Friday charged two people over the mud at the weir that killed nine people in May."
SEVEN = "Seven people were killed by the mud at the weir, the fire service said."
CORRECTED = (
    "Correction: an earlier version of this article said that the weir cost 12 million crowns and quoted Ada Brill as "
    "saying “nobody ever looked at it”."
)


def test_of_several_numbers_the_one_of_the_same_thing_is_held_against_a_draft(engine: Engine) -> None:
    engine.add([Article("court", "Two charged", KILLED)])
    finding = only(engine, "14 people were killed by the mud at the weir.", "number")
    assert [(one.draft, one.article) for one in finding.differences] == [("14", "nine")]


def test_the_sentence_that_says_the_same_and_least_besides_is_shown(engine: Engine) -> None:
    engine.add([Article("court", "Two charged", KILLED), Article("mud", "Mud", SEVEN)])
    finding = only(engine, "14 people were killed by the mud at the weir.", "number")
    assert finding.source == SEVEN


def test_a_correction_bears_out_nothing_of_what_it_corrects(engine: Engine) -> None:
    engine.add([Article("cost", "The weir's cost", f"The weir cost 14 million crowns.\n\n{CORRECTED}")])
    finding = only(engine, "The weir cost 12 million crowns.", "number")
    assert (finding.verdict, finding.source) == ("contradicted", "The weir cost 14 million crowns.")
    assert only(engine, "“Nobody ever looked at it,” said Ada Brill.").verdict == "absent"


@pytest.mark.parametrize(
    ("text", "is_correction"),
    [
        ("Correction: 12 houses were flooded, not 14.", True),
        ("CORRECTION, 4 March: the weir was built in 1911.", True),
        ("Editor's note: the weir was built in 1911.", True),
        ("An earlier version of this article said that 12 houses were flooded.", True),
        ("The original version of the online story named another mill.", True),
        ("Corrections officers found 12 knives in the wing.", False),
        ("Amendment 3 passed by 12 votes.", False),
        ("The first version of the bill raised the levy by 5 per cent.", False),
        ("An earlier edition of the festival drew 9,000 people.", False),
    ],
)
def test_only_a_note_of_the_paper_itself_is_a_correction(text: str, is_correction: bool) -> None:
    assert corrects(text, start=0, end=len(text)) is is_correction
