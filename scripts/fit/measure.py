"""Measure a reader with its own confidence on whole sets, to set one reader beside another. Nothing is chosen here.

python -m scripts.fit.measure --data DATA --work WORK [--reader FOLDER] --sets written_alone
"""

from __future__ import annotations

import argparse
from pathlib import Path

from index.encoders.onnx import DEFAULT_ENCODER
from qa.answering.models import confidence_model_of
from qa.reader.loading import open_reader
from qa.settings import Settings
from scripts.fit.confidence import rows_of
from scripts.fit.gathering import gathered_cases
from scripts.fit.reporting import report


def main() -> None:
    """Gather the cases that are missing, and report both halves together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of corpora and cases")
    parser.add_argument("--cache", type=Path, help="folder of compiled encoders; default WORK/cache")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    parser.add_argument("--reader", default="default", help="as QA_READER: default, fast, or the folder of a reader")
    parser.add_argument("--sets", required=True, help="the sets to measure on, with commas between")
    options = parser.parse_args()
    options.cache = options.cache or options.work / "cache"
    cases = gathered_cases(options)
    reader = open_reader(Settings(reader=options.reader, cache=options.cache))
    assert reader is not None
    model = confidence_model_of(reader)
    print(f"{reader.name}, answering from {model.threshold} on")
    report([row for row in rows_of(cases, model) if row.rank == 0], model)
    reader.close()


if __name__ == "__main__":
    main()
