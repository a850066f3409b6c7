"""A name of a package is loaded when it is used, from where it stands, and once."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from index.extras import loaded_when_used


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("lazy")
    monkeypatch.setitem(sys.modules, "lazy", module)
    attribute, names = loaded_when_used("lazy", {"this": "math:pi", "sqrt": "math"})
    module.__dict__.update(__getattr__=attribute, __dir__=names)
    return module


def test_a_name_is_loaded_when_it_is_used_also_under_another(package: ModuleType) -> None:
    assert "sqrt" not in vars(package)
    assert package.sqrt(package.this) == pytest.approx(1.772, abs=1e-3)
    assert {"sqrt", "this"} <= vars(package).keys()


def test_names_are_listed_before_they_are_loaded(package: ModuleType) -> None:
    assert {"sqrt", "this"} <= set(dir(package))


def test_an_unknown_name_is_none_of_the_package(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'lazy' has no attribute 'cos'"):
        _ = package.cos
