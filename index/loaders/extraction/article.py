"""Which blocks of a page are its article, and what of the article was left out.

An extractor's choice of text names the blocks that are surely the article. Others that stand among them and read as
parts of it (a paragraph in a bare div, a list, a box of facts, a caption, a correction) are the article's too; blocks
that look like the site's own are not. Doubtful blocks are left out, with a notice. Owns that decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.loaders.extraction.blocks import Block, words_of
from index.loaders.extraction.line_matching import Runs, found_by_runs, found_whole, runs_of
from index.loaders.extraction.region import Place, Region, corrects
from index.loaders.extraction.tree import Element, Hidden
from index.splitting.boilerplate import boilerplate_role

_FEWEST_FOUND = 0.45
_ENDED = re.compile(r"[.!?…。！？؟۔।:][\"'”’»)\]⁰¹²³⁴-⁹]*\Z")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST = 4
_FEWEST_LISTED = 2
_FEWEST_UNENDED = 10
_FEWEST_SAID = 8
_MUCH = 40
_FEWEST_ANNOUNCING = 4
_MOST_IN_NAME = 4
#: A paragraph with a larger share of its text in links mostly points to other articles.
_MOST_LINKS = 0.3
#: The same for lists, tables and whole sentences: their entries often begin with a link, while a list of other articles
#: is nothing but links.
_MOST_LINKS_LISTED = 0.6
#: Above the region an article has one paragraph that sums it up, or two; more are those of other articles.
_MOST_OPENING = 2
_MOST_SAID = 8
_LONGEST_SAID = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of the article, in order, and remarks on what was left out."""

    blocks: list[Block]
    notices: tuple[str, ...]


def article_of(blocks: Sequence[Block], chosen: Iterable[str], *, hidden: Sequence[Hidden]) -> Choice | None:
    """Choose the article's blocks by the lines that an extractor chose; None when most of those are in no block."""
    runs = [runs_of(block.words) for block in blocks]
    lines = list(chosen)
    sure, share = found_by_runs(blocks, lines, runs=runs)
    if share < _FEWEST_FOUND and any(map(_CJK.search, lines)):
        # of a short page each mark within a line is one: words that no spaces part are cut there
        sure, share = found_whole(blocks, "".join(lines))
    if share < _FEWEST_FOUND:
        return None
    region = Region((blocks[i].element, len(blocks[i].words)) for i in sorted(sure))
    kept, doubtful = _sorted_out(blocks, sure, region=region, runs=runs)
    _take_headings(blocks, kept, region=region)
    _take_times(blocks, kept)
    _leave_ends(blocks, kept)
    article = [blocks[i] for i in sorted(kept)]
    secret = [
        h.text for h in hidden if _is_prose(h.text) and region.holds(h.parent) and region.place(h.parent) == "article"
    ]
    return Choice(article, tuple(_notices(article, doubtful, hidden=secret)))


def _sorted_out(
    blocks: Sequence[Block], sure: set[int], *, region: Region, runs: Sequence[Runs]
) -> tuple[set[int], list[Block]]:
    """Return the blocks that are the article's, and those that could be and whose loss is worth a remark."""
    kept = set(sure)
    doubtful: list[Block] = []
    outside: list[int] = []
    present = {run for i in sure for run in runs[i]}
    first, last = min(sure), max(sure)
    beside: set[Element] = {holder for i in sure for holder in _holders(blocks[i].element)}
    for i, block in enumerate(blocks):
        if i in kept or (runs[i] and present.issuperset(runs[i])):
            continue
        if not (region.holds(block.element) or (i > last and region.is_noted_below(block.element, block.text))):
            if _is_text(block) and region.stands_beside(block.element):
                outside.append(i)
            continue
        among = first < i < last
        by = region.is_declared or not beside.isdisjoint(_holders(block.element))
        near = among or (i > last and by)
        # above the article's first paragraph stand labels and bylines, and the summary that opens it
        opens = by and block.kind == "paragraph" and _is_prose(block.text)
        place = "article" if corrects(block.text) else region.place(block.element)
        part = place == "article" and (((near or opens) and _is_part(block)) or (among and _is_line(block, beside)))
        above = blocks[i - 1] if i - 1 in kept else None
        if part or (above is not None and (_names(block, above) or (among and _lists(block, above, place)))):
            kept.add(i)
            present.update(runs[i])
        elif (among or (by and place != "site")) and _is_told(block, sure=place != "site"):
            doubtful.append(block)
    opening = [i for i in outside if i < first]
    kept.update(opening if len(opening) <= _MOST_OPENING else ())
    doubtful += [blocks[i] for i in outside if i not in kept]
    return kept, doubtful


def _is_text(block: Block) -> bool:
    """Tell whether a block is a paragraph of whole sentences that does not mostly point elsewhere."""
    return block.kind == "paragraph" and block.link_share <= _MOST_LINKS and _is_prose(block.text)


def _holders(element: Element) -> set[Element]:
    """Return an element and its parent."""
    return {element, element.getparent()} - {None}


def _is_line(block: Block, beside: set[Element]) -> bool:
    """Tell whether a block is a paragraph beside the article's own that the page tells from them by nothing, however
    short it is ("Jon Reed, Oxley"), or a part of one."""
    element = block.element
    if block.kind != "paragraph" or element.tag != "p" or block.linked or element.getparent() not in beside:
        return False
    return not element.get("class") and boilerplate_role(block.text, sentences=1) is None


def _names(block: Block, above: Block) -> bool:
    """Tell whether a block says whose words those above it are, or what the table above it shows: both stand in one
    quotation or figure."""
    holders = [block.element, *block.element.iterancestors("footer", "cite", "figcaption")]
    if not any(holder.tag in ("footer", "cite", "figcaption") for holder in holders):
        return False
    quotation = next(block.element.iterancestors("blockquote", "figure"), None)
    if block.kind == "caption" and above.kind == "table":
        return quotation is not None and quotation in above.element.iterancestors()
    return quotation is not None and any(
        holder.tag == "blockquote" and (holder is quotation or quotation in holder.iterancestors())
        for holder in (above.element, *above.element.iterancestors())
    )


def _lists(block: Block, above: Block, place: Place) -> bool:
    """Tell whether a block is a list of names, each a link, that the sentence above it announces: "Those who voted no
    are:". Headlines of other articles are longer than names."""
    if block.kind != "list" or place != "article" or above.kind != "paragraph" or not above.text.endswith(":"):
        return False
    items = block.text.split("\n")
    return (
        not any((link.get("href") or "").startswith("#") for link in block.element.iter("a"))
        and _size(above.text) >= _FEWEST_ANNOUNCING
        and boilerplate_role(above.text, sentences=1) is None
        and len(block.words) <= _MOST_IN_NAME * len(items)
    )


def _size(text: str) -> int:
    """Count words; scripts that write none apart count two characters as one."""
    return max(len(words_of(text)), len(_CJK.findall(text)) // 2)


def _is_prose(text: str) -> bool:
    return _size(text) >= _FEWEST_SAID and _ENDED.search(text) is not None


def _is_part(block: Block) -> bool:
    """Tell whether a block among those of the article reads as one of them."""
    listed = block.kind in ("list", "table")
    most = _MOST_LINKS_LISTED if listed or _is_prose(block.text) else _MOST_LINKS
    if block.link_share > most or block.kind == "heading" or not block.words:
        return False
    if boilerplate_role(block.text, sentences=1) == "boilerplate":
        return False
    if listed:
        return "\n" in block.text or _size(block.text) >= _FEWEST_LISTED
    # a short line with an exclamation mark asks the reader to do something on the site; a notice says that it is left
    # out
    ended = _ENDED.search(block.text) and not block.text.rstrip("\"'”’»)]").endswith("!")
    return _size(block.text) >= (_FEWEST if ended else _FEWEST_UNENDED)


def _is_told(block: Block, *, sure: bool) -> bool:
    """Tell whether the loss of a block is worth a remark. ``sure``: it stands in no part of the site."""
    if block.link_share > 0.5 or block.kind == "heading":
        return False
    ended = _ENDED.search(block.text) is not None
    if block.kind == "caption":
        ended = not boilerplate_role(block.text, sentences=1)
    return _size(block.text) >= (_FEWEST if ended else _FEWEST_SAID if sure else _MUCH)


def _take_headings(blocks: Sequence[Block], kept: set[int], *, region: Region) -> None:
    """Keep the headings, and the captions of tables and quotations, that stand directly above what was kept."""
    for i in sorted(kept, reverse=True):
        above = i - 1
        while above >= 0 and above not in kept and _heads(blocks[above], blocks[above + 1]):
            holder = blocks[above].element
            if (
                boilerplate_role(blocks[above].text, sentences=1)
                or blocks[above].link_share > _MOST_LINKS
                or not region.holds(holder)
                or region.place(holder) != "article"
            ):
                break
            kept.add(above)
            above -= 1


def _heads(block: Block, below: Block) -> bool:
    return block.kind == "heading" or _names(block, below)


def _take_times(blocks: Sequence[Block], kept: set[int]) -> None:
    """Keep the times that stand above the entries of a report that is written while things happen."""
    times = {i for i, block in enumerate(blocks) if block.timed and i + 1 in kept}
    kept.difference_update([i for i in kept if blocks[i].timed])
    if len(times) > 1:
        kept.update(times)


def _leave_ends(blocks: Sequence[Block], kept: set[int]) -> None:
    """Leave out the last lines where they only announce what is not the article's: a heading, or "Read these too:"."""
    while len(kept) > 1 and _announces(blocks[max(kept)]):
        kept.remove(max(kept))


def _announces(block: Block) -> bool:
    if block.kind == "heading":
        return not block.text.endswith((".", "!", "…"))
    return block.kind == "paragraph" and block.text.endswith(":") and _size(block.text) < _FEWEST_SAID


def _notices(kept: Sequence[Block], doubtful: Sequence[Block], *, hidden: Sequence[str]) -> Iterator[str]:
    lost = [*(block.text for block in doubtful), *hidden]
    if not lost:
        return
    sizes = sum(len(block.words) for block in kept), sum(len(words_of(text)) for text in lost)
    percent = 100 * sizes[0] // sum(sizes)
    yield f"{percent} % of the article's words were kept; {sizes[1]} were left out"
    texts = [(block.text, f"in <{block.element.tag}>") for block in doubtful] + [
        (text, "hidden by the page") for text in hidden
    ]
    for text, where in texts[:_MOST_SAID]:
        line = " ".join(text.split())
        short = line if len(line) <= _LONGEST_SAID else line[: _LONGEST_SAID - 1] + "…"
        yield f"left out, {where}: “{short}”"
    if len(texts) > _MOST_SAID:
        yield f"left out: {len(texts) - _MOST_SAID} more"
