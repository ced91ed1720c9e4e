"""Logs of every process: one line per event on stdout."""

import logging
import sys

import structlog


def set_up(level: str) -> None:
    """Called once by each process's entry point."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s", stream=sys.stdout)
    # They show whole addresses, and a platform's hold its access token.
    for talkative in ("httpx", "httpcore"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
