"""The command that serves the page and the HTTP API. Owns what is opened and who is let in; knows nothing of routes."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from types import MappingProxyType

import click

from index import announce
from index.errors import CorpusLocked, CorpusUnwritable, IndexingError
from qa.cli.opening import opened_engine
from qa.cli.output import chosen, complain, corpus_option, counted, emit
from qa.engine import Engine
from qa.errors import ExtraMissing, QAError, SettingsError
from qa.samples import QUESTIONS, articles
from qa.settings import Settings, named_folders, traces_wanted
from qa.web.additional_corpora import AdditionalCorpus
from qa.web.app import VERSION, Deployment, create_app
from qa.web.http.tracing import Tracing, open_tracing
from qa.web.refusals import Refusals
from qa.web.server import Ending, Reporting, is_everywhere, is_loopback, listen, other_loopback, serve
from qa.web.service.access import KeyCheck
from qa.web.service.logs import write_log

# 16 characters of a random key are 96 bits; a guessable word of a dictionary is shorter.
_SHORTEST_KEY = 16
_ORIGIN = re.compile(r"https?://[^\s/?#@]+", re.IGNORECASE)


@click.command("serve")
@click.option("--host", help="Address to listen on; else QA_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port, 0 for any free one; else QA_PORT, else 8000.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Also answer for this host; repeatable.")
@click.option(
    "--root-path", default="", metavar="PATH", help="Path before ours that a proxy serves this under, as /qa."
)
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="Let this site's pages in; repeatable."
)
@click.option("--trusted-proxy", "proxies", multiple=True, metavar="ADDRESS", help="Believe its X-Forwarded-For.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; else QA_WORKERS, else 1.")
@click.option("--samples", is_flag=True, help="Fill an empty corpus with the sample articles first.")
@click.option("--also", multiple=True, metavar="NAME=DIR", help="Serve this corpus too, under /c/NAME/; repeatable.")
@corpus_option
@click.option("--json", "as_json", is_flag=True, help="Announce the address as JSON.")
def serve_command(
    host: str | None,
    port: int | None,
    hosts: tuple[str, ...],
    root_path: str,
    origins: tuple[str, ...],
    proxies: tuple[str, ...],
    workers: int | None,
    samples: bool,
    also: tuple[str, ...],
    corpus: Path | None,
    as_json: bool,
) -> None:
    """Serve the page and the HTTP API until interrupted; a folder without a corpus gets an empty one.

    Beyond this machine only with a key: make one with qa keys create, or set QA_API_KEY, and clients send
    "Authorization: Bearer KEY". While another process changes the corpus it is served for reading only.

    Further corpora (--also, or QA_CORPORA) have an address each, /c/NAME/. A key opens the corpus in whose folder it
    was made; QA_API_KEY opens all. Once there is any key, all demand one.
    """
    settings = chosen(corpus, host=host, port=port, workers=workers, corpora=_named(also))
    leaving, refusals = Event(), Refusals()
    deployment = Deployment(hosts=hosts, origins=origins, root_path=root_path, leaving=leaving, refusals=refusals)
    check(settings, deployment, beside=dict(settings.corpora))
    taken = _listening(settings)
    write_log(settings.log)
    port = taken.getsockname()[1]
    address = address_of(settings.host, port)
    with taken, _opened(partial(opened_engine, settings)) as engine, ExitStack() as beside:
        questions = QUESTIONS if samples and _filled(engine) else ()
        _say_if_empty(engine)
        further = tuple(_further(settings, engine, beside, address=address))
        deployment = replace(deployment, further=further, tracing=_tracing(settings, beside))
        app = create_app(engine, settings, suggestions=questions, deployment=deployment)
        ports = (taken, *other_loopback(settings.host, port))
        ready = partial(_announce, engine, further, address=address, questions=questions, as_json=as_json)
        ending = Ending(leaving, settings.leaving_seconds)
        reporting = Reporting(settings.log == "text", refusals)
        serve(app, *ports, announce=ready, ending=ending, proxies=proxies, reporting=reporting)


def _listening(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {settings.host} port {settings.port} ({error.strerror}); choose another with --port"
        ) from error


def _tracing(settings: Settings, opened: ExitStack) -> Tracing | None:
    """Open tracing where an endpoint is named; ``opened`` closes it."""
    if not traces_wanted():
        return None
    try:
        tracing = open_tracing(version=VERSION, with_questions=settings.log_questions == "yes")
    except ExtraMissing as missing:
        complain(f"there will be no traces: {missing}")
        return None
    opened.callback(tracing.close)
    return tracing


def _named(also: Sequence[str]) -> tuple[tuple[str, Path], ...] | None:
    try:
        return named_folders(",".join(also)) if also else None
    except ValueError as reason:
        raise SettingsError(f"--also is {', '.join(also)[:80]!r}; it {reason}") from None


def _further(settings: Settings, first: Engine, opened: ExitStack, *, address: str) -> Iterator[AdditionalCorpus]:
    """Open the further corpora with the models of the first; ``opened`` closes them. One that cannot be opened does not
    keep the others from being served, and is tried again."""
    for name, folder in settings.corpora:
        try:
            engine = _opened(partial(first.beside, folder))
        except (IndexingError, QAError, OSError) as error:
            complain(f"the corpus {name} cannot be opened; the others are served: {error}")
            yield AdditionalCorpus(name, folder, None, partial(_reopened, first, folder, address=f"{address}/c/{name}"))
            continue
        opened.callback(engine.close, but_models=True)
        for notice in engine.corpus.notices:
            complain(f"{name}: {notice}")
        yield AdditionalCorpus(name, folder, engine)


def _reopened(first: Engine, folder: Path, *, address: str) -> Engine:
    """Open a further corpus that could not be opened before. Where its folder is gone, none is made: it may be on its
    way."""
    engine = _opened(partial(first.beside, folder), create=False)
    announce(folder, address)
    return engine


def check(settings: Settings, deployment: Deployment, *, beside: Mapping[str, Path] = MappingProxyType({})) -> None:
    """Raise SettingsError where others could get access without anybody wanting it, or where a folder is named twice;
    ``beside`` are the folders of further corpora by their names."""
    folders = [settings.corpus, *beside.values()]
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise SettingsError("one folder is given for two corpora; give each corpus its own")
    key = settings.api_key
    is_open = key is None and not KeyCheck(None, deployment.keys or settings.corpus, beside=beside).demands_key()
    if is_open and not is_loopback(settings.host):
        raise SettingsError(
            f"host is {settings.host!r}, which other machines can reach, and there is no key; "
            "make one with `qa keys create NAME`, set QA_API_KEY, or listen on 127.0.0.1"
        )
    if key is not None and len(key) < _SHORTEST_KEY:
        raise SettingsError(
            f"QA_API_KEY has {len(key)} characters and could be guessed; give it {_SHORTEST_KEY} or more, as "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' writes them"
        )
    for origin in deployment.origins:
        if origin == "*" and is_open:
            raise SettingsError(
                "--allow-origin '*' lets every page in, and there is no key; name the sites, or set QA_API_KEY"
            )
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"--allow-origin is {origin!r}; give scheme and host and no more, such as https://front.example"
            )


def _opened(opening: Callable[..., Engine], *, create: bool = True) -> Engine:
    try:
        return opening(writable=True, create=create)
    except (CorpusLocked, CorpusUnwritable) as error:
        complain(f"{error}; serving for reading only")
        engine = opening()
        engine.corpus.write_when_free()
        return engine


def _say_if_empty(engine: Engine) -> None:
    with engine.corpus.view() as view:
        if not view.article_count:
            complain(f"there are no articles in {engine.corpus.folder} yet; add some on the page, or by POST /articles")


def _filled(engine: Engine) -> bool:
    """Fill an empty corpus with the samples; say whether it holds them now."""
    samples = articles()
    with engine.corpus.view() as view:
        if view.article_count:
            return not view.unknown([article.id for article in samples])
    complain(f"indexing {counted(len(samples), 'sample article')}")
    engine.corpus.add(samples)
    return True


def address_of(host: str, port: int) -> str:
    """Write an address that works on this machine, also where the server listens on every interface."""
    host = "localhost" if is_everywhere(host) else host.strip("[]")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announce(
    engine: Engine, further: Sequence[AdditionalCorpus], *, address: str, questions: Sequence[str], as_json: bool
) -> None:
    """Say where the service answers: in each corpus folder, so that commands on it find the server, and to people."""
    announce(engine.corpus.folder, address)
    folders = {one.name: one.folder for one in further if one.engine is not None}
    named = {name: f"{address}/c/{name}" for name in folders}
    for name, folder in folders.items():
        announce(folder, named[name])
    if as_json:
        corpora = {"corpora": named} if named else {}
        emit({"address": address, "questions": list(questions), **corpora}, indent=None)
        return
    click.echo(f"Ready at {address}  (Ctrl-C stops)")
    for name, place in named.items():
        click.echo(f"      {place}/  ({name})")
    for number, question in enumerate(questions):
        click.echo(("Try:  " if number == 0 else "      ") + question)
