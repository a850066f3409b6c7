"""One article as a page of its own, without script: each sentence an anchor (#s12), a cited stretch marked.

Everything that comes from the article is escaped, and drawn in the order in which it is written; a link is made only of
a web address. Knows nothing of the corpus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from index.records import Article, Sentence
from qa.web.http.addresses import may_be_linked
from qa.web.http.browsers import detail, in_title, long_date, plain_page, written

_HEADINGS = frozenset({"headline", "heading", "question_heading"})

_MAIN = """<article>
<h1 class="page-title"><bdi dir="auto">{title}</bdi></h1>
<p class="byline">{byline}</p>
{links}
{picture}
<div class="article-text" dir="auto">{body}</div>
</article>"""


def render(
    article: Article,
    sentences: Sequence[Sentence],
    *,
    cited: tuple[int, int] | None = None,
    up: str = "/",
    page: int | None = None,
) -> str:
    """Write the page.

    ``sentences`` are in the order of the text; ``cited`` (start, end) is marked and has the id "cited". ``up`` leads
    from the page's address to that of the question page. ``page`` is the page of the article's file that is shown above
    the text, with what is cited marked on it.
    """
    byline = (article.source, article.author, long_date(article.published))
    title = article.title or article.source or "An article without a title"
    main = _MAIN.format(
        title=written(title),
        byline="".join(detail(part) for part in byline if part),
        links=_links(article.url),
        picture="" if page is None or cited is None else _picture(article.id, page, cited, up),
        body="".join(_blocks(article, sentences, cited)),
    )
    return plain_page(in_title(title), main, up=up)


def _links(url: str | None) -> str:
    if url is None or not may_be_linked(url):
        return ""
    return f'<p class="actions"><a href="{escape(url)}" rel="noopener noreferrer nofollow ugc">Original</a></p>'


def _picture(article_id: str, page: int, cited: tuple[int, int], up: str) -> str:
    address = f"{up}articles/{quote(article_id, safe='')}/pages/{page}?start={cited[0]}&end={cited[1]}&width=1400"
    caption = f"Page {page} of the file, with the cited sentence marked; the text below holds it too."
    return f'<figure class="page-picture"><img src="{escape(address)}" alt="{caption}"></figure>'


def _blocks(article: Article, sentences: Sequence[Sentence], cited: tuple[int, int] | None) -> Iterator[str]:
    """Write the text in full: sentences as anchors, what lies between them as it is, a new block where a line ends."""
    text, at, closing = article.text, 0, ""
    for sentence in sentences:
        gap, heading = text[at : sentence.start], sentence.role in _HEADINGS
        if not closing or heading or closing == "</h2>" or "\n" in gap:
            yield closing
            if gap.strip():
                yield f'<p class="rest">{written(gap.strip())}</p>'
            tag = "h2" if heading else "p"
            again = " repeats" if at == 0 and text[sentence.start : sentence.end] == article.title else ""
            yield f'<{tag} class="role-{escape(sentence.role)}{again}">'
            closing = f"</{tag}>"
        else:
            yield written(gap)
        yield f'<span id="s{sentence.position}">{_marked(text, sentence, cited)}</span>'
        at = sentence.end
    yield closing
    if text[at:].strip():
        yield f'<p class="rest">{written(text[at:].strip())}</p>'


def _marked(text: str, sentence: Sentence, cited: tuple[int, int] | None) -> str:
    """Mark the part of the sentence that lies in the cited stretch; the stretch's first part carries the id."""
    start, end = sentence.start, sentence.end
    if cited is None or cited[0] >= end or cited[1] <= start:
        return written(text[start:end])
    low, high = max(start, cited[0]), min(end, cited[1])
    anchor = ' id="cited"' if cited[0] >= start else ""
    before, within, after = (written(part) for part in (text[start:low], text[low:high], text[high:end]))
    return f'{before}<mark{anchor} class="cited">{within}</mark>{after}'
