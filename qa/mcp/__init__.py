"""The door of the Model Context Protocol, by its official SDK (extra ``mcp``): over standard input, and over HTTP."""
