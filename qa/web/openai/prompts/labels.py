"""The labels of prompts, such as "Question:", in the languages of many templates: what stands behind each. Data."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["question", "material", "answer", "other"]
QUESTION: Kind = "question"
MATERIAL: Kind = "material"
ANSWER: Kind = "answer"

_QUESTIONS = (
    "question|query|standalone question|prompt|request|instruction|human|q|user"
    "|user'?s? (?:question|query|input|prompt|message|request)"
    "|frage|anfrage|pregunta|consulta|domanda|pergunta|vraag|вопрос|问题|問題|質問|질문"
    "|spørgsmål|spørsmål|fråga|pytanie|otázka|întrebare|kérdés|kysymys|soru|ερώτηση|питання|запитання|השאלה|שאלה"
    "|السؤال|سؤال|प्रश्न|सवाल|câu hỏi|pertanyaan|คำถาม"
)
_MATERIALS = (
    "context information|context|documents?(?: chunks)?|passages?|sources?|search results|articles?|knowledge"
    "|excerpts?|extracts?|pieces of context|reference materials?|references|data tables|input|c"
    "|retrieved \\w+|(?:text )?chunks|snippets|tool (?:results?|outputs?)|background(?: information)?|evidence|text"
    "|content"
    "|kontext|dokumente|quellen|contexte|documents|contexto|documentos|contesto|documenti|контекст|документы"
    "|上下文|参考资料|已知信息|文档|コンテキスト|文書|문맥"
    "|sammenhæng|sammenheng|sammanhang|kontekst|asiayhteys|bağlam|πλαίσιο|السياق|संदर्भ|ngữ cảnh|konteks|บริบท"
)
_ANSWERS = (
    "answer|response|output|assistant|passage|refined answer|a"
    "|antwort|réponse|respuesta|risposta|resposta|antwoord|ответ|回答|答案|답변"
    "|svar|odpowiedź|odpověď|răspuns|válasz|vastaus|cevap|yanıt|απάντηση|відповідь|התשובה|תשובה"
    "|الإجابة|الجواب|उत्तर|जवाब|trả lời|jawaban|คำตอบ"
)
_OTHERS = "guidelines?|examples?|task|rules|role|goal|回答要求"
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("question", _QUESTIONS),
    ("answer", _ANSWERS),
    ("material", _MATERIALS),
    ("other", _OTHERS),
)
_LABEL = re.compile(
    r"\W{0,6}(?:the |my |your |final |helpful |current |original |new )?(?:"
    + "|".join(rf"(?P<{kind}>{names})" for kind, names in _KINDS)
    + r")(?![^\W_])(?P<more>\s*\d+| is below| is| for [^:\n]{1,40}(?=:))?[\s*_#\]\)>}]{0,6}"
    r"(?:(?P<colon>[:：])[\s*_]{0,4}(?P<rest>.*)|\.?[\s*_#=-]*$)",
    re.IGNORECASE,
)
_UP_TO_COLON = r"\b(?:,? \w+){0,6}\s?(?:[:：]|->|=>)\s+(?=\S)"
#: Words within a line behind which a question stands: the surest first.
INLINE = (
    re.compile(
        r"(?i)\b(?:questions?|query|asks|asked|wants? to know|user message|prompt|frage|pregunta|domanda|pergunta)"
        + _UP_TO_COLON
    ),
    re.compile(r"(?i)\b(?:answer|respond|response|reply)" + _UP_TO_COLON),
)


class Label(NamedTuple):
    """A line that begins with a label: of which kind, and what stands behind it on the line."""

    kind: Kind
    rest: str


def label_of(line: str) -> Label | None:
    """Return the label that a line begins with: it ends in a colon, or stands alone."""
    match = _LABEL.match(line)
    if match is None:
        return None
    kind = next(kind for kind, _ in _KINDS if match[kind])
    if len(match[kind]) == 1 and not match["colon"]:
        return None
    return Label(kind, (match["rest"] or "").strip())
