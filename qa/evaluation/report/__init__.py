"""The evaluation as one HTML file with its charts."""
