"""Damage good files at random and load them: what is raised besides LoadError, and where, and what ends the process.

    python -m scripts.fuzz.loaders --seconds 60 --seed 1 [--format pdf]

Each format is read in the child that reads it in the service, so that a crash is reported and not suffered. The name of
an exception alone, or the end of a process, is a fault of ours; a file that shows one is kept under --keep.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
import zipfile
from collections import Counter
from pathlib import Path

from index.errors import LoadError
from index.loaders import FORMATS
from tests.support.files import GOOD

_UNEXPECTED = re.compile(
    r"\(\w+(?:Error|Exception|Iteration)\); it is damaged, or save it again|ended \(|takes too long"
)
_PIECES = (
    b"<",
    b">",
    b"&#0;",
    b"\xff\xfe",
    b"-1",
    b"99999999999",
    b'"',
    b"\x00",
    b"\r\n\r\n",
    b"&lt;",
    b"{\\rtf",
    b"%PDF-",
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Change, delete, repeat or insert a few bytes, or cut the end off."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not out:
            break
        at = chance.randrange(len(out))
        match chance.randrange(5):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + chance.randint(1, 30)]
            case 2:
                out[at:at] = out[chance.randrange(len(out)) :][: chance.randint(1, 60)]
            case 3:
                out[at : at + 1] = chance.choice(_PIECES)
            case 4 if chance.random() < 0.3:
                del out[at:]
    return bytes(out)


def damaged_member(data: bytes, chance: random.Random) -> bytes:
    """Damage one file in a zip, and pack it again: else nothing but the unpacking would ever fail."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    members[name] = damaged(members[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one, content in members.items():
            archive.writestr(one, content)
    return out.getvalue()


def outcomes(suffix: str, data: bytes) -> list[str]:
    """Load a file of the format with this end of a name, and return what is said of what cannot be read."""
    load = next(one.load for one in FORMATS.values() if suffix in one.suffixes)
    try:
        return [str(one) for one in load(io.BytesIO(data)) if isinstance(one, LoadError)]
    except LoadError as error:
        return [str(error)]


def main() -> int:
    """Run for so many seconds, and tell what was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=sorted(FORMATS), help="only this format")
    parser.add_argument("--keep", type=Path, help="a folder for the files that show a fault")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    suffixes = [s for s in GOOD if options.format is None or s in FORMATS[options.format].suffixes]
    faults: Counter[str] = Counter()
    files, end = 0, time.monotonic() + options.seconds
    while time.monotonic() < end:
        suffix = chance.choice(suffixes)
        good = GOOD[suffix]
        packed = good.startswith(b"PK") and chance.random() < 0.8
        data = damaged_member(good, chance) if packed else damaged(good, chance)
        files += 1
        for said in filter(_UNEXPECTED.search, outcomes(suffix, data)):
            fault = f"{suffix}: {said[:160]}"
            if fault not in faults:
                print(fault, flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{len(faults)}{suffix}").write_bytes(data)
            faults[fault] += 1
    print(f"{files:,} files, {sum(faults.values()):,} faults of {len(faults)} kinds")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
