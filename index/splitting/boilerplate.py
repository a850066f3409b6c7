"""Boilerplate: the lines of an article's page that are not its prose: captions, credits, bylines, links, notices.

Owns the wordings. Knows nothing of layout or sentences. Each pattern is tried on one short block, so none can be slow.
"""

from __future__ import annotations

import re
from typing import Literal

_LONGEST = 500
_LONGEST_LINE = 120

_BOILERPLATE = re.compile(
    r"""(?xi)
    (?:read|see|find|learn|discover)\ (?:more|also|next|full\ story)\b | also\ read\b | recommended\s*(?::|$)
    | more\ (?:on\ this|from|about)\b.{0,60}$ | in\ pictures\s*: | mehr\ zum\ thema
    | related(?:\ (?:articles?|stories|topics|content|news|links?))?\s*(?::|$)
    | (?:please\ )?(?:sign\ up|subscribe|register)\b.{0,120}
      \b(?:newsletter|inbox|updates?|alerts?|here|now|free|channel|e-?mail|today)\b
    | (?:subscribe|sign\ up|sign\ in|log\ in|register)(?:\ now|\ here|\ today)?\W*$
    | .{0,80}\bdelivered\ to\ your\ inbox\b | download\ (?:our|the)\ .{0,30}\bapp\b
    | get\ (?:our|the)\ .{0,40}\b(?:newsletter|app)\b
    | (?:follow|like|find|join)\ .{0,60}\bon\ (?:twitter|x|facebook|instagram|telegram|whatsapp|linkedin|youtube|tiktok
      |threads|bluesky)\b
    | follow\ us\b | share(?:\ (?:this|on|via|with)\b.{0,60})?$
    | (?:copy|print|save|share|e-?mail)(?:\ (?:link|article|page|story|this))?$
    | (?:click|tap)\ here\b | (?:watch|listen)(?:\ (?:now|live|more))?\s*(?::|$)
    | just\ watched\b | must\ (?:watch|read)$ | replay$ | skip\ to\ (?:main\ )?content
    | © | \(c\)\ *\d{4} | copyright\ (?:©|\(c\)|\d{4}) | .{0,120}\ball\ rights\ reserved\b | alle\ rechte\ vorbehalten
    | (?:advertisement|advertising|sponsored(?:\ content)?|paid\ post|story\ continues\ below)\b.{0,30}$
    | article\ continues\ below | this\ (?:material|content|article)\ may\ not\ be\ (?:published|reproduced)
    | (?:published|updated|posted|last\ updated|last\ modified|first\ published)\b.{0,60}\d.{0,30}(?<![.!?])$
    | \d+\ min(?:ute)?s?\ read$ | our\ standards\s*: | (?:additional\ )?reporting\ by\ .{3,120}(?:;|editing|writing)
    | (?:we\ use\ cookies|accept\ (?:all\ )?cookies|privacy\ policy|terms\ of\ (?:use|service)|cookie\ policy)\b.{0,80}$
    | (?:(?:view|show|hide|load|leave|post)\ )?(?:all\ |more\ |a\ |\d+\ )?comments?(?:\ \(?\d+\)?)?$
    | have\ (?:a\ |any\ )?(?:news\ )?tips?\b
    """
)
# "Recall database:Check the updates": no space after the colon is how scraped pages show a link with a kicker.
_LINK = re.compile(r"[^\d:.!?][^:.!?]{2,60}[:?]:?(?<=:)(?=[A-Z“\"‘'])")
_CAPTION = re.compile(
    r"""(?xi)
    [\[(]?(?:(?:file|ap|handout|undated)\ )?
      (?:photo(?:s|graph|graphs|graphy)?|images?|pictures?|video|caption|illustration|graphic|credit)
      (?:\ (?:by|credit|caption|courtesy)\b|\s*[:/|©])
    | [\[(](?:image|photo|picture|video|caption|credit)\b
    """
)
_CREDIT = re.compile(
    r"""(?x)
    (?:/|\bvia\ |©\ ?|[|(–—-]\ ?)
      (?:Getty(?:\ Images)?|AFP|AP|Reuters|REUTERS|EPA(?:-EFE)?|Shutterstock|Alamy|Bloomberg|iStock)\b[^.]{0,30}\W*$
    | (?:Getty\ Images|AP\ Photo|Shutterstock|iStock|AFP\ Photo)\W{0,2}$
    | \b(?:REUTERS|AP\ Photo|Pool|AFP)/[A-Z] | \((?:Photo|Image|Picture)\ (?:by|credit|:)
    """
)
_BYLINE = re.compile(r"(?:By|BY|Von|Par|Por)\s+[A-Z]")
_NAME = re.compile(r"[A-Z][\w'’.-]*(?:\s+(?:[A-Z][\w'’.-]*|de|van|von|bin|al)){1,3}")


def boilerplate_role(content: str, *, sentences: int) -> Literal["caption", "boilerplate"] | None:
    """Recognise a block of boilerplate, or a caption, by its wording; ``sentences`` is how many it holds."""
    if len(content) > _LONGEST:
        return None
    if _CAPTION.match(content) or _CREDIT.search(content):
        return "caption"
    if sentences <= 2 and _BOILERPLATE.match(content):
        return "boilerplate"
    return "boilerplate" if len(content) <= _LONGEST_LINE and content[-1] not in ".!" and _LINK.match(content) else None


def is_byline(content: str, *, first: bool) -> bool:
    """Tell a line that is only a name, or begins as a byline does. Means something above the first paragraph alone.

    On the first line more than two capitalised words are a headline.
    """
    if len(content) > _LONGEST_LINE or (first and len(content.split()) > 2):
        return False
    return _NAME.fullmatch(content) is not None or _BYLINE.match(content) is not None
