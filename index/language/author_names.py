"""What a page, feed or file says of its authors -> their names alone, apart by "; ".

Owns what stands about a name in a byline: the word for "by", a title of work, a family name that is put first. Knows
nothing of where a byline stands.
"""

from __future__ import annotations

import re

#: "By" in a few languages; "Di" begins names, too, so that only two words or more may follow. "De" mostly does.
_BY = re.compile(
    r"(?:(?i:by|von|par|por|door|text|texte|texto|testo|words|автор|autor|autore|auteur|författare|forfatter)(?:\s*:\s*|\s+"
    r"(?:(?i:by|von|par|por|di|de)\s+)?)|(?:Di|Av|Af)\s+(?=\S+\s+\S))(?=[^\W\d_a-z])"
)
_WORK = re.compile(
    r"(?i)(?:.*\s)?(?:editor|reporter|correspondent|writer|columnist|contributor|journalist|staff|redakteurin|redakteur"
    r"|korrespondentin|korrespondent|journaliste|correspondante?|redactora?|corresponsal|giornalista|redazione)"
    r"(?:\s(?:in|at|for)\s.*)?"
)
#: What a byline says of its date: "Publié le", "13 November 2023".
_DATE = re.compile(
    r"(?i)(?:(?:first|last)\s)?(?:published|posted|updated|modified|publié|mis\s[àa]\s|veröffentlicht|aktualisiert|stand:"
    r"|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|opublikowano|aktualizacja"
    r"|publicerad|uppdaterad|publisert|oppdatert|udgivet|опубликовано|обновлено).*|\d.*|.*\b(?:19|20)\d\d\b.*"
)
_LONGEST = 400


def author_names(declared: str | None) -> str | None:
    """Return the names of the authors, apart by "; ", or None where none is left."""
    if not declared or len(declared) > _LONGEST:
        return declared
    parts = [part for one in declared.split(";") if (part := _BY.sub("", " ".join(one.split()), count=1))]
    parts = [part for part in parts if not _DATE.fullmatch(part)]
    people = [part for part in parts if not _WORK.fullmatch(part)] or parts
    return "; ".join(people) or None


def given_name_first(name: str) -> str:
    """Return "Tilda Marsh" for "Marsh, Tilda", as libraries write the name of one author; else the text as it is."""
    family, comma, forename = name.partition(", ")
    is_one = comma and "," not in forename and 0 < len(forename.split()) <= 2 and 0 < len(family.split()) <= 2
    return f"{forename} {family}" if is_one else name
