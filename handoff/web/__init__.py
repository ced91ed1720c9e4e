"""Sanic: the only process that may listen beyond loopback."""
