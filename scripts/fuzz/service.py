"""Send a running service what its OpenAPI description allows, and what it forbids, and look at every answer.

    python3 -m venv .fuzz && .fuzz/bin/pip install schemathesis==4.32.5
    .fuzz/bin/python -m scripts.fuzz.service --qa .venv/bin/qa --examples 50

It starts `qa serve` over the sample articles in a folder of its own. A fault is a status of 500 or above (but 503 and
507 with what they mean), an error that is no problem document (under /v1: not in OpenAI's form), or more than --seconds
of the server's processor time for one request. schemathesis is installed apart: nothing else here needs it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PROBLEM = {"type", "title", "status", "detail"}
_OPENAI = {"message", "type", "param", "code"}


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used so far, from /proc (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fault_of(path: str, status: int, kind: str, body: bytes) -> str:
    """Say what is wrong with an answer to a request for ``path``; "" where nothing is."""
    if status >= 500 and status not in (503, 507):
        return f"status {status}"
    if status < 400:
        return ""
    is_openai = path.startswith("/v1")
    if kind != ("application/json" if is_openai else "application/problem+json"):
        return f"status {status} as {kind!r}"
    try:
        told = json.loads(body)
    except ValueError:
        return f"status {status} is no JSON"
    missing = _OPENAI - set(told.get("error") or {}) if is_openai else _PROBLEM - set(told)
    return f"status {status} without {sorted(missing)}" if missing else ""


def _settings(examples: int) -> Any:
    """Draw so many examples, each anew, however long they take."""
    import hypothesis

    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


def attack(base: str, pid: int, *, examples: int, seconds: float, seed: int, only: str = "") -> Counter[str]:
    """Send each operation so many requests that fit its description and as many that do not; return the faults met."""
    import hypothesis

    requests, schemathesis = map(importlib.import_module, ("requests", "schemathesis"))  # installed apart
    faults: Counter[str] = Counter()
    session = requests.Session()
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")

    def look(case: Any) -> None:
        before = processor_seconds(pid)
        answer = case.call(session=session, timeout=120)
        took = processor_seconds(pid) - before
        fault = fault_of(case.path, answer.status_code, answer.headers.get("content-type", [""])[0], answer.content)
        if took > seconds:
            fault = f"{fault} more than {seconds:g} s of processor time".strip()
        if fault:
            name = f"{case.method} {case.path}: {fault}"
            if name not in faults:
                print(
                    f"{name} ({took:.1f} s)\n  {case.as_curl_command()[:600]}\n  {answer.content[:200]!r}", flush=True
                )
            faults[name] += 1

    for found in schema.get_all_operations():
        operation = found.ok()
        if only not in f"{operation.method.upper()} {operation.path}":
            continue
        for mode in schemathesis.GenerationMode:
            cases = operation.as_strategy(generation_mode=mode)
            with_cases: Any = hypothesis.given(cases)
            test: Callable[[], None] = hypothesis.seed(seed)(_settings(examples)(with_cases(look)))
            try:
                test()
            except hypothesis.errors.Unsatisfiable:  # there is nothing that it does not allow
                continue
    return faults


def main() -> int:
    """Serve, attack, tell; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--qa", type=Path, default=Path(".venv/bin/qa"), help="the command of the service to attack")
    parser.add_argument("--examples", type=int, default=50, help="requests an operation, of each kind")
    parser.add_argument("--seconds", type=float, default=2.0, help="processor time that one request may take")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="only operations whose method and path hold this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(given.qa), "serve", "--samples", "--port", "0", "--json", "--corpus", f"{folder}/corpus"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                address = json.loads(server.stdout.readline())["address"]
                sent = {"examples": given.examples, "seconds": given.seconds, "seed": given.seed, "only": given.only}
                faults = attack(address, server.pid, **sent)
            finally:
                server.terminate()
    for name, count in faults.most_common():
        print(f"{count:5} {name}")
    print(f"{len(faults)} kinds of faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
