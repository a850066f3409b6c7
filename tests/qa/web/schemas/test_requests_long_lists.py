"""Lists in what clients send: one that is far too long makes few errors, as the making of each holds up all others."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from pydantic import BaseModel, ValidationError

import qa.web.openai.schemas
import qa.web.schemas

_MODULES = [
    qa.web.openai.schemas,
    *(
        importlib.import_module(f"qa.web.schemas.{module.name}")
        for module in pkgutil.iter_modules(qa.web.schemas.__path__)
    ),
]
_BODIES = {
    value
    for module in _MODULES
    for name, value in vars(module).items()
    if name.endswith("In") and isinstance(value, type) and issubclass(value, BaseModel)
}
FIELDS = sorted(((body, field) for body in _BODIES for field in body.model_fields), key=str)
#: As many errors as the longest list that is taken, of a thousand articles, may make of its own.
_MOST_ERRORS = 1_000


def test_the_bodies_of_every_kind_are_among_them() -> None:
    assert {"AskIn", "ChatIn", "CompletionIn", "ResponsesIn"} <= {body.__name__ for body, _ in FIELDS}


@pytest.mark.parametrize("member", [1, {}, [], ""], ids=["numbers", "objects", "lists", "texts"])
def test_a_list_that_is_far_too_long_makes_few_errors(member: object) -> None:
    many = {(body.__name__, field): _errors(body, {field: [member] * 20_000}) for body, field in FIELDS}
    assert max(many.values()) <= _MOST_ERRORS, many


def _errors(body: type[BaseModel], content: dict[str, object]) -> int:
    try:
        body.model_validate(content)
    except ValidationError as error:
        return error.error_count()
    return 0
