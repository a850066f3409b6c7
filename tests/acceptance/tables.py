"""The tables of the README that are made of the code: the settings and the commands.

python -m tests.acceptance.tables      # write them anew
"""

from __future__ import annotations

import re
from pathlib import Path

from qa.cli.main import COMMANDS
from qa.settings import described

README = Path(__file__).parents[2] / "README.md"


def settings_table() -> str:
    """Write the settings as a Markdown table."""
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {says} |" for name, default, says in described()]
    return "\n".join(["| setting | default | what it is for |", "|---|---|---|", *rows, ""])


def commands_table() -> str:
    """Write the commands as a Markdown table."""
    rows = [f"| `qa {name}` | {says} |" for name, (_, says) in COMMANDS.items()]
    return "\n".join(["| command | |", "|---|---|", *rows, ""])


def written(text: str) -> str:
    """Return the README with its tables as they should be."""
    for name, table in (("settings", settings_table()), ("commands", commands_table())):
        marks = re.compile(rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)")
        text = marks.sub(lambda match, table=table: f"{match[1]}{table}{match[2]}", text)
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
