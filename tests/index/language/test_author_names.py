"""The names of authors, without what bylines put about them."""

from __future__ import annotations

import pytest

from index.language.author_names import author_names, given_name_first


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        ("Ida Krok", "Ida Krok"),
        ("By Ida Krok", "Ida Krok"),
        ("Par Ida Krok; Per Ek", "Ida Krok; Per Ek"),
        ("Di Ida Krok", "Ida Krok"),
        ("Text von Ida Krok", "Ida Krok"),
        ("Автор: Ида Крок", "Ида Крок"),
        ("IDA KROK; Harbour Correspondent", "IDA KROK"),
        ("Ida Krok; Redakteurin", "Ida Krok"),
        ("Staff Writer", "Staff Writer"),
        ("Di Palma", "Di Palma"),
        ("De Gaulle", "De Gaulle"),
        ("Byron Ek", "Byron Ek"),
        ("Von der Leyen", "Von der Leyen"),
        ("Ida Krok; Publié Le; Mis À Jour Le", "Ida Krok"),
        ("Ida Krok; 13 De Noviembre De 2023", "Ida Krok"),
        ("Veröffentlicht am 4. Mai", None),
        ("", None),
        (None, None),
    ],
)
def test_the_word_before_a_name_and_the_work_behind_it_are_no_names(declared: str | None, names: str | None) -> None:
    assert (author_names(declared) or None) == names


@pytest.mark.parametrize(
    ("name", "read"),
    [("Krok, Ida", "Ida Krok"), ("Ida Krok", "Ida Krok"), ("Krok, Ida, Ek, Per", "Krok, Ida, Ek, Per")],
)
def test_a_family_name_that_is_put_first_is_put_last(name: str, read: str) -> None:
    assert given_name_first(name) == read
