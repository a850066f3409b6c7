"""Which texts the rules of English are used on."""

from __future__ import annotations

import pytest

from qa.text.english import is_english


@pytest.mark.parametrize(
    "text",
    [
        "The dam at Norvik will be closed until the spring, and the ferry will not sail.",
        "How old is she?",
        "Who is Luis de la Vega?",
        "When did it happen in São Paulo?",
        "Why?",
        "",
        "2024",
    ],
)
def test_english_and_what_is_too_short_to_tell_is(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Damm bei Norvik wird bis zum Frühjahr nicht geöffnet, und die Fähre ist nicht in Betrieb.",
        "La presa de Norvik no se abre hasta la primavera, dijo el alcalde de la ciudad.",
        "Le barrage de Norvik ne sera pas ouvert avant le printemps, a dit la maire.",
        "Плотина будет закрыта до весны.",
        "السد مغلق حتى الربيع",
        "大坝将关闭至春天",
    ],
)
def test_other_languages_and_scripts_are_not(text: str) -> None:
    assert not is_english(text)
