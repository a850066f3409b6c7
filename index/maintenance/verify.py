"""Verify: recompute everything a corpus folder claims about itself.

Owns the list of checks. Changes nothing. SQLite's own integrity check misses most flipped bits, so every article
carries digests of its rows and of its vectors, and they are recomputed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from index.catalogue import full_text
from index.catalogue.connection import NAME as CATALOGUE
from index.catalogue.rows import ARTICLE, rows_digest, vectors_digest, vectors_from
from index.catalogue.snapshot import Snapshot
from index.durable.files import read_checked
from index.encoders.base import Encoder
from index.errors import CorpusDamaged, CorpusError
from index.folder import manifest, sidecars, upgrade
from index.folder.manifest import Checkpoint
from index.folder.opening import Opened
from index.ingest.batches import encoded, prepared_again
from index.ingest.passages import recipe_named
from index.records import Article, text_sha256
from index.unit_vectors import are_unit

_AGREEMENT = 0.999  # cosine


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: in which file, and what."""

    file: str
    problem: str


@dataclass
class Report:
    """What was looked at, and what was wrong. ``ok`` when nothing was."""

    articles: int = 0
    sentences: int = 0
    encoded_again: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings


def verify(opened: Opened, snapshot: Snapshot, *, encoder: Encoder | None = None, sample: int = 32) -> Report:
    """Recompute digests, counts, numbers, norms and the full-text index; encode ``sample`` articles' worth of sentences
    again when there is an encoder."""
    report = Report(snapshot.state.articles, snapshot.state.sentences)
    snapshot.connection.rows("PRAGMA cell_size_check=ON")
    try:
        report.findings += [Finding(CATALOGUE, problem) for problem in _catalogue(snapshot)]
        report.findings += [Finding(CATALOGUE, problem) for problem in _articles(snapshot)]
        if problem := _full_text(opened, snapshot):
            report.findings.append(Finding(CATALOGUE, problem))
        if encoder is not None and report.ok:
            report.encoded_again, problems = _sample(opened, snapshot, encoder, sample)
            report.findings += [Finding(CATALOGUE, problem) for problem in problems]
    except CorpusError as error:
        report.findings.append(Finding(CATALOGUE, str(error)))
    finally:
        snapshot.connection.rows("PRAGMA cell_size_check=OFF")
    report.findings += _manifest(opened)
    report.findings += [Finding(name, problem) for name, problem in sidecars.damaged(opened.folder)]
    return report


def _catalogue(snapshot: Snapshot) -> Iterator[str]:
    rows, state = snapshot.connection.rows, snapshot.state
    yield from (row[0] for row in rows("PRAGMA integrity_check") if row[0] != "ok")
    earlier = rows("SELECT coalesce(sum(sentence_count), 0) FROM earlier_articles")[0][0]
    counts = {"articles": state.articles, "sentences": state.sentences, "vectors": state.sentences}
    counts |= {"earlier_articles": state.earlier, "earlier_sentences": earlier, "earlier_vectors": earlier}
    for what, recorded in counts.items():
        count = rows(f"SELECT count(*) FROM {what}")[0][0]  # noqa: S608 - fixed words
        if count != recorded:
            yield f"there are {count} {what} where {recorded} are counted"
    for of in (full_text.CURRENT, full_text.EARLIER):
        highest = rows(f"SELECT max(number) FROM {of}sentences")[0][0] or 0  # noqa: S608 - fixed words
        if highest > state.last_number:
            yield f"sentence {highest} is numbered above {state.last_number}, the last number given"
        orphans = f"SELECT count(*) FROM {of}sentences WHERE article NOT IN (SELECT key FROM {of}articles)"  # noqa: S608
        if count := rows(orphans)[0][0]:
            yield f"{count} sentences belong to no article"


def _full_text(opened: Opened, snapshot: Snapshot) -> str | None:
    if not full_text.is_current(snapshot.connection):
        return upgrade.STALE
    try:
        differs = full_text.differs(opened.store.path)
    except CorpusDamaged:
        differs = True
    return "the full-text index does not match the sentences; run `qa repair`" if differs else None


@dataclass(frozen=True, slots=True)
class Checked:
    """A stored article, where its sentences are, and what is wrong with its rows and with its vectors, if anything."""

    article: Article
    numbers: range
    rows: str | None
    vectors: str | None


def each_article(snapshot: Snapshot) -> Iterator[Checked]:
    """Compare the rows and vectors of each article, and of each earlier revision, with their digests."""
    for of in (full_text.CURRENT, full_text.EARLIER):
        yield from _each(snapshot, of)


def _each(snapshot: Snapshot, of: str) -> Iterator[Checked]:
    columns = f"{ARTICLE}, stored, known, first_number, sentence_count, rows_sha256, vectors_sha256"
    for key, article_id in snapshot.connection.rows(f"SELECT key, id FROM {of}articles"):  # noqa: S608 - fixed words
        article = Article(article_id, "", "")
        try:
            row = snapshot.connection.row(f"SELECT {columns} FROM {of}articles WHERE key = ?", (key,))  # noqa: S608
            article = Article(*row[:-6])
            first, count, rows_sha256, vectors_sha256 = row[-4:]
            numbers = range(first, first + count)
            stored = _Stored(of, key, (row[-6], row[-5]))
            rows = _rows(snapshot, article, numbers=numbers, stored=stored, digest=rows_sha256)
            yield Checked(article, numbers, rows, _vectors(snapshot, numbers, of=of, digest=vectors_sha256))
        except (TypeError, ValueError, AttributeError):  # a flipped bit may turn a number or a text into bytes
            yield Checked(article, range(0), "a value of it is not of its kind; restore a backup", None)
        except CorpusDamaged as error:
            yield Checked(article, range(0), f"it cannot be read: {error}", None)


@dataclass(frozen=True, slots=True)
class _Stored:
    """In which tables an article is, its key there, and the times that it is stored with."""

    of: str
    key: int
    times: tuple[str, str]


def _articles(snapshot: Snapshot) -> Iterator[str]:
    for checked in each_article(snapshot):
        named = f"article {checked.article.id!r}"
        yield from (f"{named}: {problem}" for problem in (checked.rows, checked.vectors) if problem)


def _rows(snapshot: Snapshot, article: Article, *, numbers: range, stored: _Stored, digest: str) -> str | None:
    if text_sha256(article.text) != article.content_sha256:
        return "its text does not match its sha256; restore a backup"
    sentences = snapshot.connection.rows(
        f'SELECT start, "end", role, section, place, text, article, position FROM {stored.of}sentences '  # noqa: S608
        "WHERE number BETWEEN ? AND ?",
        (numbers.start, numbers.stop - 1),
    )
    if rows_digest(article, numbers.start, spans=(row[:5] for row in sentences), times=stored.times) != digest:
        return "its rows do not match their sha256; restore a backup"
    for place, (start, end, _, _, _, text, owner, position) in enumerate(sentences):
        if article.text[start:end] != text or (owner, position) != (stored.key, place):
            return f"its sentence {place} is not what its text says there; run `qa repair`"
    return None


def _vectors(snapshot: Snapshot, numbers: range, *, of: str, digest: str) -> str | None:
    query = f"SELECT vector FROM {of}vectors WHERE number BETWEEN ? AND ?"  # noqa: S608 - fixed words
    blobs = [row[0] for row in snapshot.connection.rows(query, (numbers.start, numbers.stop - 1))]
    if vectors_digest(blobs) != digest:
        return "its vectors do not match their sha256; run `qa repair`"
    if not are_unit(vectors_from(blobs, snapshot.dimension)):
        return "a vector of it is not of unit length; run `qa repair`"
    return None


def _sample(opened: Opened, snapshot: Snapshot, encoder: Encoder, size: int) -> tuple[int, list[str]]:
    """Encode again the sentences of articles spread evenly over the corpus, until ``size`` sentences are reached."""
    problems: list[str] = []
    done = 0
    step = max(1, snapshot.state.articles // max(1, size))
    firsts = [(one.id, snapshot.numbers_of(one.id).start) for one in snapshot.articles()[::step]]
    recipe = recipe_named(opened.store.description.recipe)
    for article_id, first in firsts:
        if done >= size:
            break
        numbers, item = prepared_again(snapshot, first)
        again = encoded([item], encoder, recipe=recipe)[0].vectors
        stored, now = snapshot.vectors(numbers), again.astype(np.float32)
        done += len(numbers)
        lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(now, axis=1)  # not quite 1, as an encoder may be off
        if (np.einsum("ij,ij->i", stored, now) < _AGREEMENT * lengths).any():
            problems.append(f"article {article_id!r}: its vectors are not what the encoder gives; run `qa reembed`")
    return done, problems


def _manifest(opened: Opened) -> list[Finding]:
    """Check the manifest and the file it names; again from the start when a writer has replaced them meanwhile."""
    while True:
        try:
            recorded = manifest.read(opened.folder)
        except CorpusError as error:
            return [Finding(manifest.NAME, str(error))]
        with opened.store.snapshot() as newest:
            stored = manifest.Manifest(opened.store.description, newest.state.generation)
        findings = []
        if recorded.generation > stored.generation or not manifest.agrees(recorded, stored):
            findings.append(Finding(manifest.NAME, "it does not belong to this catalogue; run `qa repair`"))
        if recorded.vectors is not None:
            findings += _checkpoint(opened, recorded.vectors)
        if not findings or manifest.read(opened.folder) == recorded:
            return findings


def _checkpoint(opened: Opened, saved: Checkpoint) -> Iterator[Finding]:
    try:
        read_checked(opened.folder / saved.file, size=saved.size, digest=saved.sha256)
    except CorpusError as error:
        yield Finding(saved.file, str(error))
