"""What the processes say: short and coloured on the terminal, in full in `VAR_DIR/log/NAME.log`."""

import json
import logging
import re
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

_COLOURS = ("36", "35", "33", "32", "34")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WARNING = re.compile(r"site-packages/.*\.py:\d+: \w*Warning: ")
# True and of no use to the person who waits: Redis on saving (ours never saves), old packages, each action by name.
_IDLE_TALK = re.compile(
    "WARNING Memory overcommit must be enabled|Implementing implicit namespace packages|Registered function for"
)
_SHORT = 180
_LARGEST_FILE = 10_000_000
_KEPT_FILES = 5


class Output:
    """Takes each line of each process."""

    def __init__(self, terminal: TextIO, log_dir: Path, *, coloured: bool) -> None:
        self._terminal = terminal
        self._log_dir = log_dir
        self._coloured = coloured
        self._logs: dict[str, logging.Logger] = {}
        self._in_warning: set[str] = set()
        self._is_terminal_gone = False
        log_dir.mkdir(parents=True, exist_ok=True)

    def line(self, name: str, text: str) -> None:
        """One line that the process `name` wrote."""
        text = _ESCAPES.sub("", text).rstrip()
        self._log(name).info("%s", text)
        if text and not self._is_noise(name, text):
            self._show(name, _short(text))

    def say(self, text: str) -> None:
        """One line of the runner's own."""
        self._log("runner").info("%s", text)
        self._show("heyan", text)

    def print(self, text: str = "") -> None:
        """Words for the person at the terminal only."""
        if self._is_terminal_gone:
            return
        try:
            self._terminal.write(f"{text}\n")
            self._terminal.flush()
        except OSError:
            # The reader went (`| head`, a closed window): the customers are still there, and the logs go on.
            self._is_terminal_gone = True

    def last_lines(self, name: str, count: int) -> list[str]:
        """The end of what `name` wrote, for the message that says why it does not start."""
        path = self.path_of(name)
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:] if path.exists() else []

    def close(self) -> None:
        for log in self._logs.values():
            for handler in log.handlers:
                handler.close()

    def path_of(self, name: str) -> Path:
        return self._log_dir / f"{name}.log"

    def _is_noise(self, name: str, text: str) -> bool:
        """Idle talk, a library's warning and the source line quoted below it: for the log, not for the terminal."""
        if _IDLE_TALK.search(text):
            return True
        if _WARNING.search(text):
            self._in_warning.add(name)
            return True
        was_in_warning = name in self._in_warning
        self._in_warning.discard(name)
        return was_in_warning and text.startswith("  ")

    def _show(self, name: str, text: str) -> None:
        prefix = f"{datetime.now().astimezone():%H:%M:%S} {name:<7}"
        if self._coloured:
            # One colour per name, the same at each start; our own lines stay bold.
            code = "1" if name == "heyan" else _COLOURS[sum(name.encode()) % len(_COLOURS)]
            prefix = f"\x1b[{code}m{prefix}\x1b[0m"
        self.print(f"{prefix} │ {text}")

    def _log(self, name: str) -> logging.Logger:
        if name not in self._logs:
            handler = RotatingFileHandler(
                self.path_of(name), maxBytes=_LARGEST_FILE, backupCount=_KEPT_FILES, encoding="utf-8"
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            # Apart from the tree of loggers: nothing that is set up elsewhere may add or drop a line here.
            logger = logging.Logger(name, logging.INFO)
            logger.addHandler(handler)
            self._logs[name] = logger
        return self._logs[name]


def _short(text: str) -> str:
    """The line cut to the terminal; a structured log line by its event and its few facts."""
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except ValueError:
            fields = None
        if isinstance(fields, dict) and "event" in fields:
            facts = [f"{key}={value}" for key, value in fields.items() if key not in {"event", "level", "timestamp"}]
            text = " ".join([str(fields.get("level", "")).upper(), str(fields["event"]), *facts]).strip()
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
