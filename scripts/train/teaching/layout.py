"""Groups to packed rows for the teacher: the reader's layout, in the teacher's own vocabulary."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from scripts.train.batches import BUDGET, Layout

BEGIN, END = 0, 2


def teacher_layout(folder: Path) -> Layout:
    """Open the layout of the model in ``folder``. It is taught without the encoder's cosine."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Layout(tokenizer, replace(BUDGET, title=16, section=16, first=BEGIN, between=END), prior_weight=0.0)
