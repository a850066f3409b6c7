"""What a process does that will be killed: one change of a corpus, each acknowledgement written to a file at once."""

from __future__ import annotations

import os
from pathlib import Path

from index import Corpus
from index.durable import fault_points
from index.limits import Limits
from index.maintenance import reembed
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder

OTHER = HashEncoder(32, name="other")


def change(corpus: Corpus, operation: str, said: Path) -> None:
    """Make one change and write what is known to be stored once it is acknowledged."""
    log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(line: str) -> None:
        os.write(log, f"{line}\n".encode())

    if operation == "add":
        corpus.add(articles(9)[6:], on_outcome=lambda outcome: say(f"added {outcome.article_id}"))
    elif operation == "replace":
        corpus.add([article(1, version=2)], on_outcome=lambda outcome: say("replaced a1"))
    elif operation == "delete":
        corpus.delete(["a2"])
        say("deleted a2")
    elif operation == "stream":
        for number in range(100, 10_000):
            corpus.add([article(number)], on_outcome=lambda outcome: say(f"added {outcome.article_id}"))
    elif operation in ("repair", "compact"):
        getattr(corpus, operation)()
    elif operation == "forget":
        corpus.add([article(1, version=2)])
        corpus.compact(superseded_before="9999-12-31")
    elif operation == "snapshot":
        corpus.snapshot(f"{corpus.folder}.copy")
    os.close(log)


def perform(folder: Path, operation: str, hook: fault_points.Hook | None) -> None:
    """Run one operation on a corpus of six articles, whole with opening and closing, passing each step to ``hook``."""
    fault_points.arm(hook)
    try:
        with Corpus.open(folder, encoder=HashEncoder(), create=operation == "create") as corpus:
            if operation == "create":
                corpus.add(articles(6))
            change(corpus, operation, folder.with_name(f"{folder.name}.said"))
    finally:
        fault_points.arm(None)


def reembedded(folder: Path, hook: fault_points.Hook | None) -> None:
    """Change the encoder of the corpus in a folder, a few sentences at a time."""
    fault_points.arm(hook)
    try:
        reembed.reembed(folder, OTHER, limits=Limits(batch_sentences=6))
    finally:
        fault_points.arm(None)


def killed(folder: Path, operation: str, step: str, occurrence: int) -> None:
    """Run an operation in this process and die at a step, or run to the end when the step is ""."""
    hook = fault_points.kill_at(step, occurrence=occurrence) if step else None
    if operation == "reembed":
        reembedded(folder, hook)
    else:
        perform(folder, operation, hook)
