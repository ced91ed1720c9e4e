"""The SQL stores: the truth."""
