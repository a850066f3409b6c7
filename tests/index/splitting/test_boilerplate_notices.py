"""What a page says of itself (consent, subscription, lines of a live blog) is no answer; a report of it may be."""

from __future__ import annotations

import pytest

from index.splitting.boilerplate import boilerplate_role
from index.splitting.sentences import split

NOTICES = """
We use cookies to improve your experience.
We use cookies and similar technologies to show you relevant content and advertising.
This website uses cookies to ensure you get the best experience on our website.
This site uses cookies.
View this email in your browser
Unsubscribe | Manage preferences
To unsubscribe, click here.
You are receiving this because you signed up for it.
Update your preferences or unsubscribe from this list.
By continuing to browse this site you agree to our use of cookies.
By clicking “Accept all” you agree to the storing of cookies on your device.
We and our partners store and access information on your device, such as cookies.
We value your privacy.
Your privacy choices
Manage cookie preferences
Accept all cookies
Reject all
Cookie settings
To view this content, you need to accept cookies.
This content is hosted by a third party and may set cookies.
Read more
Read more >
Read More: Norvik harbour closed
READ MORE: Norvik harbour closed
Read more about the fire at Norvik harbour
Continue reading
Continue reading below
Continue reading the main story
Show more
See also: The harbour in numbers
You may also like
You might also be interested in
Most read
Most popular
Trending now
Editors' picks
More stories
Recommended for you
Top stories
Live
Live updates
LIVE: Norvik fire
Key events
Key events Show key events only
Please turn on JavaScript to use this feature
Updated at 14.05 GMT
Updated 14:05
Posted at 14:05
14:05
14:05 GMT
14.05 CET
5 minutes ago
2h ago
1 hour ago
Last updated 3 hours ago
Pinned post
Jump to latest
Load more updates
Share
Share this post
Copied
Link copied to clipboard
View image in fullscreen
Enter your email address
Sign up to The Morning Post, our daily newsletter
Sign up for free
Already a subscriber? Log in
Subscribe to continue reading
This article is for subscribers only.
You have 2 free articles left this month.
Support independent journalism
Donate now
Skip past newsletter promotion
after newsletter promotion
Privacy Notice: Newsletters may contain info about charities and online ads.
Get the app
Topics
Tags: harbour, fire
Filed under: Norvik
Explore more on these topics
Reuse this content
Report an error
Send us your feedback
Print this page
Comments are closed.
Be the first to comment
View comments
"""
CAPTIONS = """
A crane at Norvik harbour. Photograph: Ilse Marrowby
Crane at the harbour (Picture: Ilse Marrowby)
Photograph: Ilse Marrowby/The Ledger
Image: A crane at Norvik harbour
Caption: A crane at Norvik harbour
"""
PROSE = """
The shop said it uses cookies to remember its customers.
We use cookies made by the baker next door, she said, and they are gone by noon.
The website uses cookies to follow its readers, the regulator found in a report on Monday.
Most read the report at home, the union said.
Live music was banned in the square.
Key events in the life of the mayor were told by her son.
Two hours ago the harbour was closed, the master said.
Continue reading the letter, the judge told him.
Show more courage, she told the council.
More stories were built on the tower in 1910.
Donate now and then, the priest advised.
Pinned to the door was a letter.
Support independent journalism was his last wish, and the paper lives by it.
Topics of the meeting were the harbour and the fire.
Accept all that comes, the old man said.
Updated figures show that 14 people died.
We value your privacy less than our sales, the manager wrote in an e-mail that was read to the court.
Your privacy is at risk, the minister warned.
Copied documents were found in the car.
This article of the constitution is for citizens only, the judge said.
"""


def lines(table: str) -> list[str]:
    return table.strip().split("\n")


@pytest.mark.parametrize("line", lines(NOTICES))
def test_a_notice_is_boilerplate(line: str) -> None:
    assert boilerplate_role(line, sentences=1) == "boilerplate"


@pytest.mark.parametrize("line", lines(CAPTIONS))
def test_a_caption_is_told_by_its_credit(line: str) -> None:
    assert boilerplate_role(line, sentences=1) == "caption"


@pytest.mark.parametrize("line", lines(PROSE))
def test_a_sentence_that_begins_so_is_none(line: str) -> None:
    assert boilerplate_role(line, sentences=1) is None


def test_between_paragraphs_they_have_their_role_and_the_paragraphs_theirs() -> None:
    said = ["A fire destroyed four warehouses at Norvik harbour on Monday night.", "Nobody was hurt, the mayor said."]
    text = "\n\n".join([said[0], *lines(NOTICES)[:20], said[1]])
    roles = {text[span.start : span.end]: span.role for span in split(text, title="Fire")}
    assert [roles[one] for one in said] == ["body", "body"]
    assert {roles[one] for one in lines(NOTICES)[:20] if one in roles} == {"boilerplate"}
