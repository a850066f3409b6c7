"""Conversation in the page: follow-ups, what they were understood as, streaming, links to them, and the history."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from qa.engine import Engine
from tests.browser.conftest import Opener, Watch, amend, ask
from tests.qa.web.conftest import HARBOUR

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
OTHER = "Who won the election in Castellan?"


def _asked(page: Page) -> list[dict[str, Any]]:
    """Collect what the page asks from now on."""
    sent: list[dict[str, Any]] = []

    def keep(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or ""))
        route.continue_()

    page.route("**/ask/stream", keep)
    return sent


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def test_a_follow_up_goes_with_what_was_asked_and_quoted_before(open_page: Opener) -> None:
    page = open_page()
    sent = _asked(page)
    ask(page, QUESTION)
    quoted = page.locator(".turn").first.locator("blockquote .said").all_inner_texts()
    ask(page, "And the election in Castellan?")
    assert sent[0]["history"] == []
    assert sent[1]["history"] == [{"question": QUESTION, "quotes": quoted}]
    page.get_by_role("button", name="New chat").click()
    ask(page, OTHER)
    assert sent[2]["history"] == []


def test_what_was_understood_is_shown_with_what_was_carried_marked(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "And in Castellan?")
    understood = page.locator(".turn").last.locator(".scope q")
    expect(understood).to_contain_text("Castellan")
    expect(understood.locator("mark.carried").first).to_contain_text("How many warehouses")


def test_a_question_about_the_quote_is_answered_with_that_fact(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    for question, lead in (
        ("When was that published?", "Published on 4 March 2025"),
        ("What is the source?", "From The Ledger"),
    ):
        ask(page, question)
        turn = page.locator(".turn").last
        expect(turn.locator(".lead").first).to_have_text(lead)
        expect(turn.locator(".scope q")).to_have_text(QUESTION)
    ask(page, "Any other source?")
    places = page.locator(".turn").last.locator(".places li")
    expect(places).to_have_text([HARBOUR.title])
    ask(page, "Show me the context")
    around = page.locator(".turn").last.locator("blockquote").first
    assert "".join(around.inner_text().split()) in "".join(HARBOUR.text.split())
    expect(around.locator(".around")).not_to_have_count(0)


def test_a_sentence_that_stands_nowhere_else_is_said_to(open_page: Opener) -> None:
    page = open_page()
    ask(page, OTHER)
    ask(page, "Any other source?")
    expect(page.locator(".turn").last.locator(".lead")).to_have_text("It stands nowhere else in these articles.")


def test_a_speaker_is_named(open_page: Opener) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    by = {"name": "Ada Moor", "via": "pronoun", "start": 0, "end": 8}

    def speak(answer: dict[str, Any]) -> None:
        quote = (answer["quotes"] + answer["nearest"])[0] | {"said_by": by, "speech": "direct"}
        answer.update(status="answered", reason=None, quotes=[quote], nearest=[])

    amend(page, speak)
    ask(page, QUESTION)
    expect(page.locator(".speaker")).to_have_text("Said by Ada Moornamed before in the article")
    page.get_by_role("button", name="Copy as a quote", exact=True).first.click()
    page.wait_for_function(
        "navigator.clipboard.readText().then((t) => t.includes('(Ada Moor, in Fire at the harbour'))"
    )
    ask(page, "Who said that?")
    turn = page.locator(".turn").last
    expect(turn.locator(".lead")).to_have_text("Said by Ada Moor")
    expect(turn.locator(".speaker")).to_have_count(0)


def test_words_of_nobody_the_article_names_are_given_to_nobody(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "Who said that?")
    turn = page.locator(".turn").last
    expect(turn.locator(".abstained")).to_contain_text("Who said it was not recognised in the articles.")
    expect(turn.locator(".speaker")).to_have_count(0)


def test_reported_words_are_not_called_said(open_page: Opener) -> None:
    page = open_page()
    by = {"name": "Ada Moor", "via": "name", "start": 0, "end": 8}
    amend(page, lambda answer: answer["quotes"][0].update(said_by=by, speech="indirect"))
    ask(page, QUESTION)
    expect(page.locator(".speaker")).to_have_text("According to Ada Moor")


def test_a_question_that_names_nobody_is_asked_back(open_page: Opener) -> None:
    page = open_page()
    ask(page, "What did he say?")
    expect(page.locator(".verdict")).to_have_text("About whom, or what?")
    expect(page.locator(".suggestion:visible, .nearest")).to_have_count(0)
    amend(page, lambda answer: answer.update(could_mean=[{"name": "the mayor", "question": QUESTION}]))
    ask(page, "What did she say?")
    page.unroute("**/ask/stream")
    page.get_by_role("list", name="What may be meant").get_by_role("button", name="the mayor").click()
    expect(page.locator("h2.question").last).to_have_text(QUESTION)
    expect(page.locator(".turn").last.locator("blockquote").first).to_contain_text("four warehouses")


def test_the_other_places_of_a_sentence_are_named_and_open_at_it(open_page: Opener) -> None:
    page = open_page()
    places = [{"article_id": "election", "start": 0, "end": 9}, {"article_id": "gone", "start": 0, "end": 9}]
    amend(page, lambda answer: answer["quotes"][0].update(occurrences=places[:1], articles=2, origins=2))
    ask(page, QUESTION)
    page.get_by_text("said in 2 places").click()
    page.locator(".places").get_by_role("button", name="Election in Castellan").click()
    expect(page.locator("#viewer mark.cited")).to_contain_text("Maren Tolvaisa won")


def test_what_is_going_on_is_told_before_the_answer_is_there(open_page: Opener) -> None:
    page = open_page()
    event = "event: {}\ndata: {}\n\n"
    heard = {"question": "And there?", "understood_as": "And in Norvik?", "carried": [{"start": 4, "end": 13}]}
    told = event.format("understood", json.dumps(heard | {"operation": None}))
    told += ": keep-alive\n\n" + event.format("candidates", json.dumps({"sentences": 12, "article_ids": []}))
    page.evaluate(
        """(told) => {
          window.fetch = async () => new Response(new ReadableStream({ start(stream) {
            const bytes = new TextEncoder().encode(told);
            stream.enqueue(bytes.slice(0, 40));
            stream.enqueue(bytes.slice(40));
            window.finish = (more) => { stream.enqueue(new TextEncoder().encode(more)); stream.close(); };
          } }));
        }""",
        told,
    )
    page.fill("#question", "And there?")
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_contain_text("Reading 12 sentences")
    expect(page.locator(".turn .scope mark.carried")).to_have_text("in Norvik")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "true")
    problem = {"status": 503, "detail": "The articles cannot be searched at the moment."}
    page.evaluate("(more) => window.finish(more)", event.format("error", json.dumps(problem)))
    expect(page.locator(".failed")).to_contain_text("cannot be searched")


def test_an_answer_that_breaks_off_is_asked_for_again(open_page: Opener, watch: Watch) -> None:
    page = open_page()
    page.locator(".suggestion").wait_for()
    page.route("**/ask/stream", lambda route: route.fulfill(status=200, body="event: understood\ndata: {}\n\nevent: d"))
    ask(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("connection to the server was lost")
    page.unroute("**/ask/stream")
    expect(page.locator(".turn blockquote").first).to_contain_text("four warehouses")
    expect(page.locator(".turn")).to_have_count(1)


def test_the_link_to_a_follow_up_leads_to_it_as_it_was_understood(open_page: Opener) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, OTHER)
    ask(page, QUESTION)
    ask(page, "When was that published?")
    page.locator(".turn").last.get_by_role("button", name="Copy the link to this question").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('http'))")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    shared = open_page(_path(page))
    expect(shared.locator("h2.question")).to_have_text([QUESTION, "When was that published?"])
    expect(shared.locator(".turn").last.locator(".lead").first).to_have_text("Published on 4 March 2025")
    shared.reload()
    expect(shared.locator(".turn")).to_have_count(2)
    sent = _asked(shared)
    shared.goto(shared.url.split("?")[0] + "?q=Who+won+the+election+in+Castellan%3F")
    expect(shared.locator("h2.question")).to_have_text([OTHER])
    assert [asked["history"] for asked in sent] == [[]]


def test_back_and_forward_lead_through_the_questions_which_are_not_asked_again(open_page: Opener) -> None:
    page = open_page("/docs")
    page.goto(page.url.replace("/docs", "/"))
    questions = [QUESTION, OTHER, "What caused the fire?"]
    for question in questions:
        ask(page, question)
    sent = _asked(page)
    for number in (1, 0):
        page.go_back()
        expect(page).to_have_title(re.compile(re.escape(questions[number])))
        expect(page.locator(".turn .question").nth(number)).to_be_in_viewport()
        assert parse_qs(urlsplit(page.url).query)["q"][-1] == questions[number]
    page.go_forward()
    expect(page).to_have_title(re.compile(re.escape(OTHER)))
    expect(page.locator(".turn")).to_have_count(3)
    page.go_back()
    page.go_back()  # the first question stands in the place of the empty page
    expect(page).to_have_url(re.compile("/docs$"))
    assert sent == []


def test_back_from_a_new_chat_asks_the_question_before_again(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.get_by_role("button", name="New chat").click()
    assert _path(page) == "/"
    ask(page, OTHER)
    page.go_back()
    expect(page.locator(".turn .question")).to_have_text([QUESTION])
    page.locator(".turn .quotes, .turn .related, .turn .abstained").first.wait_for()
    page.go_forward()
    expect(page.locator(".turn .question")).to_have_text([OTHER])
    page.locator(".turn .quotes, .turn .related, .turn .abstained").first.wait_for()
    page.get_by_role("button", name="New chat").click()
    page.go_back()
    expect(page.locator(".turn .question")).to_have_text([OTHER])
    page.go_forward()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    assert _path(page) == "/"


def test_a_place_within_the_page_is_no_question_to_go_back_to(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    sent = _asked(page)
    page.evaluate("location.hash = 'question'")
    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    assert sent == []


def test_the_history_keeps_questions_and_asks_them_again(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "When was that published?")
    page.get_by_role("button", name="New chat").click()
    ask(page, OTHER)
    assert "warehouses destroyed" not in (page.evaluate("localStorage.getItem('qa.history')") or "")
    assert "destroyed four" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="History").click()
    rows = page.locator("#history .article-list li")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("1 follow-up, last When was that published?")
    rows.nth(1).get_by_role("button", name=QUESTION, exact=True).click()
    expect(page.locator("#history")).to_be_hidden()
    expect(page.locator("h2.question")).to_have_text([QUESTION, "When was that published?"])
    expect(page.locator(".turn").last.locator(".lead").first).to_have_text("Published on 4 March 2025")
    page.get_by_role("button", name="History").click()
    expect(rows).to_have_count(2)
    expect(page.locator("#history h3")).to_have_text("Today")


def test_the_history_can_be_deleted_in_part_and_whole(open_page: Opener) -> None:
    page = open_page()
    for question in (QUESTION, OTHER):
        ask(page, question)
        page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name=f"Delete {OTHER} from the history").click()
    expect(page.locator("#history .title")).to_have_text([QUESTION])
    expect(page.locator("#history .title")).to_be_focused()
    page.get_by_role("button", name="Delete the whole history").click()
    expect(page.locator("#history")).to_contain_text("Nothing has been asked yet.")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Close the history").click()
    expect(page.locator("#history")).to_be_hidden()


def test_a_deleted_article_leaves_the_conversation_too(open_page: Opener, engine: Engine) -> None:
    page = open_page()
    ask(page, OTHER)
    ask(page, QUESTION)
    page.get_by_role("button", name="Articles").click()
    page.get_by_role("button", name="Delete Fire").click()
    page.get_by_role("button", name="for good").click()
    page.get_by_role("button", name="Close the list").click()
    expect(page.locator(".turn").last).to_contain_text("has been deleted")
    assert "four warehouses" not in page.content()
    assert "four warehouses" not in page.evaluate("JSON.stringify(sessionStorage)")
    expect(page.locator(".turn").first.locator("blockquote").first).to_contain_text("Maren Tolvaisa")


def test_the_filter_panel_closes_when_asked_and_with_escape(open_page: Opener) -> None:
    page = open_page()
    toggle = page.get_by_role("button", name="Filter")
    toggle.click()
    expect(page.locator("#filter-panel")).to_be_visible()  # a key pressed before that closes nothing
    page.keyboard.press("Escape")
    expect(page.locator("#filter-panel")).to_be_hidden()
    expect(toggle).to_be_focused()
    toggle.click()
    ask(page, QUESTION)
    expect(page.locator("#filter-panel")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_what_a_tab_kept_and_cannot_be_read_is_forgotten(open_page: Opener) -> None:
    page = open_page()
    page.evaluate("sessionStorage.setItem('qa.conversation', '[1'); localStorage.setItem('qa.history', '{')")
    page.reload()
    page.get_by_role("button", name="History").click()
    expect(page.locator("#history")).to_contain_text("Nothing has been asked yet.")
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    expect(page.locator("blockquote").first).to_contain_text("four warehouses")
