"""Answers written for other programs: every format by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from qa.errors import QuestionError
from qa.rendering.annotations import web_annotations
from qa.rendering.evidence_file import evidence_file
from qa.rendering.markdown import markdown
from qa.rendering.references import bibtex, csl


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


#: Format -> what writes answers, in their wire form, as text.
FORMATS: dict[str, Callable[[Iterable[dict[str, Any]]], str]] = {
    "markdown": markdown,
    "csl": lambda answers: _json(csl(answers)),
    "bibtex": bibtex,
    "evidence": evidence_file,
    "annotations": lambda answers: _json(web_annotations(answers)),
}
#: The end of a file's name -> its format.
SUFFIXES = {".md": "markdown", ".json": "csl", ".bib": "bibtex", ".jsonld": "annotations", ".html": "evidence"}


def exported(form: str, answers: Iterable[dict[str, Any]]) -> str:
    """Write answers in a format. Raises QuestionError for one that there is not."""
    if form not in FORMATS:
        raise QuestionError(f"an answer has no form {form!r}; there are {', '.join(FORMATS)}")
    return FORMATS[form](answers)
