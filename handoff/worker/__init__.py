"""The worker process: mailboxes, clocks, outbox, knowledge."""
