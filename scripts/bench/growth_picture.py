"""The curves of ``growth``: what each number becomes as a corpus grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def picture(results: list[dict[str, Any]], target: Path) -> None:
    """Draw the curves, where matplotlib is installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("matplotlib is not installed: no picture; `pip install matplotlib` for one")
        return
    sizes = [result["sentences"] for result in results]
    curves: list[tuple[str, Callable[[dict[str, Any]], float]]] = [
        ("add 30 sentences, ms", lambda r: r["add_30_sentences_ms"]["median"]),
        ("dense, ms", lambda r: r["dense_10_ms"]["p50"]),
        ("lexical, ms", lambda r: r["lexical_50_ms"]["p50"]),
        ("lexical p99, ms", lambda r: r["lexical_50_ms"]["p99"]),
        ("question to candidates, ms", lambda r: r["candidates_ms"]["p50"]),
        ("opening, s", lambda r: r["open_s"]),
    ]
    figure = Figure(figsize=(9, 5))
    axes, beside = figure.subplots(1, 2)
    for name, value in curves:
        axes.plot(sizes, [value(result) for result in results], marker="o", label=name)
    beside.plot(sizes, [r["memory_mb"]["now"] for r in results], marker="o", label="memory, MB")
    beside.plot(sizes, [sum(r["bytes"].values()) / 1e6 for r in results], marker="o", label="on disk, MB")
    for part in (axes, beside):
        part.set(xscale="log", yscale="log", xlabel="sentences")
        part.grid(alpha=0.3)
        part.legend(fontsize=8)
    axes.set_title("time by the clock, one thread for models and vectors", fontsize=9)
    figure.tight_layout()
    figure.savefig(target, dpi=120)
    print(target)
