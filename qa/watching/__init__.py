"""Questions that are asked again when the articles change, and what is sent of the outcome."""
