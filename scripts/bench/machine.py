"""Which machine this is, and the limit of its arithmetic: the fastest matrix products, and the operations that an
encoder needs.

Owns the measure of the limit, on the shapes that the default encoder multiplies. Knows nothing of what is compared
with it.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

ROWS, INNER, OUTER = 256, 384, 1536
_AT_ONCE, _REPEATS = 20, 30
#: Multiplications and additions of the default encoder: for a token, and for each pair of tokens of a text.
FOR_A_TOKEN = 12 * 2 * (4 * INNER**2 + 2 * INNER * OUTER)
FOR_A_PAIR = 12 * 2 * 2 * INNER


def peaks(threads: int) -> dict[str, float]:
    """Return the most operations a second, in thousand millions, of products in fp32 and in int8 with these threads."""
    random = np.random.default_rng(0)
    left = random.standard_normal((ROWS, INNER)).astype(np.float32)
    right = random.standard_normal((INNER, OUTER)).astype(np.float32)
    bytes_left = random.integers(0, 256, left.shape, dtype=np.uint8)
    bytes_right = random.integers(-64, 64, right.shape, dtype=np.int8)
    jobs = {
        "fp32": _products("MatMul", left, right, threads),
        "int8": _products("MatMulInteger", bytes_left, bytes_right, threads),
    }
    operations = _AT_ONCE * 2 * ROWS * INNER * OUTER
    return {name: operations / _least(job) / 1e9 for name, job in jobs.items()}


def operations(lengths: Sequence[int]) -> float:
    """Return the operations, in thousand millions, that encoding texts of so many tokens takes without padding."""
    return sum(FOR_A_TOKEN * length + FOR_A_PAIR * length**2 for length in lengths) / 1e9


def named() -> str:
    """Return the processor, how many cores this process may use, and how busy they are: "... 2 cores, load 1.3"."""
    names = [line.partition(":")[2].strip() for line in _lines_of("/proc/cpuinfo") if line.startswith("model name")]
    load = os.getloadavg()[0]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, load {load:.1f}"


def _lines_of(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:  # not Linux
        return []


def _products(kind: str, left: np.ndarray, right: np.ndarray, threads: int) -> Callable[[], object]:
    describe, types = onnx.helper.make_tensor_value_info, onnx.helper.np_dtype_to_tensor_dtype
    names = [f"y{number}" for number in range(_AT_ONCE)]
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node(kind, ["x", f"w{number}"], [name]) for number, name in enumerate(names)],
        "products",
        [describe("x", types(left.dtype), left.shape)],
        [
            describe(name, onnx.TensorProto.FLOAT if kind == "MatMul" else onnx.TensorProto.INT32, None)
            for name in names
        ],
        [onnx.numpy_helper.from_array(right, f"w{number}") for number in range(_AT_ONCE)],
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": left})


def _least(job: Callable[[], object]) -> float:
    found = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        job()
        found.append(time.perf_counter() - start)
    return min(found)
