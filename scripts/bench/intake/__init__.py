"""How well and how fast what people have is read: ``quality`` and ``speed``; ``run`` prints and keeps both."""
