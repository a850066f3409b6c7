"""Ray: a corpus on more than one machine. Only what needs several machines is here; what shards are is `index.shards`.

Ray is an extra: ``pip install 'grounded-qa[ray]'``. It places, restarts and connects processes; nothing of that is done
here.
"""
