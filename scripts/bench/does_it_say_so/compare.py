"""All systems over the yardstick, each in an environment of its own: a table, a picture, a result.

    python -m scripts.bench.does_it_say_so.compare --scratch DIR [--systems ours,plain,...] [--runs 2]

Makes the environments in the scratch folder, then runs every system as often as is said, each time in a new process.
The result of a run is kept there, and a later call continues from it. Prints the tables, writes
.bench/does-it-say-so-COMMIT.json, and draws it where matplotlib is. Processor time is reported beside wall-clock time,
since on a busy machine only the former is meaningful.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from index.encoders.base import FAST_MODEL, model_folder
from scripts.bench.does_it_say_so.protocol import articles, questions
from scripts.bench.does_it_say_so.score import RISK, scored
from scripts.bench.machine import named
from scripts.bench.peers.compare import ROOT, TORCH, commit

#: What each adapter needs beside the standard library. None: this repository's own environment.
NEEDS: dict[str, list[str] | None] = {
    "ours": None,
    "plain": [TORCH, "sentence-transformers", "faiss-cpu"],
    "txtai": [TORCH, "txtai"],
    "cairn_assistant": ["cairn-assistant==0.3.0"],
    "cairn_pipeline": ["cairn-pipeline==0.1.0"],
}
#: Nothing is downloaded; one thread each, since on a busy machine threads that wait for each other use processor time.
ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "QA_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
Scores = dict[str, dict[str, Any]]
#: A column of the table: the key, its title, how it is written.
COLUMNS = (
    ("first", "right sentence first", "{:.2f}"),
    ("right", "answered rightly", "{:.2f}"),
    ("of_answered", "right of answered", "{:.2f}"),
    ("false", "answered without an answer", "{:.2f}"),
    ("aurc", "AURC (less is better)", "{:.2f}"),
    ("coverage_at_risk", f"coverage at risk {RISK}", "{:.2f}"),
    ("verbatim", "verbatim", "{:.2f}"),
    ("offsets", "true offsets", "{:.2f}"),
    ("characters", "characters quoted", "{:.0f}"),
    ("same_again", "equal bytes on repeat", "{:.2f}"),
)
TOOK = (("ask_cpu_p50_ms", "question, CPU ms"), ("ask_p50_ms", "by the clock, ms"), ("add_cpu_s", "adding, CPU s"))


def environment(name: str, scratch: Path) -> Path:
    """Return the Python of a system's environment, making it first if it is not there."""
    needs = NEEDS[name]
    if needs is None:
        return Path(sys.executable)
    folder = scratch / "environments" / name
    if not (folder / "ready").exists():
        print(f"making the environment of {name}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        for install in (needs[:1], needs):  # torch first, where it is needed: pip would choose another build
            subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", *install], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


def replies(name: str, scratch: Path, runs: int) -> list[dict[str, Any]]:
    """Return what a system replied in each run, running those that are missing."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **ENVIRONMENT}
    found = []
    runs = runs or sum((scratch / f"{name}.{turn}.json").exists() for turn in (1, 2, 3))
    for turn in range(1, runs + 1):
        out = scratch / f"{name}.{turn}.json"
        if not out.exists():
            print(f"{name}, run {turn}", flush=True)
            program: list[str | Path] = [
                environment(name, scratch),
                "-m",
                "scripts.bench.does_it_say_so.run",
                name,
                out,
            ]
            subprocess.run([*program, "--model", model_folder(FAST_MODEL)], check=True, cwd=ROOT, env=environ)
        found.append(json.loads(out.read_text(encoding="utf-8")))
    return found


def tables(scores: Scores) -> str:
    """Return the tables, as Markdown: the measures, then the traps."""
    columns = [*(title for _, title, _ in COLUMNS), *(title for _, title in TOOK), "memory, MB"]
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, score in scores.items():
        cells = ["" if score[key] is None else form.format(score[key]) for key, _, form in COLUMNS]
        cells += [f"{score['took'][key]:.1f}" for key, _ in TOOK] + [f"{score['took']['mb']:.0f}"]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    traps = next(iter(scores.values()))["traps"]
    heads = [f"{trap} ({counts[1]})" for trap, counts in traps.items()]
    lines += ["", "| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for name, score in scores.items():
        lines.append(f"| {name} | " + " | ".join(str(well) for well, _ in score["traps"].values()) + " |")
    return "\n".join(lines)


def picture(scores: Scores, target: Path) -> None:
    """Draw risk against coverage, and the share dealt with rightly in each trap, where matplotlib is installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    figure = Figure(figsize=(13, 5))
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.25])
    for name, score in scores.items():
        left.plot(*zip(*score["curve"], strict=True), label=name, linewidth=2.5 if name == "ours" else 1.2)
    left.set(xlabel="share of all questions answered", ylabel="share of these answers that is wrong", ylim=(0, 1))
    left.set_title("Risk and coverage, as the bar is lowered (less is better)", fontsize=10)
    left.legend(fontsize=8)
    traps = list(next(iter(scores.values()))["traps"])
    shares = [[score["traps"][trap][0] / score["traps"][trap][1] for trap in traps] for score in scores.values()]
    right.imshow(shares, cmap="RdYlGn", vmin=0, vmax=1, aspect="auto")
    right.set_xticks(range(len(traps)), traps, rotation=35, ha="right", fontsize=8)
    right.set_yticks(range(len(scores)), list(scores), fontsize=8)
    for row, values in enumerate(shares):
        for column, value in enumerate(values):
            right.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=8)
    right.set_title("Dealt with rightly, by trap, as each ships (more is better)", fontsize=10)
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    print(target.relative_to(ROOT))


def result(scores: Scores, runs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return what is kept of the runs: commit and machine, the scores, and of each question whether it was answered,
    and how surely."""
    bare = {
        name: [{"id": r["id"], "answered": r["answered"], "score": r["score"]} for r in of_it[0]["replies"]]
        for name, of_it in runs.items()
    }
    return {"commit": commit(), "machine": named(), "questions": len(questions()), "scores": scores, "replies": bare}


def main() -> None:
    """Run what is missing, score, report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--systems", default=",".join(NEEDS))
    parser.add_argument(
        "--runs", type=int, default=2, help="0 runs nothing, and scores the runs there are, up to three"
    )
    given = parser.parse_args()
    given.scratch.mkdir(parents=True, exist_ok=True)
    texts, asked = {row["id"]: row["text"] for row in articles()}, questions()
    runs = {name: replies(name, given.scratch, given.runs) for name in given.systems.split(",")}
    scores = {name: scored(asked, of_it, texts) for name, of_it in runs.items()}
    print(tables(scores))
    target = ROOT / ".bench" / f"does-it-say-so-{commit()}.json"
    target.write_text(json.dumps(result(scores, runs), indent=1))
    print(target.relative_to(ROOT))
    picture(scores, target.with_suffix(".png"))


if __name__ == "__main__":
    main()
