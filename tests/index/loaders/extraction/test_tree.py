"""Marks within a line: what they mean to a reader stays in the sentence, in order, whatever holds it."""

# ruff: noqa: E501 - a case of a table stands on a line

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loaders import Draft
from index.loaders.extraction.blocks import blocks_of
from index.loaders.extraction.tree import as_read
from index.loaders.html import load_html, parse
from tests.support.examples import examples

LEAD = (
    "The weir at Torsby was rebuilt over the summer, eleven years after the flood that carried the old one away, and the "
    "mayor opened it on Saturday before some four hundred people, many of whom had given money for the work."
)
TAIL = (
    "The fishing club had asked for a ladder beside the weir so that trout can pass, and it will be added in the spring, "
    "when the water is low enough for the masons to stand in the river and lay the last of the stones."
)


def text_of(body: str, *, lang: str = "en") -> str:
    page = f'<html lang="{lang}"><body><article><h1>Weir</h1><p>{LEAD}</p>{body}<p>{TAIL}</p></article></body></html>'
    (draft,) = load_html(io.BytesIO(page.encode()))
    assert isinstance(draft, Draft)
    return draft.text


def between(body: str, *, lang: str = "en") -> str:
    """Load and return what stands between the first and the last paragraph."""
    text = text_of(body, lang=lang)
    return text[text.index(LEAD) + len(LEAD) : text.index(TAIL)].strip()


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("The weir took <del>two</del> <ins>three</ins> summers to build.", "The weir took three summers to build."),
        ("It cost <s>40,000</s> 52,000 crowns and <strike>two</strike> three jobs.", "It cost 52,000 crowns and three jobs."),
        ('It holds <span style="text-decoration: line-through">nine</span> twelve metres.', "It holds twelve metres."),
        ("It opens on <time datetime='2023-05-04'>4 May</time> at <data value='9'>9 a.m.</data> sharp.", "It opens on 4 May at 9 a.m. sharp."),
        ("The <mark>lower gate</mark> is <abbr title='kilowatt'>kW</abbr>-driven, says the <cite>Echo</cite>.", "The lower gate is kW-driven, says the Echo."),
        ("Miller Anna Sund said <q>we begged for it</q> and left.", "Miller Anna Sund said “we begged for it” and left."),
        ("She said <q>he told me <q>never</q> twice</q> on Friday.", "She said “he told me ‘never’ twice” on Friday."),
        ("The <label>sluice</label> holds <output>7</output> m<sup>3</sup> a second, H<sub>2</sub>O only.", "The sluice holds 7 m3 a second, H2O only."),
        ("The <a href='/x'>long</a> <b>bri<wbr>dge</b> is <small><font color=red>closed</font></small> to all.", "The long bridge is closed to all."),
        ("The lock (<ruby>堰<rp>(</rp><rt>seki</rt><rp>)</rp></ruby>) is from 1890, they say.", "The lock (堰(seki)) is from 1890, they say."),
        ("Entry is <span aria-hidden=true>★</span> free <span aria-hidden=true>for pupils</span> on Mondays.", "Entry is free for pupils on Mondays."),
        ("It is <button>Share</button>open <input value=x><svg><text>logo</text></svg>daily from nine.", "It is open daily from nine."),
        ("One line of it<br>and the next<br>end here.", "One line of it\nand the next\nend here."),
        ("The lamp gives 10<sup>26</sup> units, or 10<sup>−3</sup> of the star.", "The lamp gives 10²⁶ units, or 10⁻³ of the star."),
        ("It is 1<sup>1</sup>/<sub>2</sub> metres deep at the 4<sup>th</sup> gate.", "It is 1¹/₂ metres deep at the 4th gate."),
        ("Half is <math><mfrac><mn>1</mn><mn>2</mn></mfrac><annotation>x</annotation></math>, a lot <math><msup><mn>10</mn><mn>9</mn></msup></math> of it.", "Half is 1/2, a lot 10⁹ of it."),
        ("The count was wrong.<sup id=r><a href='#n'>1</a></sup> Nobody<sup><a href='#m'>2</a></sup> saw it.", "The count was wrong.¹ Nobody² saw it."),
        ('It cost <span class="line-through">nine</span> <span class="text-strikethrough">ten</span> twelve crowns a metre.', "It cost twelve crowns a metre."),
        ('The <span class="sr-only">(opens in a new tab)</span> weir <b class="visually-hidden">read</b> is open to all.', "The weir is open to all."),
        ('It was <i aria-hidden="true">−</i><i class="screen-reader-text">minus </i>12 degrees there.', "It was minus 12 degrees there."),
        ('It was <i aria-hidden="true">31 m</i><i class="sr-only">31 metres</i> long in all.', "It was 31 m long in all."),
        ('The weir <span style="position:absolute; clip: rect(0 0 0 0)">aloud</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="position:absolute; clip-path: inset(50%)">aloud</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="color:#fff;background:#fff">never</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="background-color: white; color: white">never</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="font-size:1px">never</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="transform: scale(0)">never</span> holds for now.', "The weir holds for now."),
        ('The weir <span style="color:#fff;background:#000">still</span> <b style="font-size:1.1em">holds</b> for now.', "The weir still holds for now."),
        ('It cost <i class="crossed-out">nine</i> <b class="td-line-through">ten</b> <u class="deleted-text">six</u> twelve.', "It cost twelve."),
        ("The fund is at <meter value=0.6>60 percent</meter>, or <progress value=3 max=5>3 of 5</progress> steps.", "The fund is at 60 percent, or 3 of 5 steps."),
        ('The <span class="tip">weir<span role="tooltip">a low dam</span></span> holds for now.', "The weir holds for now."),
        ("Miller Anna Sund said <q>“we begged for it”</q> and left.", "Miller Anna Sund said “we begged for it” and left."),
        ("It holds <kbd>n</kbd> &lt; 5 boats &amp; a <var>raft</var> of logs.", "It holds n < 5 boats & a raft of logs."),
    ],
)  # fmt: skip
def test_a_mark_means_to_us_what_it_means_to_a_reader(marked: str, read: str) -> None:
    assert between(f"<p>{marked}</p>") == read


@pytest.mark.parametrize(
    ("lang", "quoted"),
    [
        ("de", "„so war es“"),
        ("de-AT", "„so war es“"),
        ("fr", "«so war es»"),
        ("sv", "“so war es”"),
        ("cs", "„so war es“"),
        ("uk", "«so war es»"),
        ("ja", "「so war es」"),
        ("hu", "„so war es”"),
        ("nb-NO", "«so war es»"),
    ],
)
def test_quotation_marks_are_those_of_the_language(lang: str, quoted: str) -> None:
    assert (
        between("<p>Sie sagte <q>so war es</q> und ging dann.</p>", lang=lang) == f"Sie sagte {quoted} und ging dann."
    )


def test_a_time_stands_in_the_text_and_is_no_date_of_publication() -> None:
    page = f"<article><p>{LEAD}</p><p>It opens for boats on <time datetime='2023-05-04'>4 May</time>.</p></article>"
    (draft,) = load_html(io.BytesIO(page.encode()))
    assert isinstance(draft, Draft)
    assert "for boats on 4 May." in draft.text
    assert draft.published is None


WORDS = st.integers(0, 99_999).map(lambda n: f"w{n}")
MARKS = st.sampled_from(
    "a abbr b bdi big cite code data dfn em font i ins kbd label mark nobr output samp small span strong sub sup time tt u var x-y".split()  # noqa: SIM905
)
# A tree of marks: a word, or a mark with more of them inside. Struck out and hidden ones are read as nothing.
INLINE = st.recursive(
    WORDS,
    lambda inner: st.tuples(
        MARKS | st.sampled_from(["del", "s", "strike", "hidden", "q"]), st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)
HOLDERS = st.sampled_from(
    [
        "p",
        "div",
        "div><div",
        "section><p",
        "center",
        "blockquote><p",
        "div class=x><span",
        "p class=lead",
        "dd",
        "main><p",
        "p aria-hidden=true",
    ]
)


def html_of(node: object) -> str:
    if isinstance(node, str):
        return node
    tag, inner = node  # type: ignore[misc]
    content = " ".join(map(html_of, inner))
    return f"<span hidden>{content}</span>" if tag == "hidden" else f"<{tag}>{content}</{tag}>"


def read_of(node: object, depth: int = 0) -> str:
    """Read a tree of marks aloud: an oracle that knows nothing of how pages are parsed."""
    if isinstance(node, str):
        return node
    tag, inner = node  # type: ignore[misc]
    if tag in ("del", "s", "strike", "hidden"):
        return ""
    content = " ".join(filter(None, (read_of(part, depth + (tag == "q")) for part in inner)))
    return (
        ("“”" if depth % 2 == 0 else "‘’")[0] + content + ("“”" if depth % 2 == 0 else "‘’")[1]
        if tag == "q"
        else content
    )


@given(st.lists(st.tuples(HOLDERS, st.lists(INLINE, min_size=1, max_size=5)), min_size=1, max_size=5))
@settings(max_examples=examples(60), deadline=None)
def test_every_visible_word_of_a_paragraph_is_in_the_text_in_order(paragraphs: list[tuple[str, list[object]]]) -> None:
    body, expected = "", []
    # What repeats a paragraph is left out, so that none does: each has a number.
    for number, (holder, nodes) in enumerate(paragraphs):
        tags = holder.split("><")
        closing = "".join(f"</{tag.split()[0]}>" for tag in reversed(tags))
        body += f"<{holder}>The men of boat {number} {' '.join(map(html_of, nodes))} went by boat.{closing}"
        expected.append(" ".join(filter(None, [f"The men of boat {number}", *map(read_of, nodes), "went by boat."])))
    text = " ".join(text_of(body).split())
    at = 0
    for paragraph in expected:
        assert paragraph in text[at:]
        at = text.index(paragraph, at) + len(paragraph)


@given(st.lists(INLINE, min_size=1, max_size=8))
@settings(max_examples=examples(60), deadline=None)
def test_every_visible_word_of_a_page_is_in_exactly_one_block(nodes: list[object]) -> None:
    tree = parse(
        f"<body>{' '.join(map(html_of, nodes))}<p>one<ul><li>two<dl><dt>three<dd>four</dl></ul><table><tr><td>five<td>six</table>seven"
    )
    as_read(tree)
    words = [word for block in blocks_of(tree) for word in block.words]
    seen = "".join(read_of(node) + " " for node in nodes).translate(str.maketrans("“”‘’", "    ")).split()
    assert words == [*seen, "one", "two", "three", "four", "five", "six", "seven"]


def test_raised_digits_without_end_are_read_in_one_pass() -> None:
    # With a step for every pair of digits it would not come back within the life of a test run.
    digits = "1" * 400_000
    assert f"noted{digits}x" in between(
        f"<p>The height of the weir was noted<sup>{digits}x</sup> in the book of it.</p>"
    )
