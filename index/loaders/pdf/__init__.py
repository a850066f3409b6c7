"""PDF -> the text of its pages as they are read, with the page of every sentence.

The glyphs come from PDFium (pypdfium2, BSD-3-Clause and Apache-2.0), which Chromium uses, and which was the fastest and
truest of those with a licence that fits: PyMuPDF is AGPL, pypdf and pdfminer read in Python alone.
"""
