"""A text of an RTF file while it is read: the body, a note, a text box, each with its paragraphs and the rows of its
tables. Knows nothing of the words of RTF."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.loaders.extraction.outline import Piece, table_lines


@dataclass(slots=True)
class Stream:
    """Text that is read by itself: of the body, of a note, of a text box."""

    kind: str = ""
    pieces: list[Piece] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    #: What stands in the paragraph and is read after it.
    after: list[Piece] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    headers: int = 0

    def text(self) -> str:
        """Return the text of the paragraph, and begin another."""
        whole, self.run = "".join(self.run), []
        whole = whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return "\n".join(line for part in whole.split("\n") if (line := " ".join(part.split())))

    def end_paragraph(self, *, heading: bool = False) -> None:
        """End a paragraph, and the table above it."""
        self.end_table()
        if text := self.text():
            self.pieces.append(Piece(text, "heading" if heading else None))
        self.pieces += self.after
        self.after = []

    def end_row(self) -> None:
        """End a row of a table."""
        if any(self.cells):
            self.rows.append(self.cells)
        self.cells = []

    def end_table(self) -> None:
        """Write the rows of a table that is at its end."""
        lines = table_lines(self.rows, headers=self.headers)
        if lines:
            self.pieces.append(Piece("\n".join(lines)))
        self.rows, self.headers = [], 0
