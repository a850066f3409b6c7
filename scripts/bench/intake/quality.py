"""How correctly files are read: web pages beside trafilatura, undeclared character sets beside charset-normalizer, and
the outcomes of hostile files."""

from __future__ import annotations

import io
import resource
import time
from pathlib import Path
from typing import Any

import charset_normalizer

from index.errors import LoadError
from index.loaders import load_stream
from index.loaders.charsets import read
from scripts.bench.extraction import Tally, measure, measure_peer
from tests.support.hostile_files import hostile, mislabelled

#: Texts written for this, and the sets in which text of their language stands on old disks.
_TEXTS: dict[tuple[str, ...], str] = {
    (
        "cp1252",
        "utf-16-le",
        "utf-16-be",
    ): "Der Bürgermeister von Köln eröffnete am Dienstag die neue Brücke über den Rhein. "
    "Sie kostete 90 Millionen €, sagte er, und „alle größeren Städte“ am Fluß hätten dafür bezahlt.",
    ("cp1252", "utf-16-le"): "Le maire a déclaré que la forêt, brûlée l’été dernier, serait replantée après l’hiver. "
    "« Nous n’avons pas oublié », a-t-il ajouté à l’Hôtel de Ville.",
    (
        "cp1252",
        "utf-16-be",
    ): "El alcalde dijo el martes que la península quedará sin agua mañana. “¿Quién pagará los daños?”, "
    "preguntó una señora de Logroño.",
    (
        "cp1250",
        "utf-16-le",
    ): "Starosta řekl v úterý, že nový most přes řeku bude otevřen příští týden. Stál třicet miliónů "
    "korun a šest let práce, což nikoho nepřekvapilo.",
    (
        "cp1251",
        "koi8-r",
        "utf-16-le",
    ): "Мэр города сообщил во вторник, что новый мост через реку откроют на следующей неделе. "
    "Он стоил тридцать миллионов, и никого это не удивило.",
    (
        "cp1253",
    ): "Ο δήμαρχος είπε την Τρίτη ότι η νέα γέφυρα θα ανοίξει την επόμενη εβδομάδα. Κόστισε τριάντα εκατομμύρια.",
    ("cp1254",): "Belediye başkanı salı günü yeni köprünün gelecek hafta açılacağını söyledi. İnşaat altı yıl sürdü ve "
    "şehir halkı çok şaşırdı.",
    ("cp932", "euc_jp"): "市長は火曜日、新しい橋が来週開通すると述べた。工事には六年かかり、費用は三十億円に上った。",
    ("gb18030",): "市长星期二表示，跨河新桥将于下周开通。工程历时六年，耗资三千万元，市民并不感到意外。",
    (
        "cp949",
    ): "시장은 화요일에 새 다리가 다음 주에 개통될 것이라고 말했다. 공사는 육 년이 걸렸고 비용은 삼천만 원이었다.",
}


def web_pages(data: Path) -> dict[str, Any]:
    """Return precision, recall and F1 of ours and of trafilatura's own text, over the same pages, and how many
    sentences have offsets that are not true."""
    ours = measure(data / "web_pages")
    offsets = {"sentences": ours.sentences, "false_offsets": ours.false_offsets}
    return {"ours": _rates(ours) | offsets, "trafilatura": _rates(measure_peer(data / "web_pages"))}


def _rates(tally: Tally) -> dict[str, float]:
    precision = tally.wanted_kept / (tally.wanted_kept + tally.unwanted_kept)
    recall = tally.wanted_kept / tally.wanted
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def character_sets() -> dict[str, Any]:
    """Return how many texts without a mark or a declaration are decoded to every letter, by ours (chardet, with the
    sets of the web) and by charset-normalizer; whole texts, and their first sentences alone."""
    rows = [(name, part) for names, text in _TEXTS.items() for name in names for part in (text, text[: len(text) // 3])]
    ours = [name for name, text in rows if _ours(text.encode(name)) == text]
    theirs = [name for name, text in rows if str(charset_normalizer.from_bytes(text.encode(name)).best()) == text]
    return {"texts": len(rows), "ours": len(ours), "charset_normalizer": len(theirs)}


def _ours(data: bytes) -> str:
    try:
        return read(data).text
    except LoadError:
        return ""


def hostile_files() -> dict[str, Any]:
    """Read every hostile and mislabelled file: how many come to a named outcome, the longest by the clock and the most
    that this process grew meanwhile."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    named, longest, slowest = 0, 0.0, ""
    files = hostile() | mislabelled()
    for name, (content, _) in files.items():
        data = content()
        began = time.perf_counter()
        try:
            outcomes = list(load_stream(io.BytesIO(data), name=name))
        except LoadError as error:
            outcomes = [error]
        named += bool(outcomes)
        if time.perf_counter() - began > longest:
            longest, slowest = time.perf_counter() - began, name
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"files": len(files), "named": named, "longest_s": longest, "slowest": slowest, "parent_grew_mb": grown}
