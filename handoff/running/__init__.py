"""What the runner is made of: children, readiness, back-off, ports, the lock and the output."""
