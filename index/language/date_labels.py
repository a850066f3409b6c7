"""The words that stand before a date on a page and say what it is the date of, in the languages that are read most.

Owns the words alone: those of publication, of a change, and of something else than the text. Knows nothing of pages.
"""

from __future__ import annotations

import re

_CHANGED = (
    r"updated?|modified|edited|revised|revision|corrected|amended|reviewed|fact[ -]checked"
    r"|geändert|aktualisier\w*|überarbeitet|korrigiert|geprüft|stand|mis(?:e)? à jour|modifi[ée]\w*|actualis\w*"
    r"|corrigé\w*|actualiza\w*|modifica\w*|revisad[oa]|corregid[oa]|aggiorna\w*|corrett[oa]|rivist[oa]|at?ualiza\w*|corrigid[oa]"
    r"|bijgewerkt|gewijzigd|herzien|uppdatera\w*|ändra[dt]|opdatere\w*|oppdater\w*|ændret|endret|päivitet\w*"
    r"|(?:z?aktualizac\w*|zaktualizowan\w*|aktualizov\w*|zmienion\w*|upraven\w*|frissít\w*|güncelle\w*)"
    r"|обновл\w*|изменен\w*|оновлен\w*|ενημερώθηκε|τελευταία ενημέρωση|更新|수정"
)
_PUBLISHED = (
    r"published|posted|first published|veröffentlicht|erschienen|publi[ée]\w*|publicad[oa]|pubblicat[oa]|gepubliceerd"
    r"|geplaatst|publicera\w*|publisert|udgivet|julkaistu|opublikowan\w*|publikován\w*|zveřejněn\w*|опубликован\w*|发布|公開|입력"
)
_OTHERS = (
    r"accessed|retrieved|visited|crawled|archived|printed|valid|until|expir\w*|deadline|closing|begins?|starts?|ends?"
    r"|events?|today|copyright|born|died|founded|abgerufen|gedruckt|gültig|bis|heute|termin|beginn|frist|veranstaltung"
    r"|consulté\w*|valable|jusqu\w*|aujourd|événement|consultad[oa]|válid[oa]|hasta|hoy|evento|valid[oa]|fino|oggi|scad\w*"
    r"|até|hoje|geldig|vandaag|giltig|idag|i dag|dzisiaj|ważn\w*|сегодня"
)
LABELS = re.compile(
    rf"\b(?:(?P<published>{_PUBLISHED})|(?P<changed>{_CHANGED})|(?P<other>{_OTHERS}))(?!\w)", re.IGNORECASE
)
"""A word that says what the date behind it is of: its group tells which."""
