"""Sub-commands of heyan; each imports its subject only when it runs."""
