"""The shipped graphs under onnxruntime-web beside ONNX Runtime here, on real sentences, and what one would download.

    npm pack onnxruntime-web && tar xzf onnxruntime-web-*.tgz
    python -m scripts.bench.in_browser.measure package/dist

Needs node. Prints a line of JSON a graph (how long it takes to load and to run, the greatest difference of each output)
and one with the sizes in MB, plain and as gzip sends them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.onnx import DEFAULT_ENCODER, OnnxEncoder, compiled
from index.encoders.storage.compiled import GRAPH, INT8_GRAPH, PIECES, WORDS
from index.onnx_runtime import session
from qa.reader.onnx import OnnxReader
from qa.settings import Settings

QUESTION = "When did the last ferry leave Norvik?"
SENTENCE = "The last ferry left Norvik at nine in the evening, two hours late, its captain said."
READER = Path(__file__).resolve().parents[3] / "qa" / "models" / "reader" / "reader.onnx"
RUNTIME = ("ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm")


def reference(cache: Path) -> list[dict[str, Any]]:
    """Return each shipped graph's path, with inputs made of the texts above and the outputs that it gives here."""
    folder = compiled(cache, DEFAULT_ENCODER)
    encoder, reader = OnnxEncoder(folder, threads=1, int8=True), OnnxReader(encoder=folder)
    question, sentence = (encoder._divider.windows([text], prompt="query: ")[0][0] for text in (QUESTION, SENTENCE))
    words = [encoder._words.rows(np.array([ids])) for ids in (question, sentence)] if encoder._words else []
    row = [*reader._vocabulary.ids(QUESTION), *reader._vocabulary.ids(SENTENCE)]
    read = reader._vocabulary.given(row)
    types = np.array([[0] * len(reader._vocabulary.ids(QUESTION)) + [1] * len(reader._vocabulary.ids(SENTENCE))])
    reader.close()
    return [
        _ran("question", folder / GRAPH, {"words": words[0]}),
        _ran("sentence", folder / INT8_GRAPH, {"words": words[1]}),
        _ran("reader", READER, {**read, "types": types}),
    ]


def _ran(name: str, graph: Path, feeds: dict[str, Any]) -> dict[str, Any]:
    running = session(str(graph), threads=1)
    outputs = zip((output.name for output in running.get_outputs()), running.run(None, feeds), strict=True)
    return {
        "graph": name,
        "path": str(graph),
        "inputs": {
            key: {"type": str(v.dtype), "dims": v.shape, "data": v.ravel().tolist()} for key, v in feeds.items()
        },
        "outputs": {key: np.asarray(value, dtype=float).ravel().tolist() for key, value in outputs},
    }


def sizes(runtime: Path, cache: Path) -> dict[str, list[float]]:
    """Return the size of each file that a browser would need, in MB: plain, and as gzip sends it."""
    folder = compiled(cache, DEFAULT_ENCODER)
    files = [*(runtime / name for name in RUNTIME), *(folder / name for name in (GRAPH, WORDS, PIECES)), READER]
    return {file.name: [_mb(file.read_bytes()), _mb(zlib.compress(file.read_bytes(), 1))] for file in files}


def _mb(content: bytes) -> float:
    return round(len(content) / 1e6, 1)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runtime", type=Path, help="the folder dist of the npm package onnxruntime-web")
    given, cache = parser.parse_args(), Settings().cache
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reference.json"
        file.write_text(json.dumps(reference(cache)))
        program = ["node", str(Path(__file__).with_name("graphs.mjs")), str(given.runtime), str(file)]
        subprocess.run(program, check=True)
    found = sizes(given.runtime, cache)
    total = [round(sum(pair[place] for pair in found.values()), 1) for place in (0, 1)]
    print(json.dumps(found | {"all": total}))


if __name__ == "__main__":
    main()
