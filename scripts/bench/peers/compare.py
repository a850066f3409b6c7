"""The same sentences, model and questions in other libraries for retrieval, each in an environment of its own.

    python -m scripts.bench.peers.compare --scratch DIR --data DATA [--peers plain,langchain,txtai,...]
                                  [--model e5|fast] [--sentences 20000] [--questions 500] [--rounds 5] [--minutes M]

Makes the environments in the scratch folder (torch, pinned, first), then runs rounds: in each, every peer builds an
index of the sentences in a new process and answers the questions in another, in an order that changes with the round.
What was measured is kept in the scratch folder, and a later run with the same sentences and questions goes on from
there. After ``--minutes`` no round is begun. Prints a table of medians, writes .bench/peers-MODEL-COMMIT.json, and
draws it where matplotlib is. "ours" is the whole product: it divides articles, keeps a catalogue and a full-text index,
and retrieves through both legs; "ours-dense" searches as the others do; "ours-answer" reads, decides and cites. The
three share one corpus. With ``--model e5`` all encode with multilingual-e5-small, the body of the default encoder (ours
is the default itself, whose upper layers are trained on: as much work); with ``fast`` with all-MiniLM-L6-v2. Columns
with "cpu" compare processor time: they hold on a busy machine, where the clock's mean little.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

from index.encoders.base import FAST_MODEL, model_folder
from index.encoders.onnx import DEFAULT_ENCODER, FAST_ENCODER
from index.splitting.sentences import split
from scripts.bench.machine import named
from scripts.bench.same_weights import same_weights
from scripts.sets.growth import articles, questions

ROOT = Path(__file__).resolve().parents[3]

Results = dict[str, list[dict[str, float]]]
TORCH = "torch==2.13.0"
NEEDS = {
    "plain": ["sentence-transformers", "faiss-cpu"],
    "langchain": ["langchain-community", "langchain-huggingface", "sentence-transformers", "faiss-cpu"],
    "txtai": ["txtai"],
    "llama-index": ["llama-index-core", "llama-index-embeddings-huggingface"],
    "haystack": ["haystack-ai", "sentence-transformers-haystack", "sentence-transformers"],
    "chroma": ["chromadb", "sentence-transformers"],
    "lancedb": ["lancedb", "sentence-transformers"],
}
OURS = ("ours", "ours-dense", "ours-answer")
#: The encoder of ours by the model that the others are given.
OURS_ENCODER = {"e5": DEFAULT_ENCODER, "fast": FAST_ENCODER}
#: The columns of the picture, each with its title and whether more is better.
DRAWN = (
    ("ingest_per_s", "sentences ingested a second", True),
    ("ask_p50_ms", "one question, median, ms", False),
    ("cold_s", "start to first answer, s", False),
    ("ask_mb", "most memory while asking, MB", False),
)


def environment(name: str, scratch: Path) -> Path:
    """Return the Python of a peer's environment, making it first if it is not there."""
    if name in OURS:
        return Path(sys.executable)
    folder = scratch / "environments" / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"making the environment of {name}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        for needs in ([TORCH], [TORCH, *NEEDS[name]]):
            subprocess.run([python, "-m", "pip", "install", "-q", *needs], check=True)
        (folder / "ready").touch()
    return python


def prepare(folder: Path, *, data: Path, sentences: int, asked: int) -> None:
    """Write the sentences, the articles that they are of, and the questions."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    texts: list[str] = []
    for article in articles(data / "articles.jsonl.gz"):
        if len(texts) >= sentences:
            break
        spans = split(article.text, title=article.title)
        texts += [article.text[span.start : span.end] for span in spans]
        rows.append({"id": article.id, "title": article.title, "text": article.text})
    (folder / "articles.json").write_text(json.dumps(rows))
    (folder / "sentences.json").write_text(json.dumps(texts))
    (folder / "questions.json").write_text(json.dumps(questions(data)[:asked]))


def run(name: str, what: str, *, python: Path, folder: Path, model: str | Path) -> dict[str, float]:
    """Let a peer do one thing in a process of its own."""
    program: list[str | Path] = [python, "-m", "scripts.bench.peers.run", name, what, folder, model]
    environ = {**os.environ, "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "true"}
    done = subprocess.run(
        [*program, folder / "questions.json"], capture_output=True, text=True, check=False, env=environ, cwd=ROOT
    )
    if done.returncode:
        sys.exit(f"{name} could not {what}:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measured(given: argparse.Namespace, pythons: dict[str, Path]) -> Results:
    """Run what rounds are missing, and return all."""
    folder = given.scratch / f"run-{given.model}-{given.sentences}-{given.questions}"
    theirs = same_weights(given.scratch / "e5") if given.model == "e5" else model_folder(FAST_MODEL)
    if not (folder / "questions.json").exists():
        prepare(folder, data=given.data, sentences=given.sentences, asked=given.questions)
    kept = folder / f"measured-{commit()}.jsonl"
    lines = kept.read_text().splitlines() if kept.exists() else []
    found = {(row["round"], row["peer"]): row["result"] for row in map(json.loads, lines)}
    names, began = list(pythons), time.monotonic()
    models = {name: OURS_ENCODER[given.model] if name in OURS else theirs for name in names}
    for turn in range(given.rounds):
        if time.monotonic() - began > given.minutes * 60:
            break
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            if (turn, name) in found:
                continue
            built_by = "ours" if name in OURS else name
            result: dict[str, float] = {}
            if name == built_by or not (folder / built_by).exists():
                shutil.rmtree(folder / built_by, ignore_errors=True)
                result |= run(built_by, "build", python=pythons[name], folder=folder, model=models[name])
            result |= run(name, "ask", python=pythons[name], folder=folder, model=models[name])
            result["load"] = os.getloadavg()[0]
            found[turn, name] = result
            with kept.open("a") as file:
                file.write(json.dumps({"round": turn, "peer": name, "result": result}) + "\n")
            print(turn, name, {key: round(value, 2) for key, value in result.items()}, flush=True)
    return {name: [result for (_, peer), result in sorted(found.items()) if peer == name] for name in names}


def medians(rounds: Results) -> dict[str, dict[str, float]]:
    """Return the median of every column for every peer; what a peer shares with another is that other's."""
    found = {}
    for name, results in rounds.items():
        columns = list(dict.fromkeys(key for result in results for key in result))
        found[name] = {key: statistics.median(r[key] for r in results if key in r) for key in columns}
    return {name: (found["ours"] | values if name in OURS else values) for name, values in found.items()}


def report(given: argparse.Namespace, rounds: Results) -> None:
    """Print the medians as a table, write everything under the commit's name, and draw it."""
    middle = medians(rounds)
    columns = list(middle["ours"])
    print("| peer | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, values in middle.items():
        print(f"| {name} | " + " | ".join(f"{values[column]:.2f}" for column in columns) + " |")
    target = ROOT / ".bench" / f"peers-{given.model}-{commit()}.json"
    target.parent.mkdir(exist_ok=True)
    setup = {"model": given.model, "sentences": given.sentences, "questions": given.questions}
    setup |= {"rounds": len(rounds["ours"]), "machine": named()}
    target.write_text(json.dumps(setup | {"medians": middle, "measured": rounds}, indent=1))
    print(target.relative_to(ROOT))
    picture(middle, target.with_suffix(".png"))


def picture(middle: dict[str, dict[str, float]], target: Path) -> None:
    """Draw these columns, where matplotlib is installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    names = list(middle)[::-1]
    figure = Figure(figsize=(10, 6))
    for axes, (column, title, more) in zip(figure.subplots(2, 2).flat, DRAWN, strict=True):
        values = [middle[name][column] for name in names]
        bars = axes.barh(names, values, color=["#2a6fb0" if name in OURS else "#b8bfc7" for name in names])
        axes.bar_label(bars, fmt="%.3g", fontsize=8, padding=2)
        axes.set_title(f"{title} ({'more' if more else 'less'} is better)", fontsize=9)
        axes.tick_params(labelsize=8)
        axes.margins(x=0.15)
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(target, dpi=120)
    print(target.relative_to(ROOT))


def commit() -> str:
    """Return the commit that is measured."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main() -> None:
    """Make environments, run the rounds, report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--peers", default=",".join(NEEDS))
    parser.add_argument("--model", choices=sorted(OURS_ENCODER), default="e5")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of RealTimeQA: articles.jsonl.gz, questions.*.jsonl"
    )
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=600)
    given = parser.parse_args()
    names = [*OURS, *(name for name in given.peers.split(",") if name)]
    report(given, measured(given, {name: environment(name, given.scratch) for name in names}))


if __name__ == "__main__":
    main()
