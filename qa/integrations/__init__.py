"""Frameworks that ask: one module each, an extra each. They ask an engine of this process, or a service."""
