"""The web process as others meet it: over HTTP and WebSockets, with real Redis and a real database."""
