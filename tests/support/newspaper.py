"""A PDF that the tests make: two pages in two columns, with a sentence that goes on from the first page to the second,
one that stands twice, and one that a hyphen breaks."""

from __future__ import annotations

from tests.support.pdfs import Page, pdf

TITLE = "The harbour is closed by ice again"
BROKEN = "The harbour was closed on Tuesday, said the mayor of the town."
TWICE = "Nobody was hurt, the mayor said."
#: It begins on the first page.
ACROSS = (
    "The last ferry of the winter left the island of Norvik on Monday with forty passengers and the post "
    "of three weeks."
)
FIGURE = "Repairs of the quay will cost nine thousand crowns."
_LEFT = [
    "The harbour was closed on Tues-",
    "day, said the mayor of the town. It",
    "was a long winter for the region by",
    "the sea. Nobody was hurt, the mayor",
    "said.",
]
_RIGHT = [
    "The council met in the old hall in",
    "the evening and was told of the cost.",
    "The last ferry of the winter left the",
    "island of Norvik on Monday with forty",
]
_NEXT_LEFT = [
    "passengers and the post of three",
    "weeks. Its captain was content, and",
    "slept. Nobody was hurt, the mayor",
    "said.",
]
_NEXT_RIGHT = [
    "Repairs of the quay will cost nine",
    "thousand crowns. The work begins in",
    "the spring, when the ice is gone and",
    "the builders can come by road.",
]


def newspaper() -> bytes:
    """Write it."""
    first = Page().lines(_LEFT, x=72, y=700).lines(_RIGHT, x=320, y=700).line(TITLE, x=72, y=760, size=20)
    second = Page().lines(_NEXT_LEFT, x=72, y=760).lines(_NEXT_RIGHT, x=320, y=760)
    return pdf([first, second], info={"Title": TITLE})
