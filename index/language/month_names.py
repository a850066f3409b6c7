"""The names of the months, by the languages that write them, with their usual abbreviations (CLDR).

Owns the lists alone. Lower-cased, without full stops. "listopada" is left out: it is November in Polish and October in
Croatian.
"""

from __future__ import annotations

_NAMES = (
    "january jan januar jänner janvier janv januari enero ene gennaio gen janeiro stycznia styczeń ledna leden "
    "января янв січня ocak ιανουαρίου tammikuuta január ianuarie януари يناير",
    "february feb februar februari febr février fevrier févr fév febrero febbraio fevereiro fev lutego luty února "
    "únor февраля фев лютого şubat φεβρουαρίου helmikuuta február februarie февруари فبراير februára",
    "march mar mrz märz marz mär mars marzo março marco maart mrt marts marca marzec března březen марта мар "
    "березня mart μαρτίου maaliskuuta március martie مارس",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben апреля апр квітня nisan απριλίου "
    "huhtikuuta április aprilie април أبريل ابريل apríla",
    "may mai mayo maggio mag maio mei maj maja května květen мая травня mayıs μαΐου toukokuuta május مايو mája",
    "june jun juni juin junio giugno giu junho czerwca czerwiec června červen июня июн червня haziran ιουνίου "
    "kesäkuuta június iunie юни يونيو júna",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec července červenec июля июл липня temmuz "
    "ιουλίου heinäkuuta július iulie юли يوليو júla",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień srpna srpen августа авг серпня ağustos "
    "αυγούστου elokuuta augusztus أغسطس اغسطس augusta",
    "september sep sept septembre septiembre settembre set setembro września wrzesień září сентября сен сент "
    "вересня eylül σεπτεμβρίου syyskuuta szeptember septembrie септември سبتمبر",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik října říjen октября "
    "окт жовтня ekim οκτωβρίου lokakuuta október octombrie октомври أكتوبر اكتوبر októbra",
    "november nov novembre noviembre novembro listopadu ноября ноя нояб kasım νοεμβρίου marraskuuta noiembrie "
    "ноември نوفمبر novembra",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudnia "
    "grudzień prosince prosinec декабря дек грудня aralık δεκεμβρίου joulukuuta decembrie декември ديسمبر "
    "decembra",
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
"""Name of a month in lower case -> its number, 1 to 12."""
