"""Patterns that recognise the tasks of chat front ends among questions, and find the parts of a task."""

from __future__ import annotations

import re

from qa.web.openai.prompts.labels import QUESTION, label_of

ABOUT_THE_TALK = re.compile(r"(?i)\bsummari[sz]e (?:the|this|our) (?:discussion|conversation|chat)\b|总结.{0,10}对话")
# What is written out, in the languages that front ends write to models in.
_TALK = re.compile(
    r"(?i)\b(?:conversations?|chats?|dialogues?|discussions?|transcripts?|messages|exchange|thread"
    r"|gespräche?s?|unterhaltung|nachrichten|discussions|échanges?|conversaci(?:ón|ones)|charla|conversazion[ei]"
    r"|conversas?|gesprek|rozmow[ayęie]+|разговор\w*|диалог\w*|беседы)\b|对话|對話|聊天|会話|チャット|대화"
)
TAGS = ("chat_history", "chat history", "conversation", "messages", "history")
OPENING = re.compile(rf"<({'|'.join(TAGS)})>", re.IGNORECASE)
HEADED = re.compile(
    r"(?im)^[ \t]*(?:[#*|>]+[ \t]*)?(?:chat history|conversation(?: history)?|history|dialogue|messages|query: history)"
    r"[ \t]*\**[ \t]*:[ \t]*\**[ \t]*$"
)
SAID = re.compile(
    r"(?im)^[ \t]*(?:[#*|>-]+[ \t]*)?(?P<who>user|human|assistant|ai|bot|model|response)"
    r"[ \t]*\**[ \t]*:[ \t]*\**[ \t]*(?P<text>.*)$"
)
_VERB = (
    r"(?:generat|creat|writ|giv|provid|suggest|propos|produc|summari[sz]|rephras|rewrit|reformulat|formulat|condens"
    r"|analy[sz]|detect|predict|continu|return|respond with|reply with|output|come up with|name|specializ)\w*"
)
_TITLE = r"(?:titles?|topic|name|emoji|summary|summari[sz]\w+|short sentence)"
_NEXT = r"(?:follow[- ]?ups?|suggestions?|(?:\w+ ){0,3}questions?\b.{0,60}\b(?:next|could|might|would|can) (?:ask|be)?)"
_THING = rf"(?:{_TITLE}|tags?|categor(?:y|ies)|{_NEXT}|quer(?:y|ies)|keywords?|standalone question|prompt|completion)"
INSTRUCTION = re.compile(rf"(?is)\b{_VERB}\b.{{0,160}}?\b{_THING}\b")
STANDALONE = re.compile(r"(?i)\bstandalone (?:question|query|message)\b")
ABOUT_US = re.compile(
    r"(?i)\b(?:our|this|the(?: above| previous| following| preceding)?) (?:conversation|chat(?: history)?|dialogue)\b"
    r"(?=\s*(?:[.,:;?!)\n]|$|(?:so far|in|with|without|using|above|below|that|and|of|as|based)\b))"  # no "chat show"
)
NAMES_IT = re.compile(
    rf"(?i)\b{_VERB}\b[^\n]{{0,160}}?\b(?:{_TITLE}|tags?|{_NEXT})\b|\btitle\b[^\n]{{0,20}}\bfor (?:this|our) chat\b"
    r"|(?:返回|生成|总结|概括|作成|要約)[^\n]{0,20}(?:标题|主题|題|タイトル)|(?:标题|主题)[^\n]{0,20}(?:返回|生成)"
)
# A front end that wants a title to show it asks for a short one, and for nothing else.
BRIEF = re.compile(
    r"(?i)\b(?:\d+|two|three|four|five|six|seven|eight|ten)(?:[- ]?(?:-|to|or) ?\w+)?[- ](?:words?|characters?)\b"
    r"|\bfew[- ]words?\b|[一二三四五六七八九十\d]+个?字"
)
ALONE = re.compile(
    r"(?i)\b(?:only|nothing else|no (?:other|additional|punctuation|quotes)|without)\b"
    r"|\b(?:do not|don't) (?:use|answer|include)\b"
    r"|不要|のみ"
)
VERSIONS = re.compile(
    rf"(?is)\b{_VERB}\b.{{0,80}}?\b(?:versions?|variations?|variants|multiple|alternative|different|\d+ search)\b"
    r".{0,80}?\b(?:questions?|quer(?:y|ies))\b"
)
SEARCH_FOR = re.compile(
    r"(?im)^[ \t]*(?:please )?(?:generate|write|create)\b[^\n:?]{0,40}\b(?:search quer(?:y|ies)|sub-?questions?)\b"
    r"[^\n:?]{0,40}:[ \t]*(?P<text>\S[^\n]*?)\s*\Z"
)
#: Below a task, where its reply is to stand.
CUE = re.compile(
    r"(?i)(?:\A|\n)[ \t]*(?:output|(?:search )?queries|(?:sub-?)?questions)[ \t]*(?:\([^()\n]{1,30}\))?[ \t]*:\s*\Z"
)
QUERY_WRITER = re.compile(
    rf"(?is)\b{_VERB}\b.{{0,60}}?\b(?:search quer(?:y|ies)|sub-?questions"
    r"|versions? of (?:the|a|this) (?:\w+ )?question)\b"
)
LABELLED = re.compile(r"(?i)\A\s*(?:(?:original|user) )?(?:input|query|question)[ \t]*:\s*(?=\S)")
NAMED_INPUT = re.compile(r"(?im)^[ \t]*(?:user |chat )?(?:input|message)[ \t]*[:：][ \t]*")
INTENTION = re.compile(r"(?is)\bintention\b.{0,80}\bsubject\b|\bsubject\b.{0,80}\bintention\b")
ABOUT_A_TALK = re.compile(r"(?i)\b(?:chat|conversation|dialogue)\b")
FIELD = re.compile(r"\"(?P<key>[A-Za-z_][A-Za-z_ ]{1,29})\"\s*:\s*\"")
SAID_ABOVE = re.compile(
    r"(?is)\A\s*(?:human|user)[ \t]*:\s*(?P<text>\S.{0,5000}?)\s*\n[ \t]*-{3,}[ \t]*\n(?P<order>.+)"
)
PREDICTED = re.compile(
    r"(?i)\b(?:predict|suggest|propose|generate)\b[^\n]{0,80}\bquestions\b[^\n]{0,60}\bask\b[^[]{0,600}\[\s*\""
)
AUTOCOMPLETION = re.compile(r"(?i)\byou (?:are|act as) an? auto-?complet\w+")
EMOJI = re.compile(r"(?is)\bemoji\b.{0,600}\bmessage\s*:\s*[\"“]")
LIST = re.compile(r"\[\s*\"")
LISTED = re.compile(r"(?i)\bjson (?:array|list)\b|\barray\b[^\n]{0,40}\bjson\b")
AS_JSON = re.compile(r'"role"\s*:\s*"user"\s*,\s*"\w+"\s*:\s*("(?:[^"\\\n]|\\.){1,5000}")')
ORIGINAL = re.compile(
    r"(?im)(?:^[ \t]*(?:[#*]+[ \t]*)?(?:(?:original|input|user) )?|\b(?:original|input) )"
    r"(?:question|query)\**[ \t]*:[ \t*]*(?P<text>\S.*)$"
)
NO_ANSWER = re.compile(r"(?i)\b(?:(?:not|never|don't) (?:try to |attempt to )?|your )answer")
FORMAT = re.compile(r"(?i)\bjson\b")
SAMPLE = re.compile(r"\"(?P<key>[a-z_]{2,30})\"\s*:\s*(?P<value>\[|\"|\{)", re.IGNORECASE)
FOLLOW_UP = re.compile(
    r"(?im)^[ \t]*[#*<]*[ \t]*follow[- ]?up (?:input|question|message)[ \t]*[*>]*[ \t]*(?::|\n)[ \t]*(?P<text>[^\n]*)"
)

_ANNOUNCED = re.compile(r"(?is)\b(?:question|answer)\b.*[?？]\s*\Z")


def orders_about(text: str, conversation: str) -> bool:
    """Tell whether a text beside a conversation that has ended is an order about it, and no question."""
    turns = list(SAID.finditer(conversation))
    has_ended = bool(turns) and turns[-1]["who"].lower() not in ("user", "human")
    has_ended = has_ended and bool(conversation[turns[-1].start("text") :].strip(" -=*_`\n"))
    return has_ended and not re.search(r"[?？]", text) and bool(_TALK.search(text)) and not _asks_below(conversation)


def _asks_below(conversation: str) -> bool:
    """Tell whether a question stands below a conversation and is announced as one: "Current question: Who ...?"."""
    below = conversation.strip().rpartition("\n\n")[2]
    label = label_of(below.partition("\n")[0])
    is_announced = (label is not None and label.kind == QUESTION) or _ANNOUNCED.search(below)
    return not SAID.search(below) and bool(is_announced)
