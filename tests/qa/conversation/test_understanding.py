"""What a follow-up carries over, what it leaves alone, and how the result is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.conversation.ellipsis import continued
from qa.conversation.followups import QuestionForm, is_complete
from qa.conversation.grammar.rewriting import Carried
from qa.conversation.understanding import MOST_TURNS, Understood, shipped_weights, understand
from qa.records import Turn
from qa.text.mentions import content_stems
from tests.support.examples import examples

QUETTA = Turn(
    "How many people were killed in Quetta?",
    ("At least 21 people were killed when a bomb went off at the Quetta railway station on Saturday.",),
)
ACTIVIST = Turn("Tell me about Greta Thunberg.", ("Greta Thunberg is a climate activist from Sweden.",))
SPEECH = Turn("What did she say in Davos?", ("Thunberg told leaders in Davos that they had failed.",))


def _marked(understood: Understood) -> list[str]:
    for part in understood.carried:
        assert understood.text[part.start : part.end] == part.text
    return [part.text for part in understood.carried]


def test_a_question_without_history_is_left_as_it_is() -> None:
    understood = understand("How many people were killed in Quetta?")
    assert (understood.text, understood.kind, understood.carried) == (understood.question, "standalone", ())
    assert understood.searches == ((understood.question, 1.0),)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the election in Castellan?",
        "What is frictional unemployment?",
        "How does photosynthesis differ from respiration in bacteria?",
        "How many warehouses did the fire at Norvik harbour destroy?",
    ],
)
def test_a_question_that_stands_alone_carries_nothing(question: str) -> None:
    understood = understand(question, [QUETTA])
    assert (understood.text, understood.kind) == (question, "standalone")


def test_a_pronoun_is_replaced_by_whom_it_means() -> None:
    understood = understand("How old is she?", [ACTIVIST])
    assert understood.kind == "carried"
    assert understood.text.startswith("How old is Greta Thunberg?")
    assert "Greta Thunberg" in _marked(understood)


def test_a_possessive_pronoun_is_replaced_by_a_possessive() -> None:
    understood = understand("Who is her father?", [ACTIVIST])
    assert understood.text.startswith("Who is Greta Thunberg’s father?")
    assert "Greta Thunberg" in _marked(understood)


def test_what_a_question_leaves_out_is_said_in_its_place() -> None:
    understood = understand("What are the symptoms?", [Turn("Tell me about lung cancer.")])
    assert understood.text == "What are the symptoms of lung cancer?"
    assert _marked(understood) == ["lung cancer"]


def test_the_cited_sentences_are_part_of_what_can_be_carried() -> None:
    cited = "Ilse Brandt, the harbour master, told the council that repairs cost nine million crowns."
    understood = understand("How old is she?", [Turn("Who spoke about the repairs?", (cited,))])
    assert "Ilse Brandt" in understood.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("and in Kalat?", "How many people were killed in Kalat?"),
        ("What about Kalat?", "How many people were killed in Kalat?"),
        ("In 2020?", "How many people were killed in Quetta in 2020?"),
        ("And after the attack?", "How many people were killed in Quetta after the attack?"),
    ],
)
def test_a_question_that_gives_one_new_part_keeps_the_rest_of_the_one_before(question: str, text: str) -> None:
    understood = understand(question, [QUETTA])
    assert understood.text == text
    assert "How many people were killed" in _marked(understood)[0]
    assert not any("Kalat" in part for part in _marked(understood))


def test_a_bare_question_word_asks_for_the_clause_of_the_question_before() -> None:
    understood = understand("Why?", [QUETTA])
    assert understood.text == "Why were people killed in Quetta?"
    assert _marked(understood) == ["were people killed in Quetta"]


@pytest.mark.parametrize(
    ("question", "earlier", "text"),
    [
        ("When?", "Which mill will the firm close?", "When will the firm close the mill?"),
        ("Why not?", "Did Ilse Brandt resign?", "Why didn’t Ilse Brandt resign?"),
        ("At what time?", "Where will the boat be raised?", "At what time will the boat be raised?"),
        ("Where else?", "How many boats were sunk off Norvik?", "Where else were boats sunk off Norvik?"),
    ],
)
def test_a_short_question_asks_the_clause_before_in_another_way(question: str, earlier: str, text: str) -> None:
    assert understand(question, [Turn(earlier)]).text == text


def test_the_same_asked_for_once_more_is_more_of_the_evidence() -> None:
    cited = Turn("Where are dogs allowed?", ("Dogs are allowed on the pier.",))
    understood = understand("Where else?", [cited])
    assert (understood.operation, understood.text) == ("more", cited.question)
    assert understand("Where else?", [Turn(cited.question)]).operation is None


def test_an_event_is_looked_for_in_the_turns_before() -> None:
    turns = [QUETTA, Turn("Who is Ilse Brandt?", ("Ilse Brandt is the mayor.",))]
    assert understand("Where did it happen?", turns).text == "Where were people killed in Quetta?"


@pytest.mark.parametrize(
    ("question", "earlier", "word"),
    [
        ("Where are they now?", "Who stole the bells?", "stole"),
        ("How often must it be cleaned?", "Is it noisy?", "noisy"),
        ("Are you sure?", "Did anyone object?", "object"),
        ("Which of them sold best?", "How did he die?", "die"),
        ("What did it cost?", "How many crates were counted in 1923?", "1923"),
        ("Where was it built?", "Who is Greta Thunberg?", "Greta"),
    ],
)
def test_what_names_no_thing_is_not_carried(question: str, earlier: str, word: str) -> None:
    assert word not in understand(question, [Turn(earlier)]).text


def test_he_is_looked_for_in_the_questions_as_they_were_understood() -> None:
    turns = [
        Turn("When was Walter Holm born?", ("Walter Holm was born in 1901.",)),
        Turn("What did he study?", ("His brother Erik said that it was law.",)),
        Turn("Who was his wife?", ("He married Anna Moe in 1930.",)),
        Turn("When did she die?", ("She died in 1970.",)),
    ]
    assert understand("What did he write?", turns).text == "What did Walter Holm write?"


def test_a_surname_means_the_person_named_in_full_before() -> None:
    cited = "Anna Lund won the vote, beating Erik Moe, the former mayor."
    turns = [Turn("Who won the vote?", (cited,)), Turn("What did Moe say?")]
    assert understand("Did he object?", turns).text == "Did Moe object?"


def test_ellipses_follow_each_other() -> None:
    understood = understand("And in Mastung?", [QUETTA, Turn("and in Kalat?", ("Twelve died in Kalat.",))])
    assert understood.text == "How many people were killed in Mastung?"


def test_a_place_does_not_stand_in_for_a_person() -> None:
    understood = understand("What about Al Gore?", [ACTIVIST, SPEECH])
    assert "in Al Gore" not in understood.text


def test_the_subject_is_carried_across_turns_that_do_not_name_it() -> None:
    understood = understand("When was she born?", [ACTIVIST, SPEECH])
    assert "Thunberg" in understood.text


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("Who said that?", "speaker"),
        ("When was that published?", "date"),
        ("Source?", "source"),
        ("Any other source?", "occurrences"),
        ("more context", "context"),
        ("more", "more"),
    ],
)
def test_an_operation_goes_back_to_the_question_whose_evidence_it_is_about(question: str, operation: str) -> None:
    understood = understand(question, [QUETTA, Turn("and in Kalat?", ("Twelve died in Kalat.",))])
    assert (understood.kind, understood.operation) == ("operation", operation)
    assert understood.text == "How many people were killed in Kalat?"


def test_an_operation_passes_over_turns_for_which_nothing_was_cited() -> None:
    understood = understand("Who said that?", [QUETTA, Turn("What is the capital of France?")])
    assert (understood.operation, understood.text) == ("speaker", QUETTA.question)


def test_he_is_a_person_where_one_was_named() -> None:
    cited = "Neil Armstrong landed on the Moon and became the first to walk on it."
    assert "Neil Armstrong" in understand("When was he born?", [Turn("Who was first on the Moon?", (cited,))]).text


def test_operations_follow_each_other() -> None:
    said = Turn("Who said that?", QUETTA.quotes)
    assert understand("more", [QUETTA, said]).text == QUETTA.question


def test_without_evidence_there_is_nothing_to_operate_on() -> None:
    assert understand("Who said that?", [Turn(QUETTA.question)]).operation is None


@pytest.mark.parametrize("question", ["What did he say?", "Why?", "How old is she?", "Who said that?", "Who is he?"])
def test_a_first_question_that_means_nobody_is_underspecified(question: str) -> None:
    assert understand(question).kind == "underspecified"


def test_a_follow_up_that_finds_nobody_to_mean_is_underspecified_too() -> None:
    assert understand("What did he say?", [Turn("Why?")]).kind == "underspecified"
    never = shipped_weights()._replace(dependent_from=1.1)
    levy = Turn("How is the levy paid?", ("Two methods of payment are allowed.",))
    assert understand("How effective are these guards?", [levy], weights=never).kind == "underspecified"
    assert understand("How effective are these methods?", [levy], weights=never).kind == "standalone"


@pytest.mark.parametrize(
    ("asked", "name", "text", "carried"),
    [
        ("What did he say?", "Tobias Renn", "What did Tobias Renn say?", ["What did", "say"]),
        ("How many died in this county?", "Dunmere.", "How many died in Dunmere?", ["How many died in"]),
        (
            "Does this river flood?",
            "The Orrin",
            "About The Orrin: does this river flood?",
            ["About", ": does this river flood"],
        ),
    ],
)
def test_the_name_that_was_asked_back_for_completes_the_question(
    asked: str, name: str, text: str, carried: list[str]
) -> None:
    understood = understand(name, [Turn(asked)])
    assert (understood.text, understood.kind, _marked(understood)) == (text, "carried", carried)


def test_a_name_after_a_question_that_was_answered_completes_nothing() -> None:
    assert understand("Tobias Renn", [QUETTA]).text != "How many people were killed in Tobias Renn?"


@pytest.mark.parametrize(
    "question", ["Is it safe to eat raw eggs?", "How many people died?", "What happened?", "How long did it rain?"]
)
def test_a_first_question_is_not_refused_for_a_pronoun_alone(question: str) -> None:
    assert understand(question).kind == "standalone"


def test_only_the_last_turns_are_looked_at() -> None:
    fillers = [Turn(f"Where is bridge {n}?") for n in range(MOST_TURNS)]
    assert "Thunberg" not in understand("How old is she?", [ACTIVIST, *fillers]).text


def test_what_is_searched_is_what_was_understood() -> None:
    understood = understand("How old is she?", [ACTIVIST])
    assert understood.searches == ((understood.text, 1.0),)
    assert understood.words == understood.text


def test_beside_a_guess_what_was_asked_is_searched_too() -> None:
    understood = understand("What are the symptoms?", [Turn("Tell me about lung cancer.")])
    assert understood.text == "What are the symptoms of lung cancer?"
    assert understood.searches == (("What are the symptoms?", 0.6), (understood.text, 0.4))
    assert understood.words == understood.text


def test_other_weights_can_stand_in_for_the_shipped_ones() -> None:
    never = shipped_weights()._replace(dependent_from=1.1)
    cancer = Turn("Tell me about lung cancer.")
    assert understand("What are the symptoms?", [cancer], weights=never).carried == ()


def test_a_question_in_another_language_is_left_as_it_is() -> None:
    question = "Wie alt ist die Aktivistin und in welcher Stadt ist sie?"
    assert understand(question, [ACTIVIST]).text == question
    german = Turn("Was hat die Ministerin am Montag gesagt und wo war das?", ACTIVIST.quotes)
    assert understand("How old is she?", [german]).text == "How old is she?"


def test_what_is_cited_in_another_language_names_nobody_but_is_evidence() -> None:
    cited = "Die Hafenmeisterin Ilse Brandt hat das Geld für die Werft nicht von der Stadt bekommen."
    history = [Turn("Who spoke about the repairs?", (cited,))]
    assert "Brandt" not in understand("How old is she?", history).text
    assert understand("Who said that?", history).operation == "speaker"


TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=60)
PHRASE = st.lists(
    st.sampled_from(
        ["what", "about", "and", "it", "its", "in", "Quetta", "she", "why", "the", "Greta", "it's", "?", "’s"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(st.one_of(TEXT, PHRASE), st.lists(st.tuples(st.one_of(TEXT, PHRASE), st.lists(TEXT, max_size=2)), max_size=4))
@settings(max_examples=examples(150), deadline=None)
def test_whatever_is_said_the_carried_parts_are_where_they_are_said_to_be(
    question: str, turns: list[tuple[str, list[str]]]
) -> None:
    understood = understand(question, [Turn(asked, tuple(quotes)) for asked, quotes in turns])
    _marked(understood)
    assert understood.question == question
    assert sum(weight for _, weight in understood.searches) == pytest.approx(1.0)
    assert understood.words in (understood.text, question)
    assert (understood.text == question) or understood.kind in ("carried", "operation")
    ends = [part.end for part in understood.carried]
    assert all(end <= part.start for end, part in zip(ends, understood.carried[1:], strict=False))


@pytest.mark.slow
def test_of_a_turn_no_more_is_heard_than_a_question_and_its_quotes_can_hold() -> None:
    """Mentions are compared with each other, so turns of any length would be work without bounds."""
    subject = "Tell me about Maren Tolvaisa. "
    long = Turn(subject + "Who in Quetta " * 7_000, (f"{subject}{'Alpha Beta of Gamma ' * 5_000}",) * 300)
    short = Turn(long.question[:2_000], tuple(quote[:2_000] for quote in long.quotes[:20]))
    assert understand("How old is she?", [long] * 2) == understand("How old is she?", [short] * 2)
    assert "Maren Tolvaisa" in understand("How old is she?", [Turn(subject, long.quotes)]).text


@pytest.mark.parametrize("text", ["Thanks!", "ok, thank you very much", "Hello"])
def test_thanks_and_greetings_carry_nothing(text: str) -> None:
    assert understand(text, [QUETTA]).text == text


def test_behind_what_it_is_about_a_question_does_not_go_on_with_and() -> None:
    understood = understand("And how big?", [Turn("How deep is Lake Orrin?", ("Its greatest depth is 287 metres.",))])
    assert understood.text == "About Lake Orrin: how big?"
    assert _marked(understood) == ["Lake Orrin"]


@pytest.mark.parametrize(
    ("question", "earlier", "cited", "word"),
    [
        ("Who lived there?", "When did Lake Orrin last freeze?", "It froze over in 1963.", "freeze"),
        ("And how often do I drain it?", "How do I reset the boiler?", "To reset the boiler, press the knob.", "reset"),
        ("and how old?", "How deep is Lake Orrin?", "The lake is 287 metres deep.", "deep"),
    ],
)
def test_what_something_does_or_is_like_is_not_carried(question: str, earlier: str, cited: str, word: str) -> None:
    assert word not in understand(question, [Turn(earlier, (cited,))]).text


def test_a_person_with_an_uncommon_name_is_whom_she_means() -> None:
    understood = understand("Who taught her?", [Turn("Why did Isolde Venn leave London?")])
    assert (understood.text, _marked(understood)) == ("Who taught Isolde Venn?", ["Isolde Venn"])


def test_by_whom_asks_the_clause_before() -> None:
    understood = understand("By whom?", [Turn("When was the abbey founded?", ("The abbey was founded in 1142.",))])
    assert understood.text == "By whom was the abbey founded?"


TAX = Turn("What is a carbon border tax?", ("It is a charge on goods, by how much gas was let out to make them.",))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When does it start?", "When does the carbon border tax start?"),
        ("Is it fair?", "Is the carbon border tax fair?"),
        ("Which goods does it cover?", "Which goods does the carbon border tax cover?"),
        ("What time is it in Norvik?", "What time is it in Norvik?"),
        ("How long does it take to learn Dutch?", "How long does it take to learn Dutch?"),
    ],
)
def test_it_is_the_thing_that_was_asked_about_unless_it_means_nothing(question: str, text: str) -> None:
    turns = [TAX, Turn("Who is against it?", ("Two states are against it.",))]
    assert understand(question, turns).text.lower().endswith(text.lower())


@pytest.mark.parametrize("question", ["And Kestrel 2?", "what about Kestrel 2?"])
def test_a_name_takes_the_place_of_what_it_was(question: str) -> None:
    turns = [
        Turn("When was the tram approved?", ("The tram was approved in May.",)),
        Turn("how much does it cost?", ("The tram costs two crowns a ride.",)),
    ]
    assert understand(turns[1].question, turns[:1]).text == "how much does the tram cost?"
    assert understand(question, turns).text == "how much does Kestrel 2 cost?"


def test_a_name_takes_no_place_before_the_question() -> None:
    assert continued("And the Greens?", "About closure: who stayed away?", carried=(Carried("closure", 6, 13),)) is None


@pytest.mark.parametrize(
    ("question", "earlier", "text"),
    [
        ("Where?", "When is the fair?", "Where is the fair?"),
        ("At what time?", "Where is the next meeting?", "At what time is the next meeting?"),
        ("And the company?", "What did Strand say?", "What did the company say?"),
        ("And Brandt?", "What did the harbour master say about the pier?", "What did Brandt say about the pier?"),
    ],
)
def test_a_short_question_keeps_what_is_or_what_was_said(question: str, earlier: str, text: str) -> None:
    assert understand(question, [Turn(earlier)]).text == text


def test_a_description_that_begins_a_sentence_is_no_name() -> None:
    cited = "Eighteen-year-old Danny Firth then headed the winner."
    understood = understand("How old is he?", [Turn("Who scored the winner?", (cited,))])
    assert understood.text == "How old is Danny Firth?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who condemned it?", "Who condemned what happened on the Gannet?"),
        ("And who is investigating that?", "And who is investigating what happened on the Gannet?"),
        ("Who owns it?", "Who owns the Gannet?"),
    ],
)
def test_an_event_is_condemned_and_a_thing_is_owned(question: str, text: str) -> None:
    assert understand(question, [Turn("What happened on the Gannet?", ("The Gannet sank.",))]).text == text


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Denmark?",
        "And what was the length of the Suez Canal?",
        "what is the boiling point of mercury",
        "Who is the prime minister of New Zealand?",
        "How high are the walls of Ávila?",
    ],
)
@pytest.mark.parametrize("earlier", ["What did Maren Holt say about the ferry?", "What are the prices in the harbour?"])
def test_a_question_that_says_of_what_it_asks_is_not_changed(question: str, earlier: str) -> None:
    turns = [Turn("Who is Maren Holt?", ("Maren Holt chairs the port.",)), Turn(earlier, ("The ferry is old.",))]
    understood = understand(question, turns)
    assert (understood.kind, understood.text) == ("standalone", question)


def test_a_question_of_what_was_asked_about_or_of_one_of_several_may_carry() -> None:
    form, known = QuestionForm.of("What is the price of the ferry?"), frozenset(content_stems("Who runs the ferry?"))
    assert not is_complete(form, known)
    assert is_complete(form, frozenset())
    assert not is_complete(QuestionForm.of("What is the price of the old one?"), frozenset())
    for common in ("What are the types of valves?", "What is the impact of dredging on the bay?"):
        assert not is_complete(QuestionForm.of(common), frozenset())


@pytest.mark.parametrize(
    ("question", "earlier", "text"),
    [
        ("And in Leeds?", "Who lives at the old mill near Kendal?", "Who lives in Leeds?"),
        (
            "and in Norvik?",
            "How many drowned at the fish market in Dun?",
            "How many drowned at the fish market in Norvik?",
        ),
        ("And in Leeds?", "Who sells bread near the station?", "Who sells bread near the station in Leeds?"),
        ("and in 2019?", "Who was hurt at Norvik?", "Who was hurt at Norvik in 2019?"),
        ("and at the pier?", "Who was hurt in Norvik?", "Who was hurt in Norvik at the pier?"),
        ("What about in Leeds?", "Who played at Anfield in May?", "Who played at Anfield in May in Leeds?"),
    ],
)
def test_a_named_place_takes_the_place_of_the_one_that_the_question_ends_with(
    question: str, earlier: str, text: str
) -> None:
    assert understand(question, [Turn(earlier)]).text == text


@pytest.mark.parametrize(
    ("question", "earlier", "cited", "text"),
    [
        (
            "When did they land?",
            "Who was first on the Moon?",
            "Two pilots were first on the Moon.",
            "they land on the Moon?",
        ),
        (
            "Why did they attack?",
            "How many people were killed in Dunvale?",
            "Nine were dead.",
            "they attack in Dunvale?",
        ),
        ("Why did they attack?", "What did the Ninth Tide do?", "", "did the Ninth Tide attack?"),
        ("how long were they below?", "How many miners were trapped in Chile?", "", "how long were miners below?"),
    ],
)
def test_they_are_no_place(question: str, earlier: str, cited: str, text: str) -> None:
    assert understand(question, [Turn(earlier, (cited,) if cited else ())]).text.endswith(text)
