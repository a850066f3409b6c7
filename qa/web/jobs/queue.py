"""Jobs: work that takes longer than a request, in turn, kept in the corpus folder so that a restart goes on with it.

Owns their states and their files. What a job does is a function by its kind; running it again must do no harm, since
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
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.durable import make_private_folder, publish
from index.errors import IndexingError
from qa.adding.run import ResultLine
from qa.errors import QAError, UnknownJob
from qa.web.http.problems import Overloaded

log = logging.getLogger("qa.web")

FOLDER = "jobs"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
CANCELLED, INTERRUPTED = "cancelled", "interrupted"
_ENDED = frozenset({DONE, FAILED, CANCELLED, INTERRUPTED})
#: Outcomes that are kept one by one; all are counted.
_MOST_OUTCOMES = 1_000
_MOST_WAITING = 100
#: Jobs that have ended, which are kept for who asks later.
_MOST_ENDED = 200
#: A job during which the server has ended this often may be the cause.
_MOST_STARTS = 3
_LAST_SECONDS = 10.0
_ID = re.compile(r"job_[0-9a-f]{24}")


@dataclass(slots=True)
class Job:
    """One job. ``request`` is what is to be done, for the function of its kind."""

    id: str
    kind: str
    request: dict[str, Any]
    created: float
    state: str = WAITING
    starts: int = 0
    ended: float | None = None
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    reason: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def described(self) -> dict[str, Any]:
        """Return what is told of it, and kept of it beside its request."""
        described = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("stop", "request")}
        return described | {"counts": dict(self.counts)}

    def tell(self, line: ResultLine) -> None:
        """Record the result of one source."""
        self.counts[line.outcome] += 1
        if len(self.outcomes) < _MOST_OUTCOMES or line.outcome == "failed":
            del self.outcomes[2 * _MOST_OUTCOMES :]
            details: dict[str, Any] = {name: value for name, value in line.details.items() if name in ("id", "reason")}
            self.outcomes.append({"outcome": line.outcome, "path": line.path, **details})


Work = Callable[[Job, bytes], None]


class Jobs:
    """The jobs of one server, run one after the other in a thread of their own."""

    def __init__(self, folder: Path, works: Mapping[str, Work]) -> None:
        """Take up what was waiting or cut off in this corpus folder. ``works`` does a job of each kind."""
        self._folder, self._works = folder / FOLDER, dict(works)
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        for path in sorted(self._folder.glob("job_*.json")):
            self._take_up(path)
        if any(job.state == WAITING for job in self._jobs.values()):
            self._start()

    def submit(self, kind: str, request: dict[str, Any], *, body: bytes = b"") -> Job:
        """Have a job done, which is kept before this returns. Raises Overloaded, CorpusFull."""
        with self._turn:
            if self._closing or sum(job.state not in _ENDED for job in self._jobs.values()) >= _MOST_WAITING:
                raise Overloaded(60)
            job = Job(f"job_{secrets.token_hex(12)}", kind, request, time.time())
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
            if job.state in _ENDED:
                self._forget(job)
                return
            job.stop.set()
            if job.state == WAITING:
                self._end(job, CANCELLED)

    def close(self) -> None:
        """Stop; a job that is running goes on when the folder is served again."""
        with self._turn:
            self._closing = True
            for job in self._jobs.values():
                if job.state == RUNNING:
                    job.stop.set()
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._turn:
                while not self._closing and not (waiting := [j for j in self._jobs.values() if j.state == WAITING]):
                    self._turn.wait()
                if self._closing:
                    return
                job = min(waiting, key=lambda one: one.created)
                job.state, job.starts = RUNNING, job.starts + 1
            self._do(job)

    def _do(self, job: Job) -> None:
        try:
            self._save(job)
            self._works[job.kind](job, self._body(job).read_bytes())
            state, reason = (CANCELLED, None) if job.stop.is_set() else (DONE, None)
        except (IndexingError, QAError, OSError) as error:
            state, reason = FAILED, str(error)[:500]
            log.warning("%s: %s: %s", job.id, type(error).__name__, error)
        except Exception:  # the edge of this thread: one job that fails must not stop those after it
            state, reason = FAILED, "something went wrong on the server; its log says what"
            log.exception("%s: unexpected error", job.id)
        with self._turn:
            if self._closing and state == CANCELLED:
                return  # in its file it is still running, so it continues at the next start
            self._end(job, state, reason=reason)

    def _end(self, job: Job, state: str, *, reason: str | None = None) -> None:
        job.state, job.reason, job.ended = state, reason, time.time()
        with suppress(IndexingError):  # on a full disk only the memory has its state; it runs again after a restart
            self._save(job)
        self._body(job).unlink(missing_ok=True)
        ended = sorted((one for one in self._jobs.values() if one.state in _ENDED), key=lambda one: one.ended or 0.0)
        for old in ended[:-_MOST_ENDED]:
            self._forget(old)

    def _forget(self, job: Job) -> None:
        del self._jobs[job.id]
        for path in (self._body(job), self._folder / f"{job.id}.json"):
            path.unlink(missing_ok=True)

    def _take_up(self, path: Path) -> None:
        try:
            values = json.loads(path.read_bytes())
            job = Job(**{**values, "counts": Counter(values["counts"])})
        except (OSError, ValueError, TypeError, LookupError) as error:
            log.warning("%s is no job and was passed over: %s", path, error)
            return
        if not _ID.fullmatch(job.id) or job.id != path.stem:
            return
        self._jobs[job.id] = job
        if job.state in _ENDED:
            return
        if job.kind not in self._works or job.starts >= _MOST_STARTS or not self._body(job).exists():
            self._end(job, INTERRUPTED, reason="the server was stopped while it ran; send it again")
            return
        job.state, job.counts, job.outcomes = WAITING, Counter(), []

    def _save(self, job: Job) -> None:
        publish(self._folder / f"{job.id}.json", json.dumps(job.described() | {"request": job.request}).encode())

    def _body(self, job: Job) -> Path:
        return self._folder / f"{job.id}.body"
