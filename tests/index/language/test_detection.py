"""The language of a text."""

from __future__ import annotations

import pytest

from index.language.detection import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The mayor said that she was not at the meeting."),
        ("de", "Die Bürgermeisterin sagte, dass sie nicht bei der Sitzung war."),
        ("fr", "La maire a dit qu'elle n'était pas à la réunion des élus."),
        ("es", "La alcaldesa dijo que no estaba en la reunión de los vecinos."),
        ("it", "La sindaca ha detto che non era alla riunione del consiglio."),
        ("pt", "A prefeita disse que não estava na reunião com os moradores."),
        ("nl", "De burgemeester zei dat zij niet bij de vergadering was."),
        ("ru", "Она сказала, что он не был на собрании и что это не так."),
        ("en", "Port Ostrin, 4 May"),
        ("en", ""),
        ("en", "Rescuers met in Halden on Monday."),
    ],
)
def test_a_text_is_in_the_language_of_its_commonest_words(language: str, text: str) -> None:
    assert language_of(text) == language


def test_a_foreign_quotation_or_title_in_an_english_article_does_not_change_its_language() -> None:
    text = "He called it „die Kunst der Fuge“. The concert was in the hall by the river, and the tickets were cheap."
    assert language_of(text) == "en"
