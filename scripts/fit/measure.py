"""Measure a reader with its own confidence on whole sets, to set one reader beside another. Nothing is chosen here.

python -m scripts.fit.measure --data DATA --work WORK [--reader FOLDER] --sets written_alone
"""

from __future__ import annotations

from qa.answering.models import confidence_model_of
from qa.reader.loading import open_reader
from qa.settings import Settings
from scripts.fit.confidence import rows_of
from scripts.fit.gathering import arguments, gathered_cases, options_of
from scripts.fit.reporting import report


def main() -> None:
    """Gather the cases that are missing, and report both halves together."""
    options = options_of(arguments(__doc__, sets_help="the sets to measure on, with commas between; default all"))
    cases = gathered_cases(options)
    reader = open_reader(Settings(reader=options.reader, cache=options.cache))
    assert reader is not None
    model = confidence_model_of(reader)
    print(f"{reader.name}, answering from {model.threshold} on")
    report([row for row in rows_of(cases, model) if row.rank == 0], model)
    reader.close()


if __name__ == "__main__":
    main()
