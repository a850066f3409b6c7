"""A page of a PDF as PDFium gives it -> its lines, and the straight lines that are drawn on it."""
