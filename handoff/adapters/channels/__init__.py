"""One adapter per channel."""
