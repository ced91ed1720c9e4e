"""What the worker serves over loopback."""
