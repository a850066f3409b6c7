"""Citations: where a quote stands, proof that it stands there, and how to point at it.

Owns the check that every quote is verbatim, the telling context around it, digests and permalinks. Knows nothing of
questions, ranking or thresholds.
"""

from __future__ import annotations

from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from index.records import Article, Sentence, text_sha256
from qa.answering.text_fragments import fragment_url
from qa.errors import NotVerbatim
from qa.records import Citation

# The least context of a quote, and the most: in an article that repeats itself, unique context could be very long.
_CONTEXT_CHARS, _MOST_CONTEXT = 32, 512


def cite(article: Article, sentence: Sentence, *, revision: int | None = None) -> Citation:
    """Cite a sentence of its article, or of the earlier ``revision`` of it that the article is. Raises NotVerbatim when
    the article does not hold it at its offsets."""
    text, start, end = article.text, sentence.start, sentence.end
    if sentence.article_id != article.id or text[start:end] != sentence.text:
        raise NotVerbatim(
            f"sentence {sentence.number} is not article {article.id!r} at {start}:{end}; "
            "nothing was answered; run 'qa verify' on the corpus"
        )
    prefix, suffix = surroundings(text, start=start, end=end)
    return Citation(
        article_id=article.id,
        title=article.title,
        url=article.url,
        source=article.source,
        author=article.author,
        published=article.published,
        revision=article.revision,
        start=start,
        end=end,
        prefix=prefix,
        suffix=suffix,
        permalink=permalink(article.id, sentence.position, revision=revision),
        fragment_url=_page_url(article.url, sentence.place) or fragment_url(article.url, text, start=start, end=end),
        sentence_sha256=text_sha256(sentence.text),
        article_sha256=article.content_sha256,
        place=sentence.place or None,
    )


def _page_url(url: str | None, place: str) -> str | None:
    """Return the address of a page of a PDF, as every viewer of them understands it (RFC 8118); None for others."""
    kind, _, number = place.partition(" ")
    if url is None or kind != "page" or not number.isdecimal() or not urlsplit(url).path.lower().endswith(".pdf"):
        return None
    return f"{url.partition('#')[0]}#page={number}"


def surroundings(text: str, *, start: int, end: int) -> tuple[str, str]:
    """Return the text just before and just after a quote: 32 characters each, up to 512 where it is not unique so.

    ``prefix + quote + suffix`` stands in ``text`` verbatim, and only once, unless as much of it is repeated word for
    word: then the offsets alone tell which it is.
    """
    size = _CONTEXT_CHARS
    while True:
        low, high = max(0, start - size), min(len(text), end + size)
        whole = text[low:high]
        unique = text.find(whole) == low and text.find(whole, low + 1) < 0
        if unique or size >= _MOST_CONTEXT or (low == 0 and high == len(text)):
            return text[low:start], text[end:high]
        size *= 2


def permalink(article_id: str, position: int, *, revision: int | None = None) -> str:
    """Return the address of a sentence in the service's own article view, relative to its root."""
    of = "" if revision is None else f"?revision={revision}"
    return f"/articles/{percent_encode(article_id, safe='')}{of}#s{position}"
