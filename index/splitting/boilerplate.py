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
    | (?:accept\ (?:all\ )?cookies|privacy\ policy|terms\ of\ (?:use|service)|cookie\ policy)\b.{0,80}$
    | (?:(?:view|show|hide|load|leave|post)\ )?(?:all\ |more\ |a\ |\d+\ )?comments?(?:\ \(?\d+\)?)?$
    | have\ (?:a\ |any\ )?(?:news\ )?tips?\b
    """
)
# What a page says about itself to its reader: consent, subscription, the way through it, the posts of a live blog.
_NOTICE = re.compile(
    r"""(?xi)
    (?: we\ use\ cookies\b.{0,120} | (?:this|our)\ (?:web\ ?)?site\ (?:uses|may\ use)\ cookies\b.{0,120}
    | by\ (?:continuing|clicking|using|closing)\b.{0,120}\b(?:cookies|you\ (?:agree|accept|consent))\b.{0,80}
    | we\ and\ our\ (?:\d+\ )?partners\b.{0,160} | we\ (?:value|respect|care\ about)\ your\ privacy
    | your\ (?:privacy|cookie|ad)\ choices | (?:accept|reject|allow|decline)\ all | privacy\ notice\ ?:.{0,160}
    | (?:(?:manage|change|adjust)\ (?:your\ )?)?(?:cookie|privacy|consent)\ (?:preferences|settings|choices)
    | to\ view\ this\ (?:content|video|post)\b.{0,120}\b(?:accept|allow|enable)\b.{0,60}
    | this\ content\ is\ (?:hosted|provided)\ by\b.{0,140}\bcookies\b.{0,40}
    | please\ (?:turn\ on|enable)\ javascript\b.{0,60}
    | continue\ reading(?:\ below|\ the\ main\ story)? | show\ (?:more|less|all) | load\ more(?:\ \w+)?
    | you\ (?:may|might)\ also\ (?:like|be\ interested\ in) | most\ (?:read|popular|viewed|shared)
    | trending(?:\ now)? | editors?['’]?s?\ picks? | (?:more|top)\ stories | recommended\ for\ you
    | live(?:\ ?blog|\ updates?)? | live\ ?:.{2,80} | key\ events(?:\ show\ key\ events\ only)? | pinned\ post
    | \d{1,2}[:.]\d\d(?:\ ?[ap]\.?m\.?)?(?:\ (?:GMT|UTC|BST|CES?T|E[DS]?T|P[DS]?T))?
    | \d+\ ?(?:[smhd]|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)\ ago
    | jump\ to\ (?:latest|comments|top) | (?:link\ )?copied(?:\ to\ clipboard)? | view\ image\ in\ full-?screen
    | enter\ your\ e-?mail(?:\ address)? | already\ a\ (?:subscriber|member)\b.{0,30}
    | subscribe\ to\ (?:continue|read)\b.{0,40} | you\ have\ \w+\ (?:free\ )?articles?\ (?:left|remaining)\b.{0,30}
    | this\ (?:article|story|content)\ is\ (?:for|available\ to)\ (?:subscribers|members)(?:\ only)?
    | support\ (?:independent|quality|our)\ journalism | donate(?:\ now|\ here)?
    | (?:skip\ past|after)\ newsletter\ promotion | (?:topics|tags|filed\ under)(?:\ ?:.{0,100})?
    | explore\ more\ on\b.{0,40} | reuse\ this\ content | report\ (?:an\ error|a\ (?:problem|mistake))
    | send\ us\ (?:your\ )?(?:feedback|tips?|comments?) | (?:print|save|e-?mail)\ this\ (?:page|article|story)
    | (?:view|read|open)\ (?:this\ )?(?:(?:e-?mail|newsletter|message)\ )?(?:in|on)\ (?:(?:a|your|the)\ )?
      (?:web\ )?browser
    | unsubscribe(?:\ (?:here|now|from)\b.{0,60})?(?:\ ?[|·•].{0,80})? | to\ unsubscribe\b.{0,80}
    | (?:manage|update)\ (?:your\ )?(?:e-?mail\ )?preferences\b.{0,60} | you(?:\ are|['’]re)\ receiving\ this\b.{0,160}
    | comments\ are\ closed | be\ the\ first\ to\ comment | listen\ to\ this\ (?:article|story)(?:\ in\ .{0,20})?
    | (?:read|continue\ reading)\ the\ (?:full|whole)\ (?:story|article)(?:\ (?:here|at|on)\b.{0,40})?
    | (?:story|article)\ continues\ (?:below|after)\b.{0,40} | keep\ reading\ for\b.{0,40} | \d[\d,.]*k?\ claps?
    )\W*$
    """
)
# The same in other languages of news: an advert's label, the way to the rest or to another article, rights.
_ABROAD = re.compile(
    r"""(?xi)
    (?: anzeige | werbung | publicité | publicidad | anuncio | pubblicità | advertentie | annonce | reklam[ae]? | mainos
    | реклама | 広告 | 广告 | newsletter\ abonnieren | s['’]abonner | suscríbete | iscriviti | abonneren
    | weiterlesen | jetzt\ lesen | zum\ artikel | lire\ la\ suite | seguir\ leyendo | continua\ a\ leggere | leia\ mais
    | lees\ meer | czytaj\ dalej | читать\ далее | 続きを読む | الإعلانات | إعلان
    | (?:lire\ aussi|à\ lire(?:\ aussi)?|le[ae]r?\ también|leggi\ anche|leia\ também|lees\ ook|läs\ (?:också|mer|även)
      |les\ også|czytaj\ (?:też|także|również)|читайте\ также|lesen\ sie\ (?:auch|mehr)|auch\ interessant|mehr\ dazu
      |zum\ thema|اقرأ\ أيضا)\ ?:.{2,120}
    | tous\ droits\ réservés | todos\ los\ derechos\ reservados | todos\ os\ direitos\ reservados
    | tutti\ i\ diritti\ riservati | wszelkie\ prawa\ zastrzeżone | все\ права\ защищены
    )\W*$
    """
)
_CLOCK = re.compile(
    r"(?i)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\s?[ap]\.?m\.?|\s?uhr)?(?:\s(?:GMT|UTC|BST|CES?T|MES?Z|[ECMP][DS]?T))?"
)
#: A quotation: then the block is a report about such a notice.
_TOLD = re.compile(r"(?i)\b(?:said|says|told|found|wrote|warned|added|reported)\b")
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
    | \b(?:REUTERS|AP\ Photo|Pool|AFP)/[A-Z] | \((?:Photo|Image|Picture)(?:\ (?:by|credit)|\ ?:)
    | [.!)]\ (?:Photograph|Photo|Picture|Image|Illustration):\ ?[A-Z][^.!?]{2,60}$
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
    if sentences <= 2 and (_BOILERPLATE.match(content) or (_NOTICE.match(content) and not _TOLD.search(content))):
        return "boilerplate"
    if len(content) > _LONGEST_LINE:
        return None
    linked = content[-1] not in ".!" and _LINK.match(content)
    return "boilerplate" if linked or _ABROAD.match(content) else None


def is_clock(content: str) -> bool:
    """Tell whether a line is a time of day alone, as above the entries of a live report."""
    return _CLOCK.fullmatch(content) is not None


def is_byline(content: str, *, first: bool) -> bool:
    """Tell a line that is only a name, or begins as a byline does. Only of use above the first paragraph.

    On the first line more than two capitalised words are a headline.
    """
    if len(content) > _LONGEST_LINE or (first and len(content.split()) > 2):
        return False
    return _NAME.fullmatch(content) is not None or _BYLINE.match(content) is not None
