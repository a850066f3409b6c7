"""What the routes share: the engine's container, keys, the bounded pool that asks, sums and metrics."""
