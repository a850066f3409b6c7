"""What stands before every route: host, origin, size and rate checks."""
