"""The files that articles were read from: where their bytes are (``source_bytes``), the folder in which they are kept
so that their pages can be shown (``kept``), and their pages as pictures with a sentence marked (``pages``)."""
