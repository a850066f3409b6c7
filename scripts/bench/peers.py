"""The same sentences, model and questions through what people would pick instead, each in an environment of its own.

    python scripts/bench/peers.py --scratch DIR [--peers plain,langchain,txtai,chroma] [--sentences 20000]
                                  [--questions 500] [--rounds 5]

Makes the environments in the scratch folder (torch, pinned, first), then runs rounds: in each, every peer builds an
index of the sentences in a new process and answers the questions in another, in an order that changes with the round.
Prints a table of medians and writes .bench/COMMIT-peers.json. "ours" is the whole product: it divides articles, keeps
a catalogue and a full-text index, and retrieves through both legs; "ours-dense" searches as the others do. Columns
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
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from growth_corpus import articles, questions  # noqa: E402

from index.encoders import model_folder  # noqa: E402 - after the path is set
from index.sentences import split  # noqa: E402

TORCH = "torch==2.13.0"
NEEDS = {
    "plain": ["sentence-transformers", "faiss-cpu"],
    "langchain": ["langchain-community", "langchain-huggingface", "sentence-transformers", "faiss-cpu"],
    "txtai": ["txtai"],
    "chroma": ["chromadb", "sentence-transformers"],
}
OURS = ("ours", "ours-dense")


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
    rows, texts = [], []
    for article in articles(data / "articles.jsonl.gz"):
        if len(texts) >= sentences:
            break
        spans = split(article.text, title=article.title)
        texts += [article.text[span.start : span.end] for span in spans]
        rows.append({"id": article.id, "title": article.title, "text": article.text})
    (folder / "articles.json").write_text(json.dumps(rows))
    (folder / "sentences.json").write_text(json.dumps(texts))
    (folder / "questions.json").write_text(json.dumps(questions(data)[:asked]))


def run(name: str, what: str, *, python: Path, folder: Path) -> dict[str, float]:
    """Let a peer do one thing in a process of its own."""
    program = [python, Path(__file__).with_name("peers_run.py"), name, what, folder, model_folder()]
    environ = {**os.environ, "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "true"}
    done = subprocess.run(
        [*program, folder / "questions.json"], capture_output=True, text=True, check=False, env=environ
    )
    if done.returncode:
        sys.exit(f"{name} could not {what}:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Make environments, run the rounds, report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--peers", default=",".join(NEEDS))
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "realtimeqa")
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    names = [*OURS, *(name for name in given.peers.split(",") if name)]
    pythons = {name: environment(name, given.scratch) for name in names}
    folder = given.scratch / "run"
    prepare(folder, data=given.data, sentences=given.sentences, asked=given.questions)
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for turn in range(given.rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            shutil.rmtree(folder / name, ignore_errors=True)
            result = run(name, "build", python=pythons[name], folder=folder)
            result |= run(name, "ask", python=pythons[name], folder=folder) | {"load": os.getloadavg()[0]}
            rounds[name].append(result)
            print(turn, name, {key: round(value, 2) for key, value in result.items()}, flush=True)
    report(rounds)


def report(rounds: dict[str, list[dict[str, float]]]) -> None:
    """Print the medians as a table and write everything under the commit's name."""
    medians = {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in rounds.items()
    }
    columns = list(next(iter(medians.values())))
    print("| peer | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, values in medians.items():
        print(f"| {name} | " + " | ".join(f"{values[column]:.2f}" for column in columns) + " |")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    target = ROOT / ".bench" / f"{commit.stdout.strip()}-peers.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"medians": medians, "rounds": rounds}, indent=1))
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
