"""Heyan's service: channels, desk, handoff and clocks (Python 3.11)."""
