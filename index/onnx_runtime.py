"""ONNX Runtime: how a graph is loaded. The only import of onnxruntime, shared by the encoder and the reader.

Owns the options of a session and how many cores a model may use. Knows nothing of what a graph computes.
"""

from __future__ import annotations

import ctypes
import os
import weakref
from typing import TypeAlias

import onnxruntime

# If the program loaded the library before this package, the variable of ``index.offline`` came too late: this call ends
# its telemetry.
onnxruntime.disable_telemetry_events()

Session: TypeAlias = onnxruntime.InferenceSession

# These fusions are meant to save time, but the fused nodes take eight times and twice as long as the separate ones.
_UNWANTED = {"SkipLayerNormFusion", "BiasGeluFusion"}
_loaded: weakref.WeakSet[Session] = weakref.WeakSet()
#: Returns freed memory to the system; only in glibc.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
_ERROR = 3  # the severity from which on the library writes to standard error


def session(graph: str | bytes, *, threads: int) -> Session:
    """Load a graph, given as a path or as its bytes, to be run on the CPU by ``threads`` threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERROR
    # Threads that spin while they wait for the next node double the processor time, which other work needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    loaded = Session(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=_UNWANTED)
    _loaded.add(loaded)
    if (
        _trim is not None
    ):  # the memory used for reading the file, an eighth of an answering process, would otherwise stay allocated
        _trim(0)
    return loaded


def _keep_after_fork() -> None:
    """Never free a session in a forked child, not even at its exit: the library would wait for ever for threads that
    only the parent has."""
    for one in list(_loaded):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(one._sess))


os.register_at_fork(after_in_child=_keep_after_fork)


def usable_cores() -> int:
    """Return how many cores this process may use, at least 1; where the system does not say, how many there are."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and later
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
