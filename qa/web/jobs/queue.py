"""Jobs: work that takes longer than a request, kept in the corpus folder so that a restart goes on with it.

Owns whose turn it is, and the files. What a job does is a function by its kind; running it again must do no harm, since
one that a restart cut off is run from its beginning.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.durable import make_private_folder, publish
from index.errors import IndexingError
from qa.errors import KeyEnded, QAError, UnknownJob
from qa.web.http.problems import Overloaded
from qa.web.jobs.records import CANCELLED, DONE, ENDED, FAILED, INTERRUPTED, RUNNING, WAITING, Job, Sender

log = logging.getLogger("qa.web")

FOLDER = "jobs"
_MOST_WAITING, _MOST_WAITING_OF_ONE = 100, 75
#: Jobs at once: they mostly wait for other servers, and what they store is stored one change after the other.
_MOST_RUNNING = 3
#: Of whoever sent several, so many at once: a list of 50,000 slow pages takes days, and must not keep others waiting.
_MOST_OF_ONE = 2
#: A key that is revoked ends its jobs within a second.
_CHECK_SECONDS = 0.5
#: Jobs that have ended, which are kept for who asks later.
_MOST_ENDED = 200
#: A job during which the server has ended this often may be the cause.
_MOST_STARTS = 3
_LAST_SECONDS = 10.0
_ID = re.compile(r"job_[0-9a-f]{24}")


Work = Callable[[Job, bytes], None]


class Jobs:
    """The jobs of one server, a few at once in threads of their own: those that were sent first, but of one sender only
    so many."""

    def __init__(self, folder: Path, works: Mapping[str, Work], *, check: Callable[[str], None]) -> None:
        """Take up what was waiting or cut off in this corpus folder. ``works`` does a job of each kind; ``check``
        raises KeyEnded for the id of a key that is no longer valid."""
        self._folder, self._works, self._check = folder / FOLDER, dict(works), check
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Condition()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        for path in sorted(self._folder.glob("job_*.json")):
            self._take_up(path)
        if any(job.state == WAITING for job in self._jobs.values()):
            self._start()

    def submit(self, kind: str, request: dict[str, Any], *, sender: Sender, body: bytes = b"") -> Job:
        """Have a job done, which is kept before this returns. Raises Overloaded, CorpusFull."""
        with self._turn:
            unfinished = [job for job in self._jobs.values() if job.state not in ENDED]
            of_one = sum(job.sender.whose == sender.whose for job in unfinished)
            if self._closing.is_set() or len(unfinished) >= _MOST_WAITING or of_one >= _MOST_WAITING_OF_ONE:
                raise Overloaded(60)
            job = Job(f"job_{secrets.token_hex(12)}", kind, request, time.time(), sender=sender)
            make_private_folder(self._folder)
            publish(self._body(job), body)
            self._save(job)
            self._jobs[job.id] = job
            self._start()
            self._turn.notify()
        return job

    def named(self, job_id: str) -> Job:
        """Return a job. Raises UnknownJob."""
        if job_id not in self._jobs:
            raise UnknownJob("there is no job with this id: it never was, or has been forgotten")
        return self._jobs[job_id]

    def told(self, job_id: str) -> dict[str, Any]:
        """Return what is told of a job. Raises UnknownJob."""
        with self._turn:
            return self.named(job_id).described()

    def all(self) -> list[dict[str, Any]]:
        """Return what is told of all jobs, the newest first, without their outcomes."""
        with self._turn:
            newest = sorted(self._jobs.values(), key=lambda job: job.created, reverse=True)
            return [job.described() | {"outcomes": []} for job in newest]

    def cancel(self, job_id: str) -> None:
        """End a job, what is in staying in; forget one that has ended. Raises UnknownJob."""
        with self._turn:
            job = self.named(job_id)
            if job.state in ENDED:
                self._forget(job)
                return
            job.stop.set()
            if job.state == WAITING:
                self._end(job, CANCELLED)

    def close(self) -> None:
        """Stop; a job that is running goes on when the folder is served again."""
        with self._turn:
            self._closing.set()
            for job in self._jobs.values():
                if job.state == RUNNING:
                    job.stop.set()
            self._turn.notify_all()
        until = time.monotonic() + _LAST_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _start(self) -> None:
        if not self._threads:
            for work in (self._watch_keys, *[self._run] * _MOST_RUNNING):
                self._threads.append(threading.Thread(target=work, name="jobs", daemon=True))
                self._threads[-1].start()

    def _run(self) -> None:
        while not self._closing.is_set():
            with self._turn:
                if (job := self._next()) is None:
                    self._turn.wait()
                    continue
                job.state, job.starts = RUNNING, job.starts + 1
            self._do(job)
            with self._turn:  # another job of the same sender may have waited for this
                self._turn.notify_all()

    def _next(self) -> Job | None:
        """Return the job whose turn it is: of the sender with the fewest running ones, the one that was sent first."""
        self._end_those_without_key()
        running = Counter(job.sender.whose for job in self._jobs.values() if job.state == RUNNING)
        waiting = [job for job in self._jobs.values() if job.state == WAITING]
        may = [job for job in waiting if running[job.sender.whose] < _MOST_OF_ONE]
        return min(may, key=lambda job: (running[job.sender.whose], job.created), default=None)

    def _watch_keys(self) -> None:
        while not self._closing.wait(_CHECK_SECONDS):
            with self._turn:
                self._end_those_without_key()

    def _end_those_without_key(self) -> None:
        for job in [one for one in self._jobs.values() if one.state not in ENDED and not one.stop.is_set()]:
            try:
                self._check(job.sender.key_id)
            except KeyEnded as ended:
                job.reason = str(ended)
                job.stop.set()
                if job.state == WAITING:
                    self._end(job, CANCELLED, reason=job.reason)
            except (IndexingError, OSError):  # the file of keys cannot be read now; every request says so
                pass

    def _do(self, job: Job) -> None:
        try:
            self._save(job)
            self._works[job.kind](job, self._body(job).read_bytes())
            state, reason = (CANCELLED, job.reason) if job.stop.is_set() else (DONE, None)
        except (IndexingError, QAError, OSError) as error:
            state, reason = FAILED, str(error)[:500]
            log.warning("%s: %s: %s", job.id, type(error).__name__, error)
        except Exception:  # the edge of this thread: one job that fails must not stop those after it
            state, reason = FAILED, "something went wrong on the server; its log says what"
            log.exception("%s: unexpected error", job.id)
        with self._turn:
            if self._closing.is_set() and state == CANCELLED:
                return  # in its file it is still running, so it continues at the next start
            self._end(job, state, reason=reason)

    def _end(self, job: Job, state: str, *, reason: str | None = None) -> None:
        job.state, job.reason, job.ended = state, reason, time.time()
        with suppress(IndexingError):  # on a full disk only the memory has its state; it runs again after a restart
            self._save(job)
        self._body(job).unlink(missing_ok=True)
        ended = sorted((one for one in self._jobs.values() if one.state in ENDED), key=lambda one: one.ended or 0.0)
        for old in ended[:-_MOST_ENDED]:
            self._forget(old)

    def _forget(self, job: Job) -> None:
        del self._jobs[job.id]
        for path in (self._body(job), self._folder / f"{job.id}.json"):
            path.unlink(missing_ok=True)

    def _take_up(self, path: Path) -> None:
        try:
            values = json.loads(path.read_bytes())
            sender = Sender(**values.pop("sender", {}))  # of a job of an earlier version, nobody
            job = Job(**{**values, "counts": Counter(values["counts"])}, sender=sender)
        except (OSError, ValueError, TypeError, LookupError) as error:
            log.warning("%s is no job and was passed over: %s", path, error)
            return
        if not _ID.fullmatch(job.id) or job.id != path.stem:
            return
        self._jobs[job.id] = job
        if job.state in ENDED:
            return
        if job.kind not in self._works or job.starts >= _MOST_STARTS or not self._body(job).exists():
            self._end(job, INTERRUPTED, reason="the server was stopped while it ran; send it again")
            return
        job.state, job.counts, job.outcomes = WAITING, Counter(), []

    def _save(self, job: Job) -> None:
        kept = job.described() | {"request": job.request, "sender": asdict(job.sender)}
        publish(self._folder / f"{job.id}.json", json.dumps(kept).encode())

    def _body(self, job: Job) -> Path:
        return self._folder / f"{job.id}.body"
