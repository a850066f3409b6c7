"""How much was read and written, as OpenAI's clients ask for it. No language model's tokens are spent: what is counted
are words and marks, close to what a tokenizer makes of English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(texts: Iterable[str]) -> int:
    """Count the words and marks of texts."""
    return sum(sum(1 for _ in _TOKEN.finditer(text)) for text in texts)


def chat_usage(prompt: int, completion: int) -> dict[str, Any]:
    """Return the usage of a chat completion."""
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def response_usage(prompt: int, completion: int) -> dict[str, Any]:
    """Return the usage of a response."""
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": completion,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + completion,
    }
