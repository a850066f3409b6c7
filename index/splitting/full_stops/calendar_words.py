"""The names of the days and months that are written with a capital: English and German.

Owns the lists alone.
"""

from __future__ import annotations

from index.language.word_lists import listed

DAYS = listed("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Montag
    Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag
""")
MONTHS = listed("""
    January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug
    Sep Sept Oct Nov Dec Januar Jänner Februar Feber März Mai Juni Juli Oktober Dezember Okt Dez
""")
