"""Use cases of the studio."""
