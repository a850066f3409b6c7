"""Text -> paragraphs -> sentence spans with roles, as offsets into the stored text."""
