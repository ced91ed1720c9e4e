"""The Heyan service: channels, handoff, clocks, desk (Python 3.11)."""
