"""The wire format of requests and responses."""
