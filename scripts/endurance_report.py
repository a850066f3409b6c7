"""A JUnit report of the tests of endurance -> the counts, outcomes and seconds of each, as JSON."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from tests.support.endurance import COUNTS_OF


def main() -> None:
    """Write the second file from the first."""
    source, target = map(Path, sys.argv[1:])
    tests: dict[str, dict[str, float]] = defaultdict(lambda: {"passed": 0, "failed": 0, "skipped": 0, "seconds": 0})
    for case in ElementTree.parse(source).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name', '').partition('[')[0]}"
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = "failed" if failed else "skipped" if case.find("skipped") is not None else "passed"
        tests[name][outcome] += 1
        tests[name]["seconds"] = round(tests[name]["seconds"] + float(case.get("time", 0)), 1)
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"counts": asdict(COUNTS_OF["full"]), "tests": tests}, indent=1) + "\n")


if __name__ == "__main__":
    main()
