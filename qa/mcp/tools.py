"""The tools of the protocol's door: search, fetch, ask, check, verify, speakers and said; articles as resources.

Owns what a model is told; the SDK is imported here, in ``server`` and in ``http`` alone. Knows nothing of transports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import Field

from index import Article
from index.errors import IndexingError, UnknownArticle
from index.records import Filters
from qa.checking.check import MOST_CHARS
from qa.engine import AskOptions
from qa.errors import QAError
from qa.limits import CHECK_SECONDS
from qa.mcp.schemas import FetchedArticle, FoundArticle, SearchResults
from qa.mcp.source import Source
from qa.records import Answer, Citation, Quote
from qa.web.http.addresses import may_be_linked
from qa.web.http.problems import Overloaded, told
from qa.web.schemas.drafts import CheckOut, CitedIn, VerifiedOut
from qa.web.schemas.requests import AskIn, AsOf, FiltersIn, Limit, MaxError, Question, Spoken, Text, TurnIn
from qa.web.schemas.responses import AnswerOut, answer_json, below
from qa.web.schemas.speech import LedgerOut, SpeakersOut

SCHEME = "article://"
#: Sentences that a search looks at; several are often of one article.
_SEARCHED = 20
_SEE_IDS = "the results of search name the ids of articles"
#: For these reasons the nearest sentences have nothing to do with the question.
_NOTHING = frozenset({"unknown_terms", "not_a_question", "empty_corpus", "unknown_speaker", "underspecified"})
Moment = Annotated[
    AsOf | None, Field(description="Look at what was known at the end of this day, YYYY-MM-DD, or at this time")
]
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False)


def add_search_and_fetch(server: MCPServer, source: Source) -> None:
    """Add the two tools that ChatGPT's connectors ask for."""

    @server.tool(title="Search the articles", annotations=_READS)
    async def search(
        query: Annotated[Question, Field(description="A question or words, in natural language")], ctx: Context
    ) -> Annotated[CallToolResult, SearchResults]:
        """Search the articles. Returns those to look into, the best first; no results: nothing was found, say so."""
        with _errors():
            answer = await source.ask(query, options=AskOptions(limit=_SEARCHED))
        results = [_article_of(quote, _base(ctx)) for quote in _one_of_each(answer)]
        return _result(SearchResults(results=results))

    @server.tool(title="Read an article", annotations=_READS)
    async def fetch(
        id: Annotated[str, Field(description="The id of a search result or a citation")],  # the connectors' name
        ctx: Context,
    ) -> Annotated[CallToolResult, FetchedArticle]:
        """Read one article, whole. Quote it word for word, and cite its url."""
        with _errors():
            article = await source.read(lambda engine: engine.corpus.article(id))
        return _result(_fetched(article, _base(ctx)))


def add_ask(server: MCPServer, source: Source) -> None:
    """Add the tool that answers with cited sentences."""

    @server.tool(title="Ask the articles", annotations=_READS)
    async def ask(
        question: Annotated[Question, Field(description="One question, in words")],
        ctx: Context,
        limit: Limit = 3,
        filters: Annotated[FiltersIn | None, Field(description="Which articles to search; all when absent")] = None,
        history: Annotated[list[TurnIn], Field(max_length=100, description="Earlier turns, oldest first")] = [],  # noqa: B006 - never changed
        max_error: MaxError | None = None,
        speaker: Spoken | None = None,
    ) -> Annotated[CallToolResult, AnswerOut]:
        """Answer a question with sentences of the articles, word for word, each with its citation.

        status "answered": quote the sentences in quotes as they are. "related": those in nearest may answer; say that
        it is not sure, and why (doubts). "abstained": no answer was found; say so, and do not answer from elsewhere.
        """
        question_in = AskIn(
            question=question, limit=limit, filters=filters, history=history, max_error=max_error, speaker=speaker
        )
        with _errors():
            answer = await source.ask(question_in.question, options=question_in.options())
        links = [_resource(quote.citation) for quote in _one_of_each(answer)]
        return CallToolResult(
            content=[TextContent(text=str(answer)), *links], structured_content=answer_json(answer, _base(ctx) or "")
        )


def add_check(server: MCPServer, source: Source) -> None:
    """Add the tools that hold a draft, and a citation, against the articles."""

    @server.tool(title="Check a draft", annotations=_READS)
    async def check(
        text: Annotated[Text, Field(min_length=1, max_length=MOST_CHARS, description="The draft, text or Markdown")],
        ctx: Context,
        as_of: Moment = None,
    ) -> Annotated[CallToolResult, CheckOut]:
        """Hold every quotation, name and number of a draft against the articles.

        Report what is altered, contradicted or said by another, with the article's own words; what is not found in the
        articles is not thereby false."""
        with _errors():
            findings = await source.compute(lambda engine: engine.check(text, as_of=as_of, seconds=CHECK_SECONDS))
        checked = below(_base(ctx) or "", findings.to_dict())
        return CallToolResult(content=[TextContent(text=json.dumps(checked["counts"]))], structured_content=checked)

    @server.tool(title="Check a citation", annotations=_READS)
    async def verify(
        citation: Annotated[
            CitedIn,
            Field(description="A citation as ask gave it, whole or these fields; as quote its text"),
        ],
        ctx: Context,
    ) -> Annotated[CallToolResult, VerifiedOut]:
        """Tell whether what a citation cites still stands: unchanged, moved, changed, gone, or its article deleted.

        Where it changed, text is how it reads now and was what was cited: say so before you cite it again."""
        with _errors():
            verified = await source.read(lambda engine: engine.verify(citation.to_cited()))
        standing = TextContent(text=": ".join(filter(None, [verified.standing, verified.text])))
        return CallToolResult(content=[standing], structured_content=below(_base(ctx) or "", verified.to_dict()))


def add_said(server: MCPServer, source: Source) -> None:
    """Add the tools that tell who speaks in the articles, and what one of them said."""

    @server.tool(title="Who speaks in the articles", annotations=_READS)
    async def speakers(as_of: Moment = None) -> Annotated[CallToolResult, SpeakersOut]:
        """Count who speaks in the newest articles, who says most first."""
        with _errors():
            people, is_complete = await source.read(lambda engine: engine.speakers(as_of=as_of))
        counted = [asdict(one) for one in people]
        names = TextContent(text=", ".join(one.name for one in people) or "Nobody was recognised as speaking.")
        return CallToolResult(content=[names], structured_content={"speakers": counted, "is_complete": is_complete})

    @server.tool(title="What a person said", annotations=_READS)
    async def said(
        name: Annotated[Text, Field(min_length=1, max_length=200, description="A person's name")],
        ctx: Context,
        about: Annotated[
            Text | None, Field(min_length=1, max_length=500, description="A topic; all when absent")
        ] = None,
        as_of: Moment = None,
    ) -> Annotated[CallToolResult, LedgerOut]:
        """Collect what a person said, the earliest first, word for word, each with its citation. No lines: nothing was
        recognised as said by that person; say so."""
        with _errors():
            moment = None if as_of is None else Filters(as_of=as_of)
            ledger = await source.read(lambda engine: engine.said(name, about=about, filters=moment))
        lines = [f"{line.published or 'undated'}: {line.text}" for line in ledger.lines]
        content = TextContent(text="\n".join(lines) or "Nothing was recognised as said by that person.")
        return CallToolResult(content=[content], structured_content=below(_base(ctx) or "", ledger.to_dict()))


def add_articles(server: MCPServer, source: Source) -> None:
    """Add the articles as resources."""

    @server.resource(
        SCHEME + "{article_id}", name="article", title="An article", description="Its text", mime_type="text/plain"
    )
    async def article(article_id: str) -> str:
        try:  # the SDK has undone the escapes
            return (await source.read(lambda engine: engine.corpus.article(article_id))).text
        except UnknownArticle as error:
            raise ResourceNotFoundError(f"no article has the id {article_id[:200]!r}; {_SEE_IDS}") from error


@contextmanager
def _errors() -> Iterator[None]:
    """Tell the model what went wrong in the words of the HTTP service; of an internal error the SDK reveals no
    details."""
    try:
        yield
    except UnknownArticle as error:
        raise ToolError(f"{told(error).rstrip('.')}; {_SEE_IDS}") from error
    except (QAError, IndexingError, Overloaded) as error:
        raise ToolError(told(error)) from error


def _result(data: SearchResults | FetchedArticle) -> CallToolResult:
    """Return one text that is the JSON of what is structured beside it: that is what the connectors read."""
    return CallToolResult(
        content=[TextContent(text=data.model_dump_json())], structured_content=data.model_dump(mode="json")
    )


def _one_of_each(answer: Answer) -> list[Quote]:
    """Return the best quote of each article, of those that answer, else of those that came near."""
    near = () if answer.reason in _NOTHING else answer.nearest
    best: dict[str, Quote] = {}
    for one in answer.quotes or near:
        best.setdefault(one.citation.article_id, one)
    return list(best.values())


def _article_of(quote: Quote, base: str | None) -> FoundArticle:
    cited = quote.citation
    address = cited.fragment_url or cited.url if cited.url and may_be_linked(cited.url) else None
    own = _uri(cited.article_id) if base is None else base + cited.permalink
    return FoundArticle(id=cited.article_id, title=cited.title or cited.source or "Untitled", url=address or own)


def _fetched(article: Article, base: str | None) -> FetchedArticle:
    own = _uri(article.id) if base is None else f"{base}/articles/{quote(article.id, safe='')}"
    details = {"source": article.source, "author": article.author, "published": article.published}
    metadata = {name: value for name, value in details.items() if value}
    return FetchedArticle(
        id=article.id,
        title=article.title or article.source or "Untitled",
        text=article.text,
        url=article.url if article.url and may_be_linked(article.url) else own,
        metadata=metadata | {"revision": str(article.revision), "sha256": article.content_sha256},
    )


def _resource(citation: Citation) -> ResourceLink:
    title = citation.title or citation.source or "Untitled"
    return ResourceLink(uri=_uri(citation.article_id), name=citation.article_id, title=title, mime_type="text/plain")


def _uri(article_id: str) -> str:
    return SCHEME + quote(article_id, safe="")


def _base(ctx: Context[Any, Any]) -> str | None:
    """Return the address that the service is asked at, None over standard input."""
    request = ctx.request_context.request
    return None if request is None else str(request.base_url).rstrip("/")
