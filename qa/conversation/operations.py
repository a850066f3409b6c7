"""Operations: questions about the evidence itself - who said that, when, where it stands, what else there is. Pure.

Owns the table of phrasings. A question is an operation only as a whole: "who said that?" is one, "who said that taxes
would rise?" is not. Knows nothing of how an operation is carried out.
"""

from __future__ import annotations

import re
from typing import Literal

Operation = Literal["speaker", "date", "source", "context", "occurrences", "more"]

# THAT stands for what points at the evidence, SOURCE for what evidence comes from.
_PHRASINGS: dict[Operation, tuple[str, ...]] = {
    "speaker": (
        "who (said|says|is saying|was saying|told (you|us|them)) THAT",
        "who( i|['’])s (the )?(speaker|speaking|being quoted|quoted)",
        "whose (words|quotes?|statements?) (are|is|were|was) THAT",
        "said by whom|according to whom|says who",
    ),
    "date": (
        "when (exactly )?(was|is) THAT (said|written|published|reported|from)( exactly)?",
        "when (exactly )?(was|is) (the|that|this) (quote|sentence|statement|article|report)( from)?",
        "when did (they|he|she) say THAT",
        "(from )?what date( (is|was) THAT)?",
        "how old is (the|that|this) (quote|sentence|statement|article|report)",
    ),
    "source": (
        "(what(['’]s| is| was) (the|your) )?(source|citation|reference)( (for|of) THAT)?",
        "where (does|did) THAT come from",
        "where (is|was) THAT (from|written|published|reported)",
        "which SOURCE( (says|said|is|was) THAT( from| in)?)?",
        "where did you (get|read|find) THAT",
        "says where",
    ),
    "context": (
        "((show|give|tell) )?(me )?(some |the )?(more )?context",
        "(what(['’]s| is) )?the context( of THAT)?",
        "in (what|which) context",
        "what (comes|came|was said) (before|after)( THAT)?",
        "((show|give) )?(me )?the (whole|full|surrounding) (paragraph|passage|text)",
    ),
    "occurrences": (
        "((is|are) there )?any(thing)? (other|more|further|another) SOURCE( (for|on|about|saying) THAT)?",
        "((what|which) )?other SOURCE( (say|says|said|report|reports|reported) THAT)?",
        "another SOURCE|who else (says|said|reports|reported) THAT",
        "(does|do|did) any(one|body| other SOURCE)( else)? (say|report|confirm) THAT",
        "where else (does|is) THAT (stand|said|appear|reported)",
    ),
    "more": (
        "((show|tell|give) )?(me )?(some |any )?more( (please|answers|quotes|results|sentences))?",
        "(anything|what) else|go on|continue|next",
    ),
}
_THAT = "(that|this|it|so|those|these|(the|that|this) (quote|sentence|statement|article|report))"
_SOURCE = "(sources?|articles?|reports?|outlets?|newspapers?|papers?|places?)"
_LEAD = r"((and|but|so|ok|okay|please|can you|could you|yes)\W+)*"


def _compiled(phrasings: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(phrasings).replace("THAT", _THAT).replace("SOURCE", _SOURCE)
    return re.compile(rf"\W*{_LEAD}({either})\W*(please)?\W*", re.IGNORECASE)


_TABLE = {operation: _compiled(phrasings) for operation, phrasings in _PHRASINGS.items()}


def operation_of(question: str) -> Operation | None:
    """Return the operation that a question asks for as a whole, or None."""
    return next((name for name, pattern in _TABLE.items() if pattern.fullmatch(question)), None)
