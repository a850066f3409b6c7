"""Snapshots at an address: in S3, or wherever else fsspec reaches. The only import of fsspec.

Owns the layout there: the files of a snapshot under a prefix of their own, and the manifest ``snapshot.json`` beside
them. The manifest is written last and only where there is none, so that of two uploads to one address the second is
refused, and nobody reads an incomplete snapshot. A machine that needs a snapshot keeps it in the cache, under the
digest of its manifest, and removes those that no process has used for a week. Only the files that are needed are
downloaded, and each is compared with its digest before it gets its name. Knows nothing of Ray.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.catalogue.connection import NAME as CATALOGUE
from index.durable import unused
from index.durable.files import file_sha256, make_private, make_private_folder, publish, sha256, sync_file
from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged, CorpusLocked, FetchError, TargetTaken
from index.extras import library
from index.shards.layout import NOT_KEPT, File

NAME = "snapshot.json"
Wanted = Callable[[str], bool]
#: Long enough to go back to the snapshot before, short enough for one that is published every day.
UNUSED_SECONDS = 7 * 86400
_MANIFEST = re.compile(r"[0-9a-f]{32}\.json")
_FORMAT = 1
_MEND = "upload the snapshot again"


def is_address(snapshot: str) -> bool:
    """Tell an address, as s3://bucket/snapshot, from the path of a folder."""
    return "://" in snapshot


def upload(folder: Path, address: str) -> None:
    """Upload a snapshot, a folder that nobody changes, to an address. Raises TargetTaken where there is one, also one
    that somebody else uploaded meanwhile; FetchError; CorpusLocked where the folder is being changed."""
    log = folder / f"{CATALOGUE}-wal"
    if log.is_file() and log.stat().st_size:
        raise CorpusLocked(f"{folder} is being changed; upload a copy of it (qa backup)")
    sources = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in NOT_KEPT]
    named = {path.relative_to(folder).as_posix(): path for path in sources}
    held = {name: asdict(File(source.stat().st_size, file_sha256(source))) for name, source in named.items()}
    under = f"files-{uuid.uuid4().hex}"
    body = sealed({"format": _FORMAT, "under": under, "files": held})
    with _reached(address) as (files, path):
        there = _under(files, path)
        try:
            if there is None:
                for name, source in named.items():
                    _upload_file(files, source, f"{path}/{under}/{name}")
                files.pipe_file(f"{path}/{NAME}", body, mode="create")
                return
        except OSError:
            there = _under(files, path)
            if there == under:  # the manifest was written, and only the reply was lost
                return
            files.rm(f"{path}/{under}", recursive=True)
            if there is None:
                raise
    raise TargetTaken(f"there is a snapshot at {address}; give an address where there is none")


def check_free(address: str) -> None:
    """Raise TargetTaken where there is a snapshot at an address, FetchError where that cannot be seen."""
    with _reached(address) as (files, path):
        there = _under(files, path)
    if there is not None:
        raise TargetTaken(f"there is a snapshot at {address}; give an address where there is none")


def download(address: str, cache: Path, *, wanted: Wanted = lambda _: True) -> Path:
    """Download the wanted files of a snapshot that are not in the cache yet, and return its folder there, which stays
    for as long as this process runs. Other snapshots in the cache go when no process has used them for a week.

    Raises FetchError, CorpusDamaged where a file is not the one that was uploaded, CorpusFull."""
    with _reached(address) as (files, path):
        data = files.cat_file(f"{path}/{NAME}")
        folder = cache / "snapshots" / sha256(data)[:32]
        make_private_folder(folder)
        manifest = folder.with_name(f"{folder.name}.json")
        if not manifest.is_file() or manifest.read_bytes() != data:
            publish(manifest, data)
        unused.hold(manifest)
        body = unsealed(manifest, mend=_MEND)
        if body.get("format") != _FORMAT:
            raise CorpusDamaged(f"{address}/{NAME} is of another format; {_MEND}")
        for name, described in body["files"].items():
            if folder.resolve() not in (folder / name).resolve().parents:
                raise CorpusDamaged(f"{address}/{NAME} names the file {name!r}, which is outside its folder; {_MEND}")
            if wanted(name):
                _download_file(files, f"{path}/{body['under']}/{name}", folder / name, File(**described))
    with suppress(OSError):
        _remove_unused(folder.parent)
    return folder


def _remove_unused(snapshots: Path) -> None:
    for path in snapshots.iterdir():
        if _MANIFEST.fullmatch(path.name):
            unused.remove_unless_used(path.with_suffix(""), path, seconds=UNUSED_SECONDS)
        elif path.name.endswith(".unused.tmp") and unused.age(path) > UNUSED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)  # left by a process that died while it removed it


def local_folder(snapshot: str, cache: Path, *, wanted: Wanted = lambda _: True) -> Path:
    """Return the folder of a snapshot; one at an address is downloaded first. See ``download``."""
    return download(snapshot, cache, wanted=wanted) if is_address(snapshot) else Path(snapshot)


def _under(files: Any, path: str) -> str | None:
    """Return the prefix of the files of the snapshot at a path; None where there is no snapshot, "" where its manifest
    is being written: on a file system, unlike in S3, it can be seen before it is complete."""
    try:
        return str(json.loads(files.cat_file(f"{path}/{NAME}"))["under"])
    except FileNotFoundError:
        return None
    except ValueError:
        return ""


def _upload_file(files: Any, source: Path, target: str) -> None:
    if getattr(files, "local_file", False):  # an object store has no folders
        files.makedirs(target.rpartition("/")[0], exist_ok=True)
    files.put_file(str(source), target)


def _download_file(files: Any, source: str, target: Path, file: File) -> None:
    """Download a file unless it is in the cache; several processes may do so at once."""
    if target.is_file() and target.stat().st_size == file.size:
        return
    make_private_folder(target.parent)
    partly = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        make_private(partly)
        files.get_file(source, str(partly))
        if file_sha256(partly) != file.sha256:
            raise CorpusDamaged(f"{source} is not the file that was uploaded; {_MEND}")
        sync_file(partly)
        partly.replace(target)
    finally:
        partly.unlink(missing_ok=True)


@contextmanager
def _reached(address: str) -> Iterator[tuple[Any, str]]:
    """Yield the file system of an address, and the path in it. Raises FetchError for what it raises."""
    try:
        files, path = library("fsspec", extra="s3").url_to_fs(address, use_listings_cache=False)
        yield files, path.rstrip("/")
    except ImportError as error:
        raise FetchError(
            f"{address} needs a library that is not installed; run pip install 'grounded-qa[s3]'"
        ) from error
    except _failures() as error:
        raise FetchError(f"{address} could not be read or written: {error or type(error).__name__}") from error


def _failures() -> tuple[type[Exception], ...]:
    """Return the errors of addresses and files, and those that botocore adds: no credentials, no server."""
    loaded = sys.modules.get("botocore.exceptions")
    of_botocore = () if loaded is None else (loaded.BotoCoreError, loaded.ClientError)
    return (OSError, ValueError, LookupError, TypeError, *of_botocore)
