"""No text becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa.rendering.markup import Markup, element, escaped, foreign, joined


class Seen(HTMLParser):
    """What a browser would see: elements with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn"]))


@given(TEXT | st.sampled_from(["</p><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&amp;"]))
def test_whatever_is_written_is_read_back_as_text(text: str) -> None:
    seen = Seen(element("p", text, title=text))
    assert seen.elements == [("p", {"title": text})]
    assert seen.text == text


def test_elements_nest_and_attributes_have_their_names() -> None:
    inner = element("b", "<i>", class_="x", aria_label='a"b')
    assert element("p", "1 < 2 ", inner) == '<p>1 &lt; 2 <b class="x" aria-label="a&quot;b">&lt;i&gt;</b></p>'
    assert element("line", x1=1.5, stroke_width=2) == '<line x1="1.5" stroke-width="2"/>'
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">'
    assert joined("<", Markup("<br>")) == "&lt;<br>"


def test_what_reorders_or_hides_text_is_marked_and_others_words_are_kept_apart() -> None:
    assert escaped("a\u202eb\x00c\x1bd\n") == "a�b�c�d\n"
    assert foreign("<שלום>") == '<bdi dir="auto">&lt;שלום&gt;</bdi>'
