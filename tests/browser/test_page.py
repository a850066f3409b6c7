"""The page in a real browser: asking, reading, filtering, adding, deleting, and every state between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from tests.browser.conftest import Opener, Watch, amend, ask, lacks, serving
from tests.qa.web.conftest import ELECTION, HARBOUR
from tests.support.live import live

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
UNANSWERABLE = "Who discovered the zyzzyva beetle in Qatar?"


def test_a_question_is_answered_and_its_sentence_marked_in_the_article(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    quoted = page.locator(".quote .said").first.inner_text()
    assert quoted in HARBOUR.text
    assert "four warehouses" in quoted
    page.get_by_role("button", name="Show in article").first.click()
    expect(page.locator("#viewer mark.cited")).to_have_text(quoted)
    expect(page.locator("#viewer mark.cited")).to_be_in_viewport()
    expect(page.locator("#viewer .article-text")).to_contain_text("Nobody was hurt")


def test_a_click_on_the_quote_itself_opens_the_article_too(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator("blockquote").first.click()
    expect(page.locator("#viewer mark.cited")).to_be_visible()


def test_the_articles_own_page_marks_the_sentence(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    quoted = page.locator(".said").first.inner_text()
    page.get_by_role("button", name="Show in article").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Own page").click()
    expect(opened.value.locator("mark.cited")).to_have_text(quoted)
    expect(opened.value.locator("mark.cited")).to_be_in_viewport()


def test_a_permalink_marks_its_sentence(open_page: Opener, engine: Engine) -> None:
    link = engine.ask(QUESTION).quotes[0].citation.permalink
    page = open_page(link)
    sentence = page.locator(f"#{link.partition('#')[2]}")
    expect(sentence).to_have_text(engine.ask(QUESTION).quotes[0].text)
    expect(sentence).to_be_in_viewport()
    colour = "e => getComputedStyle(e).backgroundColor"
    assert sentence.evaluate(colour) != page.locator(".article-text").evaluate(colour)


def test_a_question_can_be_shared_by_its_address(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    shared = open_page(page.url.partition(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2])[2])
    expect(shared.locator("h2.question")).to_have_text(QUESTION)
    expect(shared.locator("blockquote").first).to_contain_text("four warehouses")


def test_the_conversation_outlives_a_reload_and_ends_with_a_new_chat(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "Who won the election in Castellan?")
    page.reload()
    expect(page.locator("h2.question")).to_have_text([QUESTION, "Who won the election in Castellan?"])
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


def test_no_answer_says_why_and_shows_the_nearest_as_no_answer(open_page: Opener) -> None:
    page = open_page()
    ask(page, UNANSWERABLE)
    turn = page.locator(".turn").last
    expect(turn.locator(".verdict")).to_have_text("No answer was recognised.")
    expect(turn).to_contain_text("No sentence in these 2 articles was recognised as an answer.")
    expect(turn.locator(".nearest summary")).to_contain_text("not taken for an answer")
    expect(turn.get_by_role("button", name="Copy as a quote")).to_have_count(0)
    expect(page.locator("#announcer")).to_contain_text("No answer was recognised.")


def test_everything_can_be_done_from_the_keyboard(open_page: Opener) -> None:
    page = open_page()
    page.locator("#folio").wait_for()
    page.locator("body").click(position={"x": 5, "y": 400})
    page.keyboard.press("/")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".quotes").wait_for()
    show = page.get_by_role("button", name="Show in article").first
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if show.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#viewer mark.cited")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(show).to_be_focused()


def test_a_screen_reader_is_told_what_was_found(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator("#announcer")).to_contain_text("found")
    expect(page.locator("#announcer")).to_contain_text("four warehouses")


def test_filters_restrict_and_are_shown_and_cleared(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("The Courier").check()
    expect(page.locator("#filter-chips")).to_contain_text("Only in The Courier")
    ask(page, QUESTION)
    turn = page.locator(".turn").last
    expect(turn.locator(".scope")).to_contain_text("The Courier")
    expect(turn).to_contain_text("in 1 article.")
    assert "source=The+Courier" in page.url
    turn.get_by_role("button", name="Search everything").click()
    expect(page.locator("#filter-chips")).to_be_hidden()
    expect(page.locator(".turn").last.locator("blockquote").first).to_contain_text("four warehouses")


def test_an_article_alone_is_asked_from_where_it_is_read(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Articles").click()
    page.get_by_role("button", name="Election in Castellan", exact=True).click()
    page.get_by_role("button", name="Ask only this article").click()
    expect(page.locator("#filter-chips")).to_contain_text("Only in “Election in Castellan”")
    ask(page, QUESTION)
    expect(page.locator(".turn").last).to_contain_text("in 1 article.")
    assert "article=election" in page.url
    shared = open_page("/?" + page.url.partition("?")[2])
    expect(shared.locator(".turn").last).to_contain_text("in 1 article.")
    page.get_by_role("button", name="Clear the filters").click()
    ask(page, QUESTION)
    expect(page.locator(".turn").last.locator("blockquote").first).to_contain_text("four warehouses")


def test_filters_by_date_are_sent(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("From").fill("2025-04-01")
    ask(page, QUESTION)
    expect(page.locator(".turn").last).to_contain_text("from 1 April 2025")
    expect(page.locator(".turn").last).to_contain_text("in 1 article.")


def test_the_words_of_one_person_are_asked_alone_and_linked_to(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Of", exact=True).fill("Nobody Known")
    page.get_by_label("Day").fill("2125-04-01")
    ask(page, QUESTION)
    turn = page.locator(".turn").last
    expect(turn.locator(".scope").first).to_contain_text("what was known on 1 April 2125; the words of Nobody Known")
    expect(turn).to_contain_text("No words of 'Nobody Known' were recognised")
    assert "speaker=Nobody+Known" in page.url
    assert "as_of=2125-04-01" in page.url
    shared = open_page("/?" + page.url.partition("?")[2])
    expect(shared.locator(".turn").last).to_contain_text("the words of Nobody Known")
    page.get_by_role("button", name="Clear the filters").click()
    ask(page, QUESTION)
    expect(page.locator(".turn").last.locator("blockquote").first).to_contain_text("four warehouses")


def test_files_are_added_each_with_its_outcome_and_can_be_asked_at_once(
    open_page: Opener, tmp_path: Path, watch: Watch
) -> None:
    watch.expected = ("422",)
    (tmp_path / "bridge.txt").write_text("Bridge reopens\n\nThe Ardmore bridge reopened after seventeen months.\n")
    (tmp_path / "broken.txt").write_bytes(b"\xff\xff")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    page = open_page()
    page.get_by_role("button", name="Articles").click()
    page.locator("#picker").set_input_files([tmp_path / name for name in ("bridge.txt", "broken.txt", "photo.png")])
    outcomes = page.locator(".outcomes li")
    expect(outcomes).to_have_count(3)
    expect(outcomes.nth(2)).to_have_text("added bridge.txt")
    expect(outcomes.nth(1)).to_contain_text("not added broken.txt")
    expect(outcomes.nth(0)).to_contain_text("not added photo.png")
    page.get_by_role("button", name="Try 2 failed files again").click()
    expect(outcomes).to_have_count(5)
    expect(page.get_by_role("button", name="Try 2 failed files again")).to_be_visible()
    expect(page.locator(".article-list li")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("#article-count")).to_have_text("3")
    ask(page, "How many months was the Ardmore bridge closed before it reopened?")
    expect(page.locator("blockquote").first).to_contain_text("seventeen months")


def test_a_dropped_file_is_added(open_page: Opener) -> None:
    page = open_page()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["It rained in Ardmore all day."], "rain.txt", { type: "text/plain" }));
          for (const name of ["dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }"""
    )
    expect(page.locator(".outcomes li")).to_have_text("added rain.txt")


def test_deleting_asks_once_and_then_the_article_is_gone(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    page.get_by_role("button", name="Articles").click()
    row = page.locator(".article-list li").filter(has_text="Fire at the harbour")
    row.get_by_role("button", name="Delete Fire").click()
    row.get_by_role("button", name="Keep").click()
    assert engine.corpus.generation == 1
    row.get_by_role("button", name="Delete Fire").click()
    row.get_by_role("button", name="for good").click()
    expect(row).to_have_count(0)
    expect(page.locator("#article-count")).to_have_text("1")
    assert [article.id for article in engine.corpus.articles()] == ["election"]


def test_an_article_can_be_read_from_the_list(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Articles").click()
    page.get_by_role("button", name="Fire at the harbour", exact=True).click()
    expect(page.locator("#library")).to_be_hidden()
    expect(page.locator("#viewer .article-text")).to_contain_text("A faulty heater")


def test_an_empty_corpus_begins_with_adding(open_page: Opener, engine: Engine) -> None:
    engine.delete(["harbour", "election"])
    page = open_page()
    expect(page.get_by_role("heading", name="Begin with an article.")).to_be_visible()
    page.get_by_role("button", name="Add articles").click()
    expect(page.locator("#library")).to_be_visible()
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_contain_text("no articles to search yet")


def test_a_suggestion_asks(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="What caused the fire?").click()
    expect(page.locator("h2.question")).to_have_text("What caused the fire?")
    expect(page.locator(".quotes, .abstained").first).to_be_visible()


def test_a_refusal_is_said_and_can_be_tried_again(open_page: Opener, watch: Watch) -> None:
    watch.expected = ("503",)
    page = open_page()
    body = '{"detail": "The server has as many requests as it can take; try again shortly."}'
    page.route(
        "**/ask/stream", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=body)
    )
    ask(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("try again shortly")
    page.unroute("**/ask/stream")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("blockquote").first).to_contain_text("four warehouses")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_unreachable_server_is_said_and_noticed_when_it_is_back(open_page: Opener, watch: Watch) -> None:
    watch.expected = ("ERR_FAILED",)
    page = open_page()
    page.locator(".suggestion").wait_for()
    for path in ("**/ask/stream", "**/about"):
        page.route(path, lambda route: route.abort())
    ask(page, QUESTION)
    expect(page.locator("#offline")).to_be_in_viewport()
    for path in ("**/ask/stream", "**/about"):
        page.unroute(path)
    expect(page.locator("#offline")).to_be_hidden()


def test_an_article_that_has_gone_is_said(open_page: Opener, engine: Engine, watch: Watch) -> None:
    watch.expected = ("404",)
    page = open_page()
    ask(page, QUESTION)
    engine.delete(["harbour"])
    page.get_by_role("button", name="Show in article").first.click()
    expect(page.locator("#viewer")).to_contain_text("no longer here")


def test_in_an_article_that_has_changed_the_sentence_is_marked_where_it_now_stands(
    open_page: Opener, engine: Engine
) -> None:
    page = open_page()
    ask(page, QUESTION)
    quoted = page.locator(".quote .said").first.inner_text()
    engine.add([type(HARBOUR)("harbour", HARBOUR.title, "Corrected. " + HARBOUR.text)])
    page.get_by_role("button", name="Show in article").first.click()
    expect(page.locator("#viewer .notice")).to_contain_text("has changed")
    expect(page.locator("#viewer mark.cited")).to_have_text(quoted)


def test_on_a_phone_the_article_is_a_sheet_over_the_chat(open_page: Opener) -> None:
    page = open_page(width=390)
    ask(page, QUESTION)
    page.get_by_role("button", name="Show in article").first.click()
    expect(page.locator("#viewer mark.cited")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('#viewer').matches(':modal')")
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#viewer")).to_be_hidden()


def test_quotes_can_be_copied_plain_and_as_a_footnote(open_page: Opener) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    quoted = page.locator(".said").first.inner_text()
    read = "navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy as a quote", exact=True).first.click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate(read) == (
        f"“{quoted}” (Fire at the harbour, The Ledger, A. Writer, 4 March 2025. https://news.example/harbour)"
    )
    page.get_by_role("button", name="Copy as a quote with a Markdown footnote").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('> '))")
    assert page.evaluate(read).startswith(f"> {quoted}[^1]\n\n[^1]: Fire at the harbour, The Ledger")
    page.get_by_role("button", name="Copy the link").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('http'))")
    assert "/articles/harbour#s" in page.evaluate(read)


def test_the_original_is_linked_to_the_sentence_and_told_nothing(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    link = page.locator(".quote").first.get_by_role("link", name="Original")
    assert (link.get_attribute("href") or "").startswith("https://news.example/harbour#:~:text=")
    assert set((link.get_attribute("rel") or "").split()) == {"noopener", "noreferrer", "nofollow", "ugc"}


def test_a_server_with_a_key_asks_for_it_once(open_page: Opener, engine: Engine, watch: Watch) -> None:
    watch.expected = ("401",)
    with serving(engine, api_key="right") as keyed:
        watch.origin = keyed
        page = open_page(base=keyed)
        for key in ("wrong", "right"):
            page.locator("#key-value").fill(key)
            page.get_by_role("button", name="Continue").click()
            if key == "wrong":
                expect(page.locator("#key-title")).to_have_text("That key was not accepted")
        expect(page.locator("#folio")).to_contain_text("2 articles")
        ask(page, QUESTION)
        expect(page.locator("blockquote").first).to_contain_text("four warehouses")
        page.goto(keyed + "/articles/harbour")
        expect(page.locator("#viewer .article-text")).to_contain_text("A faulty heater")
        page.goto(keyed + "/docs")
        expect(page.locator("#routes")).to_contain_text("/articles")


def test_the_api_page_describes_every_route_without_help_from_elsewhere(open_page: Opener) -> None:
    page = open_page("/docs")
    expect(page.locator("#routes summary").first).to_be_visible()
    text = page.locator("#routes").inner_text()
    assert all(path in text for path in ("/ask", "/articles/{article_id}", "/readyz", "/metrics", "AnswerOut"))


def test_sentences_that_answer_only_together_are_said_to(open_page: Opener) -> None:
    page = open_page()

    def join(answer: dict[str, Any]) -> None:
        answer["quotes"] *= 3
        answer["evidence_set"] = [0, 1, 2]

    amend(page, join)
    ask(page, QUESTION)
    expect(page.locator(".together")).to_have_text("Sentences 1, 2 and 3 answer together.")


def _unsure(answer: dict[str, Any]) -> None:
    """Make an answer one that is not sure."""
    shown = answer["quotes"] + answer["nearest"]
    answer.update(status="related", reason="unsure", quotes=[], nearest=(shown * 2)[:2], doubts=["names_missing"])


def test_what_may_answer_is_shown_first_and_never_denied(open_page: Opener) -> None:
    page = open_page()
    amend(page, _unsure)
    ask(page, QUESTION)
    turn = page.locator(".turn").last
    expect(turn.locator(".verdict")).to_have_text("Not sure. This may answer it:")
    expect(turn.locator("blockquote .said").first).to_contain_text("four warehouses")
    expect(turn).to_contain_text(
        "Why it is not sure: a name or number of the question does not stand in it or near it."
    )
    expect(turn).to_contain_text("1 more sentence that may answer")
    expect(turn).not_to_contain_text("do not say")
    expect(page.locator("#announcer")).to_contain_text("Not sure. This may answer it: A fire destroyed four warehouses")
    expect(turn.get_by_role("button", name="Right answer")).to_have_count(1)
    assert lacks(page) == []


def test_who_asks_about_what_may_answer_is_understood(open_page: Opener) -> None:
    page = open_page()
    amend(page, _unsure)
    ask(page, QUESTION)
    page.unroute("**/ask/stream")
    ask(page, "Which article says that?")
    expect(page.locator(".turn").last.locator(".lead").first).to_have_text("From The Ledger")


def test_what_stands_around_a_sentence_is_shown_beside_it(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    quote = page.locator("blockquote").first
    expect(quote.locator(".said")).to_contain_text("four warehouses")
    expect(quote.locator(".around").last).to_contain_text("Nobody was hurt")


def test_a_question_can_be_changed_and_recalled(open_page: Opener) -> None:
    page = open_page()
    box = page.locator("#question")
    ask(page, QUESTION)
    ask(page, "Who won the election in Castellan?")
    page.get_by_role("button", name="Edit this question").first.click()
    expect(box).to_have_value(QUESTION)
    expect(box).to_be_focused()
    box.fill("")
    for key, value in (
        ("Up", "Who won the election in Castellan?"),
        ("Up", QUESTION),
        ("Up", QUESTION),
        ("Down", None),
    ):
        page.keyboard.press(f"Arrow{key}")
        expect(box).to_have_value("Who won the election in Castellan?" if value is None else value)
    box.fill("Who is")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("Who is")


def test_a_day_is_written_in_one_form_and_one_that_there_is_not_is_not_taken(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Filter").click()
    field = page.get_by_label("From")
    for wrong in ("03/04/2025", "2025-13-01", "2025-02-30"):
        field.fill(wrong)
        field.blur()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#filter-chips")).to_be_hidden()
    field.fill("2025-04-01")
    field.blur()
    expect(page.locator("#filter-chips")).to_contain_text("from 1 April 2025")


def test_articles_are_found_and_sorted_in_the_list(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("button", name="Articles").click()
    titles = page.locator(".article-list .title")
    expect(titles).to_have_text([HARBOUR.title, ELECTION.title])
    page.get_by_label("Order").select_option("title")
    expect(titles).to_have_text([ELECTION.title, HARBOUR.title])
    page.get_by_label("Find articles").fill("ledger")
    expect(titles).to_have_text([HARBOUR.title])
    page.get_by_label("Find articles").fill("nothing")
    expect(page.locator("#library")).to_contain_text("No article is described so.")


def test_the_page_works_below_a_path_that_a_proxy_puts_before_it(
    browser: Browser, engine: Engine, watch: Watch
) -> None:
    deployment = Deployment(root_path="/news/qa")
    with live(create_app(engine, Settings(), deployment=deployment)) as address:
        watch.origin = address
        page = watch.over(browser.new_page())
        page.goto(f"{address}/news/qa/")
        page.locator("#folio").get_by_text("2 articles").wait_for()
        ask(page, QUESTION)
        assert page.url.startswith(f"{address}/news/qa/?q=")
        page.get_by_role("button", name="Show in article").first.click()
        own = page.get_by_role("link", name="Own page").get_attribute("href")
        page.goto(f"{address}{own}")
        expect(page.locator("mark")).to_contain_text("four warehouses")
        page.get_by_role("link", name="Ask the articles").click()
        expect(page.locator("h2.question")).to_have_text(QUESTION)  # as this tab had it
        page.goto(f"{address}/news/qa/docs")
        page.locator("summary", has_text="/ask").first.wait_for()
        page.close()
    assert watch.unexpected() == []
