"""The runner's last will: when the runner is gone, however it went, end the process groups it left behind.

Run as a script, with nothing but the standard library, so that it costs little. It reads `+GROUP` and `-GROUP` lines
from the runner; the end of that input means that the runner is dead or done.
"""

import os
import signal
import sys
from contextlib import suppress
from typing import TextIO


def groups_left(lines: TextIO) -> set[int]:
    """The groups that were announced and not taken back when the input ended."""
    left: set[int] = set()
    for line in lines:
        sign, group = line[0], int(line[1:])
        if sign == "+":
            left.add(group)
        else:
            left.discard(group)
    return left


def main() -> None:
    for unwanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(unwanted, signal.SIG_IGN)
    for group in groups_left(sys.stdin):
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
