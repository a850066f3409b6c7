"""Web pages: metadata, structure, hidden text, pages built to do harm."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import Draft
from index.loaders.extraction.tree import as_read
from index.loaders.html import load_html, parse
from index.splitting.sentences import split
from scripts.bench import extraction

DATA = Path(__file__).parents[4] / ".." / "shared" / "data" / "web_pages"
PROSE = "The valley road was closed on Tuesday after the bridge at Kalat gave way under a lorry, officials said."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Bridge closed - The Valley Post</title>
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-09-03T10:00:00Z">
<meta property="og:site_name" content="The Valley Post"><link rel="canonical" href="https://valley.example/news/bridge">
</head><body><nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Bridge closed</h1>
<ul><li>Forty villages are cut off, says commissioner.</li><li>A new bridge will take <b>three</b> weeks.</li></ul>
<p>QUETTA: {PROSE}<br>Nobody was hurt in the valley.</p><h2>Who pays for it?</h2><p>The ministry &amp; the
district pay, its <a href="/x">spokesman</a> said on Tuesday evening.</p>
<table><tr><th>Place</th><th>Villages</th></tr><tr><td>Kalat</td><td>40</td></tr></table>
<ul><li>Flour is short in the valley<ul><li>and so is rice, they say</li></ul></li></ul>
<pre><code>one = 1
two = 2</code></pre><blockquote><p>“We wait for the engineers to come.”</p></blockquote></article>
<footer>© 2024 The Valley Post</footer></body></html>"""


def load(page: str | bytes) -> Draft:
    (draft,) = load_html(io.BytesIO(page.encode() if isinstance(page, str) else page))
    assert isinstance(draft, Draft)
    return draft


def article(body: str) -> str:
    return f"<html><body><article><p>{PROSE}</p>{body}</article></body></html>"


def test_metadata_is_read_from_the_page() -> None:
    draft = load(PAGE)
    assert (draft.title, draft.author, draft.published) == ("Bridge closed", "Ann Lee", "2024-09-03")
    assert (draft.source, draft.url) == ("The Valley Post", "https://valley.example/news/bridge")


def test_structure_stays_and_the_page_around_goes() -> None:
    assert load(PAGE).text.split("\n\n") == [
        "Bridge closed",
        "- Forty villages are cut off, says commissioner.\n- A new bridge will take three weeks.",
        f"QUETTA: {PROSE}\nNobody was hurt in the valley.",
        "Who pays for it?",
        "The ministry & the district pay, its spokesman said on Tuesday evening.",
        "Place: Kalat | Villages: 40",
        "- Flour is short in the valley\n- and so is rice, they say",
        "one = 1\ntwo = 2",
        "“We wait for the engineers to come.”",
    ]


def test_roles_follow_from_the_structure() -> None:
    roles = [span.role for span in split(load(PAGE).text, title="Bridge closed")]
    assert roles[:6] == ["headline", "highlight", "highlight", "body", "body", "question_heading"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="color: red; display : none">SECRET words that nobody can see on the page</p>',
        '<p style="visibility:hidden">SECRET words that nobody can see on the page</p>',
        '<p style="font-size:0px">SECRET words that nobody can see on the page</p>',
        '<p style="opacity:0">SECRET words that nobody can see on the page</p>',
        "<p hidden>SECRET words that nobody can see on the page</p>",
        "<template><p>SECRET words that nobody can see on the page</p></template>",
        "<noscript><p>SECRET words that nobody can see on the page</p></noscript>",
        "<script>SECRET words that nobody can see on the page</script>",
        "<!-- <p>SECRET words that nobody can see on the page</p> -->",
    ],
)
def test_what_the_page_hides_is_left_out_and_what_follows_it_stays(hidden: str) -> None:
    text = load(article(f"{hidden}<p>Nobody was hurt, the commissioner told reporters on Tuesday.</p>")).text
    assert "SECRET" not in text
    assert "Nobody was hurt" in text


def test_what_is_only_pale_or_small_stays() -> None:
    for style in ("opacity:0.9", "font-size:0.8em", "display:block"):
        assert "told reporters" in load(article(f'<p style="{style}">He told reporters so on Tuesday.</p>')).text


def test_the_encoding_is_utf_8_or_what_the_page_declares() -> None:
    page = (
        '<html><head><meta charset="{}"></head><body><article><p>Die Straße ist seit Dienstag gesperrt.</p></article>'
    )
    assert "Straße" in load(page.format("iso-8859-1").encode("latin-1")).text
    assert "Straße" in load(page.format("iso-8859-1").encode("utf-8")).text
    assert "Straße" in load(("\ufeff" + page.format("x")).encode("utf-16-le")).text
    with pytest.raises(LoadError, match="character set 'x-klingon', which is not known"):
        load(page.format("x-klingon").encode("latin-1"))


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<div>" * 200_000 + PROSE, "Excessive depth"),
        ("<ul><li>" * 200_000, "Excessive depth"),
        ("<p>" + "<b>" * 200_000 + PROSE + "</b>" * 200_000, "Excessive depth"),
        ("<div " + " ".join(f"a{n}='>'" for n in range(100_000)) + f">{PROSE}</div>", "more than 250 attributes"),
        ("<p>" + "word " * 2_000_000, "goes beyond"),
        ("<br>" * 30_001, "more than 30,000 elements"),
        (
            "".join(f"<p {' '.join(f'a{n}=1' for n in range(240))}>" for _ in range(300)),
            "all together more than 60,000",
        ),
        ("<p>" + "word " * 450_000, "more than 2,000,000 characters"),
        ("", "cannot be parsed"),
        ("<!--" * 1000, "cannot be parsed"),
        ("<html><body></body></html>", "no article"),
        ("a\x00b", "NUL"),
    ],
    ids=[
        "deep",
        "deep list",
        "deep marks",
        "attributes",
        "line",
        "elements",
        "attributes in all",
        "text",
        "empty",
        "comment",
        "no article",
        "NUL",
    ],
)
def test_a_page_that_would_exhaust_the_parser_or_holds_nothing_is_refused(page: str, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load(page)


def test_a_page_nested_to_the_limit_loads() -> None:
    assert PROSE in load("<html><body><article>" + "<div>" * 240 + f"<p>{PROSE}</p>").text


def test_a_failure_inside_the_libraries_is_the_pages_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("index.loaders.extraction.body_choice.trafilatura.bare_extraction", fail)
    with pytest.raises(LoadError, match="RecursionError: too deep"):
        load(PAGE)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation sets are not beside the repository")
def test_saved_pages_keep_what_was_measured() -> None:
    tally = extraction.measure(DATA, every=3)
    assert tally.wanted_kept >= 0.9 * tally.wanted
    assert tally.unwanted_kept <= 0.12 * tally.unwanted
    # a date that a page does not declare is not guessed: a quarter of these pages declare none
    assert sum(tally.fields["date"]) >= 0.7 * len(tally.fields["date"])
    assert sum(tally.fields["title"]) >= 0.6 * len(tally.fields["title"])


@pytest.mark.parametrize("mark", ["span", "a", "x-own"])
def test_a_line_of_very_many_marks_keeps_every_word(mark: str) -> None:
    words = [f"w{number}" for number in range(1500)]
    marked = " ".join(f"<{mark}>{word}</{mark}>" for word in words)
    assert " ".join(words) in load(article(f"<p>{PROSE} {marked} to the end.</p>")).text


def test_marks_are_taken_out_only_where_a_line_or_the_page_holds_very_many() -> None:
    few, many = "<p>" + "<b>so</b> " * 1000 + "</p>", "<p>" + "<b>so</b> <img src='x'> " * 501 + "</p>"
    tree = parse(f"<html><body><div>{few}{many}</div></body></html>")
    as_read(tree)
    assert [len(line) for line in tree.iter("p")] == [1000, 0]
    tree = parse(f"<html><body>{few * 20}<p>one <i>more</i></p></body></html>")
    as_read(tree)
    assert {len(line) for line in tree.iter("p")} == {0}
    assert [line.text for line in tree.iter("p")][-1] == "one more"


@pytest.mark.parametrize(
    ("element", "kept"),
    [
        ("<menu><li>Soup costs four crowns</li><li>Fish costs nine</li></menu>", ["- Soup costs four", "- Fish costs"]),
        ("<menu class='steps'><li>Close the gate.</li><li>Ring the bell.</li></menu>", ["- Close the gate."]),
        ("<dir><li>Close the gate.</li><li>Ring the bell.</li></dir>", ["- Close the gate.", "- Ring the bell."]),
        ("<ul>Rules of the weir<li>Close the gate.</li>and go home.</ul>", ["Rules of the weir", "and go home."]),
        ("<ol>Rules<li>Close it.</li><li>Go <b>home</b>.</li></ol>", ["Rules", "- Close it.", "- Go home."]),
        ("<dl>Prices here<dt>Stone</dt><dd>Nine crowns</dd></dl>", ["Prices here", "- Stone: Nine crowns"]),
        ("<dl><p>Prices here</p><dt>Stone</dt><dd>Nine crowns</dd></dl>", ["Prices here", "- Stone: Nine crowns"]),
        ("<dialog open><p>The gate is shut until Friday noon.</p></dialog>", ["The gate is shut until Friday noon."]),
        ("<figure><pre>level = 9</pre></figure>", ["level = 9"]),
        (
            "<details><summary>Who pays?</summary>The town pays half of it.</details>",
            ["Who pays?", "The town pays half"],
        ),
        ("<p>The sign says <ruby>漢<rt>kan</rt></ruby> in red letters.</p>", ["漢(kan)"]),
    ],
)
def test_lists_and_boxes_of_every_kind_are_read_with_all_their_words(element: str, kept: list[str]) -> None:
    text = load(article(f"{element}<p>{PROSE}</p>")).text
    assert [words for words in kept if words not in text] == []
    assert [text.count(words) for words in kept] == [1] * len(kept)


def test_a_short_page_in_a_script_without_spaces_is_not_cut_at_its_readings_and_links() -> None:
    first = "<ruby>東京<rt>とうきょう</rt></ruby>の<ruby>港<rt>みなと</rt></ruby>は<b>月曜日</b>に氷で閉鎖されました。"
    second = "市長は<a href='/m'>木曜日</a>まで船が出ないと述べました。"
    text = load(f"<html lang=ja><body><article><h1>港</h1><p>{first}</p><p>{second}</p></article></body></html>").text
    first, second = text.split("\n\n")[1:]
    assert first == "東京(とうきょう)の港(みなと)は月曜日に氷で閉鎖されました。"
    assert second == "市長は木曜日まで船が出ないと述べました。"


def test_a_dialog_that_is_shut_and_a_template_are_not_read() -> None:
    shut = "<dialog><p>Accept our cookies now.</p></dialog><template><p>Words for a script.</p></template>"
    text = load(article(f"{shut}<p>The weir was rebuilt.</p>")).text
    assert "cookies" not in text
    assert "script" not in text
