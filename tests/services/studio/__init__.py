"""The studio's use cases on both databases."""
