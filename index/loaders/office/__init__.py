"""Documents of office programs and books -> articles: Word, OpenDocument, PowerPoint, RTF, EPUB.

All but RTF are a zip of XML. Where a kept, pure library gives what is needed, it is used (mammoth for Word,
BSD-2-Clause); else the few elements that hold text are read here: python-pptx loads Pillow and more to read them, odfpy
was last released in 2020, EbookLib is AGPL, and striprtf loses notes and text boxes and reads what is deleted
or hidden.
"""
