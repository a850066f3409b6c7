"""Questions that are asked again when the articles change, and those that were asked in vain."""
