from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import partial

import pytest

from index.errors import LoadError
from index.loaders import Draft, load_stream
from index.loaders.isolated.mail import load_mail, load_mailbox
from tests.support.files import BODY, GOOD_MHTML, GOOD_PDF, SECOND, mail, mbox


def nothing(name: str, data: bytes, **_: object) -> Iterator[Draft | LoadError]:
    """Read no attachment."""
    yield from ()


def read(data: bytes) -> list[Draft | LoadError]:
    return list(load_mail(io.BytesIO(data), member=nothing))


def test_subject_sender_and_date_are_title_author_and_publication() -> None:
    (draft,) = read(mail(BODY))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.author) == ("Bridge closed", "Ann Lee")
    assert draft.published == "Tue, 04 Mar 2025 08:00:00 +0000"
    assert draft.text == BODY


def test_a_mail_in_html_alone_is_read_as_a_page() -> None:
    (draft,) = read(mail("", html=f"<h2>Roads</h2><p>{BODY}</p><style>p {{}}</style>"))
    assert isinstance(draft, Draft)
    assert draft.text == f"Roads\n\n{BODY}"
    assert draft.outline == ((0, "heading"),)


def test_a_text_that_is_cut_off_within_its_coding_is_read_as_far_as_it_goes() -> None:
    coded = base64.b64encode(BODY.encode())[:-7]
    (draft,) = read(b"From: a@b.example\r\nSubject: X\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded)
    assert isinstance(draft, Draft)
    assert BODY.startswith(draft.text)
    assert len(draft.text) > len(BODY) - 9


def test_quoted_lines_and_the_signature_are_left_out_and_the_former_said() -> None:
    (draft,) = read(
        mail(f"{BODY}\n\nOn Monday the desk wrote:\n> Is the road open?\n> Tell us.\n\n{SECOND}\n-- \nAnn Lee\nDesk")
    )
    assert isinstance(draft, Draft)
    assert (
        draft.text == f"{BODY}\n\n{SECOND}".replace("\n\n", "\n\n\n")
        or draft.text.split() == f"{BODY} {SECOND}".split()
    )
    assert draft.notices == ("the lines that it quotes from earlier mails were left out",)


def test_a_mail_that_only_hands_on_another_is_read_whole() -> None:
    (draft,) = read(mail(f"> {BODY}"))
    assert isinstance(draft, Draft)
    assert BODY in draft.text


def test_an_attachment_is_an_article_of_its_own() -> None:
    drafts = list(
        load_stream(
            io.BytesIO(mail(SECOND, attached={"bridge.pdf": GOOD_PDF, "logo.png": b"\x89PNG\r\n"})), name="a.eml"
        )
    )
    assert [draft.where for draft in drafts if isinstance(draft, Draft)] == [None, "attachment bridge.pdf"]
    assert isinstance(drafts[1], Draft)
    assert drafts[1].places[0][1] == "page 1"


def test_each_mail_of_a_mailbox_is_an_article_and_one_that_cannot_be_read_stops_no_other() -> None:
    data = mbox(
        mail(BODY), mail("", subject="nothing"), mail(f"From here on the road is open.\n\n{SECOND}", subject="Ferry")
    )
    first, bad, last = load_mailbox(io.BytesIO(data), member=partial(nothing))
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert str(bad).startswith("message 2: ")
    assert (first.where, last.where, last.title) == ("message 1", "message 3", "Ferry")
    assert last.text.startswith("From here on")


@pytest.mark.parametrize("date", [" Tue Mar  4 08:00:00 2025", ""])
def test_a_sentence_that_begins_as_the_line_before_a_mail_does_stays_where_mails_are_dated(date: str) -> None:
    one = mail(f"{BODY}\n\nFrom 10:30 on the road is open.")
    data = b"\n\n".join(f"From ann@example.com{date}\n".encode() + each for each in (one, mail(SECOND)))
    drafts = list(load_mailbox(io.BytesIO(data), member=partial(nothing)))
    texts = [draft.text for draft in drafts if isinstance(draft, Draft)]
    assert texts == [f"{BODY}\n\nFrom 10:30 on the road is open." if date else BODY, SECOND]


def test_a_saved_page_has_the_address_that_it_was_saved_from() -> None:
    (draft,) = load_stream(io.BytesIO(GOOD_MHTML), name="page.mhtml")
    assert isinstance(draft, Draft)
    assert (draft.url, draft.title) == ("https://example.com/bridge", "Bridge closed")


def test_the_marks_of_a_signature_by_openpgp_are_left_out() -> None:
    body = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{BODY}\n- - Ann\n-----BEGIN PGP SIGNATURE-----\n\n"
        "iQEzBAEBCAAd\n=abcd\n-----END PGP SIGNATURE-----\n"
    )
    (draft,) = read(mail(body))
    assert isinstance(draft, Draft)
    assert draft.text == f"{BODY}\n- Ann"


@pytest.mark.parametrize(
    "above",
    [
        "On Sun, 31 Dec 2023 at 10:00, Tom Ray <tom@brill.example> wrote:",
        "On Sun, 31 Dec 2023 at 10:00, Tom Ray (Harbour office, Brill)\n<tom@brill.example> wrote:",
        "Am So., 31. Dez. 2023 um 10:00 Uhr schrieb Tom Ray <tom@brill.example>:",
    ],
)
def test_the_line_that_says_whose_words_are_quoted_goes_with_them(above: str) -> None:
    (draft,) = read(mail(f"{BODY}\n\n{above}\n> When does it sail?\n> Tell us.\n"))
    assert isinstance(draft, Draft)
    assert draft.text == BODY


def test_what_a_telephone_puts_below_a_mail_that_is_handed_on_is_left_out() -> None:
    above = "See below.\n\n---------- Forwarded message ---------\nFrom: Bo Ek <bo@b.example>"
    (draft,) = read(mail(f"{above}\n\n{BODY}\n\nSent from my iPhone"))
    assert isinstance(draft, Draft)
    assert BODY in draft.text
    assert "iPhone" not in draft.text


def test_what_a_list_or_a_telephone_puts_below_a_mail_is_left_out() -> None:
    foot = "_" * 47 + "\nRoads mailing list\nRoads@lists.example\nhttps://lists.example/roads\n"
    drafts = [*read(mail(f"{BODY}\n{foot}")), *read(mail(f"{BODY}\n\nSent from my iPhone\n\n> {SECOND}"))]
    assert [draft.text for draft in drafts if isinstance(draft, Draft)] == [BODY, BODY]
