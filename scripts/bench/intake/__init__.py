"""How correctly and how fast files are read: ``quality`` and ``speed``; ``run`` prints and saves both."""
