"""Words that distinguish a person from a place or a company in English news: first names, titles, occupations, and so
on.

Owns which lists attribution reads. They need not be complete: a name on none of them is judged by the words around it
(``qa.attribution.person_names``), and in doubt nobody is given as the speaker.
"""

from __future__ import annotations

from qa.text.names import FEMALE_NAMES, FIRST_NAMES, IMPERSONAL, MALE_NAMES, SURNAMES_TOO
from qa.text.word_lists import CALLINGS, TITLES, WORDS_FOR_MEN, WORDS_FOR_WOMEN, word_list

FEMALE_WORDS, MALE_WORDS = WORDS_FOR_WOMEN, WORDS_FOR_MEN
# Heads of descriptions that are no single person: "he" never means them.
COLLECTIVE = word_list("collectives")
# What people are called in the plural, without an article: "officials in the province said".
CROWDS = word_list("crowds")

__all__ = [
    "CALLINGS",
    "COLLECTIVE",
    "CROWDS",
    "FEMALE_NAMES",
    "FEMALE_WORDS",
    "FIRST_NAMES",
    "IMPERSONAL",
    "MALE_NAMES",
    "MALE_WORDS",
    "SURNAMES_TOO",
    "TITLES",
]
