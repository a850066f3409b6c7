"""What several tests use: articles, doubles of models, a small newsroom, a live server."""
