"""The studio with many examples."""
