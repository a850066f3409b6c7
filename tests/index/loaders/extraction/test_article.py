"""Which parts of a page are its article: what stands among its paragraphs stays, or its loss is told."""

# ruff: noqa: E501 - a case of a table stands on a line

from __future__ import annotations

import io

import pytest

from index.loaders import Draft
from index.loaders.extraction.article import article_of
from index.loaders.extraction.blocks import blocks_of
from index.loaders.extraction.tree import as_read
from index.loaders.html import load_html, parse
from index.splitting.sentences import split

LEAD = (
    "The ferry between Ostvik and the island of Hanö sank at its moorings on Sunday night, and nobody was on board. Divers "
    "found a hole as wide as a hand below the water line, the coast guard said, and the hull will be raised next week."
)
TAIL = (
    "Until a new ferry is found, a fishing boat takes schoolchildren across in the morning and back at four. The county has "
    "asked three yards in the south for an offer, and the islanders have collected names for a bridge since the spring."
)


def load(page: str) -> Draft:
    (draft,) = load_html(io.BytesIO(page.encode()))
    assert isinstance(draft, Draft)
    return draft


def article(body: str) -> Draft:
    return load(f"<html><body><article><h1>Ferry sinks</h1><p>{LEAD}</p>{body}<p>{TAIL}</p></article></body></html>")


def between(draft: Draft) -> str:
    return draft.text[draft.text.index(LEAD) + len(LEAD) : draft.text.index(TAIL)].strip()


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("<div>Raising her costs 3.1 million crowns, says Ida Krok.</div>", "Raising her costs 3.1 million crowns, says Ida Krok."),
        ("<div><span>She was built in <b>1974</b> in Odense.</span></div>", "She was built in 1974 in Odense."),
        ("Words without any element say that 31 cars fit on her.", "Words without any element say that 31 cars fit on her."),
        ("<center>The last sailing was at 21.40.</center>", "The last sailing was at 21.40."),
        ("<p class=paywall aria-hidden=true>Two pumps had failed on Friday.</p>", "Two pumps had failed on Friday."),
        ("<div class=subscriber-only><p>The crew of five keeps its pay.</p></div>", "The crew of five keeps its pay."),
        ("<aside class=factbox><h3>The ferry</h3><ul><li>31 cars</li><li>240 people</li></ul></aside>", "The ferry\n\n- 31 cars\n- 240 people"),
        ("<ul><li>The pumps were off.</li><li>The hatch stood open.</li></ul>", "- The pumps were off.\n- The hatch stood open."),
        ("<ol><li>Raise her.<ul><li>by crane</li></ul></li><li>Scrap her.</li></ol>", "- Raise her.\n- by crane\n- Scrap her."),
        ("<dl><dt>Built</dt><dd>2 May 1974</dd><dt>Length</dt><dd>48 metres</dd></dl>", "- Built: 2 May 1974\n- Length: 48 metres"),
        ("<dl><dt>Who paid?</dt><dd>The county.</dd><dt>Owners</dt><dd>Ostvik</dd><dd>Hanö</dd></dl>", "- Who paid? The county.\n- Owners: Ostvik; Hanö"),
        ("<table><tr><td>Weekdays</td><td><ul><li>6 to 9</li><li>15 to 18</li></ul></td></tr><tr><td>Sundays</td><td><p>none</p></td></tr></table>", "Weekdays | 6 to 9; 15 to 18\nSundays | none"),
        ("<figure><img src=a><figcaption>The ferry in 1999, with 300 cyclists on board.</figcaption></figure>", "The ferry in 1999, with 300 cyclists on board."),
        ("<p>Read on below.</p><details><summary>What sank her?</summary><p>A hole of 12 centimetres.</p></details>", "Read on below.\n\nWhat sank her?\n\nA hole of 12 centimetres."),
        ("<div><strong>Krok:</strong> We heard nothing at all.</div><div><strong>Lund:</strong> I heard a bang.</div>", "Krok: We heard nothing at all.\n\nLund: I heard a bang."),
        ("<blockquote><p>We heard her groan.</p><footer>— Ida Krok, cook</footer></blockquote>", "We heard her groan.\n\n— Ida Krok, cook"),
        ("<figure><blockquote><p>We heard her groan.</p></blockquote><figcaption>Ida Krok, cook</figcaption></figure>", "We heard her groan.\n\nIda Krok, cook"),
        ("<dl><dt>Ports</dt><dd>Ostvik</dd><dd>Malm</dd></dl>", "- Ports: Ostvik; Malm"),
        ("<ul><li><a href=/a>Ostvik</a> – 31 cars</li><li><a href=/b>Malm</a> – 12 cars</li></ul>", "- Ostvik – 31 cars\n- Malm – 12 cars"),
        ("<div>Raising <a href=/a>the ferry of Ostvik and Hanö</a> costs nine million crowns.</div>", "Raising the ferry of Ostvik and Hanö costs nine million crowns."),
        ("<h3><button>Who raises her?</button></h3><div><p>A firm from Malm.</p></div>", "Who raises her?\n\nA firm from Malm."),
        ("<button aria-controls=a>Who raises her?</button><div id=a><p>A firm from Malm.</p></div>", "Who raises her?\n\nA firm from Malm."),
        ("<div><button aria-expanded=false>Who raises her?</button><div><p>A firm from Malm.</p></div></div>", "Who raises her?\n\nA firm from Malm."),
        ("<p>Those who voted no are:</p><ul><li><a href=/a>Ida Krok</a></li><li><a href=/b>Per Lund</a></li></ul>", "Those who voted no are:\n\n- Ida Krok\n- Per Lund"),
        ("<p>Five yards made an offer:</p><ol><li><a href=/a>Malm</a></li><li><a href=/b>Ostvik Nord</a></li></ol>", "Five yards made an offer:\n\n- Malm\n- Ostvik Nord"),
        ("<fieldset><legend>Facts</legend><p>She took 31 cars.</p></fieldset>", "She took 31 cars."),
        ("<x-box><template shadowrootmode=open><p>She took 31 cars.</p></template></x-box>", "She took 31 cars."),
        ("<blockquote>We heard her groan, and then it was still.</blockquote>", "We heard her groan, and then it was still."),
        ("<p>The boat must go.</p><p><b>Per Ek</b><br>Malm</p><p>It must stay.</p>", "The boat must go.\n\nPer Ek\nMalm\n\nIt must stay."),
        ("<p>She lay <figure><img src=a><figcaption>The ferry of Ostvik at her quay in 1974.</figcaption></figure> at the quay.</p>", "She lay\n\nThe ferry of Ostvik at her quay in 1974.\n\nat the quay."),
        ("<figure><table><tr><td>Cars</td><td>31</td></tr></table><figcaption>The ferry</figcaption></figure>", "Cars | 31\n\nThe ferry"),
        ("<figure><figcaption>The ferry</figcaption><table><tr><td>Cars</td><td>31</td></tr></table></figure>", "The ferry\n\nCars | 31"),
        ("<div role=heading aria-level=3>Her crew</div><p>Five men worked on her.</p>", "Her crew\n\nFive men worked on her."),
        ("<div hidden=until-found><p>Five men worked on her.</p></div>", "Five men worked on her."),
        ("<h3>Her crew <a class=headerlink href='#c'>¶</a></h3><p>Five men worked on her.</p>", "Her crew\n\nFive men worked on her."),
        ("<h3>Her crew<span class=mw-editsection>[<a href=/e>edit</a>]</span></h3><p>Five men worked on her.</p>", "Her crew\n\nFive men worked on her."),
        ("<p>Five men<a href='#n1'>1</a> worked on her.</p>", "Five men1 worked on her."),
        ("<div class=ad-slot><p>Advertisement: three chairs for two</p></div>", ""),
        ("<amp-ad width=300><div placeholder>Advertisement</div></amp-ad>", ""),
        ("<aside class=related><ul><li><a href=/a>Bridge over the Sund?</a></li><li><a href=/b>Boats</a></li></ul></aside>", ""),
        ("<ul><li><a href='#crew'>Her crew</a></li><li><a href='#end'>Her end</a></li></ul>", ""),
        ("<div class=share-bar><a href=#>Share</a> <a href=#>Mail</a></div>", ""),
    ],
)  # fmt: skip
def test_what_stands_among_the_paragraphs_stays_and_the_site_s_own_matter_goes(body: str, read: str) -> None:
    draft = article(body)
    assert between(draft) == read
    assert not [notice for notice in draft.notices if "left out" in notice]


@pytest.mark.parametrize(
    "end", ["<p>Read these too:</p>", "<h2>More of Ostvik</h2>", "<h2>More</h2><p>Blogs that take part:</p>"]
)
def test_a_last_line_that_announces_what_is_not_the_article_s_is_left_out(end: str) -> None:
    links = "<ul><li><a href=/a>Bridge over the Sund?</a></li><li><a href=/b>Boats</a></li></ul>"
    draft = load(
        f"<html><body><article><h1>Ferry sinks</h1><p>{LEAD}</p><p>{TAIL}</p>{end}{links}</article></body></html>"
    )
    assert draft.text.endswith(TAIL)


@pytest.mark.parametrize(
    "end", ["<p>What she said on Sunday of the hole in the hull was this:</p>", "<p>The rest is silence.</p>"]
)
def test_a_last_line_that_says_something_stays(end: str) -> None:
    draft = load(f"<html><body><article><h1>Ferry sinks</h1><p>{LEAD}</p><p>{TAIL}</p>{end}</article></body></html>")
    assert draft.text.endswith(end[3:-4])


@pytest.mark.parametrize(
    "correction",
    [
        "<footer class=correction><p>Correction, 9 June: the ferry was built in 1974, not 1947.</p></footer>",
        "<div class=article-footer><p><em>This article was amended on 9 June: she was built in 1974.</em></p></div>",
        "<div class=note-box><p>An earlier version of this report said that she was built in 1947.</p></div>",
        "<footer><p>Clarification: the hole was 12 centimetres wide, not 21.</p></footer>",
        "<div role=doc-endnotes class=footnotes><ol><li><p>The county owns 60 percent of the ferry.</p></li></ol></div>",
    ],
)
def test_a_correction_at_the_foot_of_the_article_stays(correction: str) -> None:
    page = f"<html><body><article><h1>Ferry sinks</h1><p>{LEAD}</p><p>{TAIL}</p>{correction}</article></body></html>"
    text = load(page).text
    assert text.split("\n\n")[-1].endswith(("1974.", "1947.", "not 1947.", "not 21.", "the ferry."))


def test_a_list_between_paragraphs_right_under_the_body_stays() -> None:
    page = (
        f"<body><h2>What sank the ferry</h2><p>{LEAD}</p><ul><li>A hole.</li><li>No pump.</li></ul><p>{TAIL}</p></body>"
    )
    draft = load(page)
    assert draft.text == f"What sank the ferry\n\n{LEAD}\n\n- A hole.\n- No pump.\n\n{TAIL}"
    assert draft.outline == ((0, "heading"),)


def test_what_could_be_the_article_s_or_the_site_s_is_told_block_by_block() -> None:
    draft = article(
        "<div class=share-quote><p>The vote was nine to four.</p></div><p class=story__related>She was sold twice.</p>"
    )
    assert between(draft) == ""
    assert "left out, in <p>: “The vote was nine to four.”" in draft.notices
    assert "left out, in <p>: “She was sold twice.”" in draft.notices
    assert any(notice.endswith("% of the article's words were kept; 10 were left out") for notice in draft.notices)


def test_remarks_on_what_was_left_out_are_few() -> None:
    story = " ".join(f"Diver number {n} of the guard went down and came up again with nothing." for n in range(40))
    blocks = "".join(f"<div class=share-quote><p>Sentence number {n} is one of many here.</p></div>" for n in range(14))
    notices = [notice for notice in article(f"<p>{story}</p>{blocks}").notices if "left out" in notice]
    assert len(notices) == 10
    assert notices[-1] == "left out: 6 more"


def test_what_the_page_hides_is_left_out_and_told() -> None:
    hidden = (
        "<section style='display:none'><p>The owner, Per Ek, has been heard twice by the police since.</p></section>"
    )
    draft = article(hidden)
    assert "Per Ek" not in draft.text
    assert (
        "left out, hidden by the page: “The owner, Per Ek, has been heard twice by the police since.”" in draft.notices
    )


def test_a_menu_that_the_page_hides_is_no_loss() -> None:
    draft = load(
        f"<body><nav hidden><p>Home. News. All that you need to know today.</p></nav><article><p>{LEAD}</p><p>{TAIL}</p></article></body>"
    )
    assert not [notice for notice in draft.notices if "left out" in notice]


def test_an_article_for_readers_without_scripts_is_read_when_there_is_no_other() -> None:
    page = f"<body><div id=app></div><noscript><article><h1>Ferry sinks</h1><p>{LEAD}</p><p>{TAIL}</p></article></noscript></body>"
    assert load(page).text == f"Ferry sinks\n\n{LEAD}\n\n{TAIL}"


def test_the_entries_of_a_live_report_carry_their_times() -> None:
    entries = "".join(
        f"<div class=entry><time datetime=2024-01-02T{time}:00Z>{time}</time>{head}<div class=body><p>{text}</p></div></div>"
        for time, head, text in (
            (
                "14:20",
                "<h2>Crane arrives</h2>",
                "The crane from Malm has arrived at the quay, and work begins at three.",
            ),
            ("13:05", "", "The quay is closed to cars, says the harbour master, until the evening."),
        )
    )
    draft = load(f"<body><main><h1>Ferry live</h1>{entries}</main></body>")
    headings = [draft.text[at:].split("\n")[0] for at, role in draft.outline or () if role == "heading"]
    assert headings == ["Ferry live", "14:20 Crane arrives", "13:05"]


def test_times_are_known_without_their_element_and_each_heads_its_own_entry() -> None:
    entries = "".join(
        f"<div class=entry><{tag}>{time}</{tag}><p>{text}</p></div>"
        for tag, time, text in (
            (
                "span",
                "14:20",
                "The crane from Malm has arrived at the quay, and the work on the wreck begins at three.",
            ),
            ("b", "1.05pm", "The quay is closed to cars, says the harbour master, and will be so until the evening."),
            ("div", "11h30", "Divers have found the hole through which the water came, near the third of the pumps."),
        )
    )
    draft = load(f"<body><main><article><h1>Ferry live</h1>{entries}</article></main></body>")
    spans = split(draft.text, title=draft.title, outline=draft.outline)
    assert [span.section for span in spans if span.role == "body"] == ["14:20", "1.05pm", "11h30"]


def test_a_correction_outside_the_article_s_element_stays() -> None:
    body = f"<article><h1>Ferry sinks</h1><p>{LEAD}</p><p>{TAIL}</p></article>"
    note = "This article was amended on 4 May: the ferry took 31 cars, not 13."
    assert note in load(f"<body>{body}<div class=notes><p>{note}</p></div></body>").text
    other = f"<article><h2>Another story</h2><p>{note}</p></article>"
    assert note not in load(f"<body>{body}<div>{other}</div></body>").text
    assert note not in load(f"<body>{body}<div class=comments><p>{note}</p></div></body>").text


@pytest.mark.parametrize(
    "holder",
    ["<main>{}</main>", "<div role=main>{}</div>", "<div id=content>{}</div>", "<section class=story>{}</section>"],
)
def test_a_summary_above_the_text_s_own_element_stays_and_what_stands_below_it_is_told(holder: str) -> None:
    summary, rest = "Nobody was on board when the ferry sank, and divers look for the cause.", "The county will pay."
    below = f"The island's school stays shut until Friday, its head Ida Krok said. {rest}"
    text = f"<div class=text><p>{LEAD}</p><p>{TAIL}</p></div>"
    page = f"<h1>Ferry sinks</h1><div class=lead><p>{summary}</p></div>{text}<div class=end><p>{below}</p></div>"
    draft = load(f"<html><body>{holder.format(page)}</body></html>")
    assert summary in draft.text
    assert below in draft.text or any("The island's school" in notice for notice in draft.notices)


def test_summaries_of_other_articles_above_the_text_are_no_part_of_it() -> None:
    others = "".join(
        f"<div><p>The bridge of {town} is shut until the autumn, its mayor said.</p></div>" for town in "ABC"
    )
    text = f"<div class=text><p>{LEAD}</p><p>{TAIL}</p></div>"
    assert load(f"<html><body><main>{others}{text}</main></body></html>").text.startswith(LEAD)


def test_a_paragraph_without_an_element_that_opens_the_text_stays() -> None:
    first = "The harbour of Ostvik was closed at noon, its master said, and no boat may leave it before Sunday."
    assert first in load(f"<body><font face=Arial>{first}<p>{LEAD}<p>{TAIL}</font></body>").text


def test_a_short_caption_that_was_left_out_is_told() -> None:
    draft = article("<figure><img src=a><figcaption>Ostvik harbour in 1974</figcaption></figure>")
    assert "left out, in <figcaption>: “Ostvik harbour in 1974”" in draft.notices
    draft = article("<figure><img src=a><figcaption>Photo: Ida Krok / Getty Images</figcaption></figure>")
    assert not [notice for notice in draft.notices if "left out" in notice]


def test_a_story_that_stands_twice_on_the_page_is_read_once() -> None:
    both = "".join(f"<div class={name}><p>{LEAD}</p></div>" for name in ("mobile", "desktop"))
    draft = load(f"<body><main><article><h1>Ferry sinks</h1>{both}<p>{TAIL}</p></article></main></body>")
    assert draft.text.count(LEAD) == 1


def test_an_article_that_stands_in_the_page_s_data_alone_is_read_from_there() -> None:
    data = f'{{"@context":"https://schema.org","@type":"NewsArticle","articleBody":"{LEAD} {TAIL}"}}'
    page = f"<head><script type='application/ld+json'>{data}</script></head><body><p>Subscribe to read on.</p></body>"
    assert LEAD in load(page).text


def test_a_page_of_which_nothing_was_chosen_has_no_article() -> None:
    tree = parse(f"<body><p>{LEAD}</p></body>")
    assert (
        article_of(blocks_of(tree), ["Other words than those of the page stand in this line."], hidden=as_read(tree))
        is None
    )
