"""The HTTP door: routes, the page, and what guards them. Knows nothing of how an answer is found."""
