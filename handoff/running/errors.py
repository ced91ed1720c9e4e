"""Why Heyan cannot start, in one line that says what to do."""


class CannotStart(Exception):
    """The message is written for the person at the terminal."""
