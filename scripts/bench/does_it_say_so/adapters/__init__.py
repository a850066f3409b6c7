"""An adapter a module: how each system is used, as its own documentation shows, with nothing tuned."""
