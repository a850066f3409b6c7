"""What needs an extra that is not installed says with what to install it."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "needed", "extra"),
    [
        ("qa.integrations.langchain", "langchain_core.callbacks", "langchain"),
        ("qa.integrations.llamaindex", "llama_index.core.retrievers", "llamaindex"),
        ("qa.integrations.haystack", "haystack", "haystack"),
        ("qa.client.http", "httpx2", "client"),
    ],
)
def test_the_error_names_the_extra(module: str, needed: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, needed, None)
    monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(ModuleNotFoundError) as error:
        importlib.import_module(module)
    assert "is not installed" in str(error.value)
    assert f"pip install 'grounded-qa[{extra}]'" in str(error.value)
    assert needed.startswith(error.value.name or "nothing")
