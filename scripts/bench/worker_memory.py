"""Memory of a service and of each process that answers for it: `qa serve --workers N` over the sample articles.

    python -m scripts.bench.worker_memory [--workers 1,2,4] [--out FILE]

For each N a service of its own, over a corpus that another process has made, asked 20 questions a process. Counted is
the proportional set size (PSS, of smaps_rollup): a page that several processes share counts for each with its part, so
that the sizes add up to what all of them take. "Private" is what one of them alone holds. In MB; Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
#: Questions that each process gets, on average: the memory of a reader grows with the first few.
EACH = 20
NAMES = (
    "Harrowmere",
    "Dunvale",
    "Aldermoor",
    "Pellworth",
    "Corvania",
    "Berlin",
    "Iceland",
    "Houston",
    "Norvik",
    "Chile",
)


def sizes(pid: int) -> dict[str, float]:
    """Return the PSS of a process and what it holds alone, in MB."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        found[name] = int(rest.split()[0]) / 1024
    return {"pss": round(found["Pss"], 1), "private": round(found["Private_Clean"] + found["Private_Dirty"], 1)}


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]


def measured(workers: int, folder: Path) -> dict[str, Any]:
    """Serve with so many workers, ask, and measure."""
    command = [sys.executable, "-m", "qa.cli.main", "serve", "--json", "--port", "0"]
    command += ["--workers", str(workers), "--corpus", str(folder)]
    environ = {**os.environ, "QA_MAX_CONCURRENT_QUESTIONS": str(workers)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = json.loads(server.stdout.readline())["address"]
            with httpx.Client(base_url=address, timeout=600) as client, ThreadPoolExecutor(workers) as pool:
                while client.get("/readyz").json().get("workers", {"alive": 1})["alive"] < (
                    workers if workers > 1 else 1
                ):
                    time.sleep(0.2)
                texts = [f"What happened in {name} on day {day}?" for day in range(EACH) for name in NAMES]
                asked = [pool.submit(client.get, "/ask", params={"q": text}) for text in texts[: EACH * workers]]
                assert {one.result().status_code for one in asked} == {200}
            service, answering = sizes(server.pid), [sizes(pid) for pid in children(server.pid)]
        finally:
            server.terminate()
            server.wait()
    total = round(service["pss"] + sum(one["pss"] for one in answering), 1)
    return {"workers": workers, "total_pss": total, "service": service, "answering": answering}


def main() -> None:
    """Measure, print, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = {"commit": commit.stdout.strip(), "unit": "MB", "questions_a_process": EACH, "results": []}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        add = [sys.executable, "-m", "qa.cli.main", "add", str(ROOT / "qa" / "samples"), "--corpus", str(corpus)]
        subprocess.run(add, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # it says that __init__.py is no article
        for number in map(int, options.workers.split(",")):
            found["results"].append(measured(number, corpus))
            print(json.dumps(found["results"][-1]))
    out = options.out or ROOT / ".bench" / f"worker-memory-{found['commit']}.json"
    out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
