"""What must hold before anything is built: this machine, its disk, our folder."""

from __future__ import annotations

import os
import platform
import shutil
import sys

from scripts.setup.places import RASA, ROOT, SERVICE
from scripts.setup.say import Problem, note

_GB = 1_000_000_000
_FIRST_TIME = 6 * _GB
_LATER = _GB // 2


def machine() -> None:
    if sys.platform != "linux":
        note(f"Heyan is made for Linux; on {sys.platform} nobody has tried it.")
    elif platform.machine() not in ("x86_64", "AMD64"):
        note(f"Rasa's TensorFlow 2.12 is made for x86-64; on {platform.machine()} nobody has tried it.")


def folder_is_writable() -> None:
    if not os.access(ROOT, os.W_OK | os.X_OK):
        raise Problem(f"No permission to write in {ROOT}: give this user the folder (chown) or clone it elsewhere.")


def disk_has_room() -> None:
    """Raise Problem when the disk cannot hold what set-up is about to put there."""
    needed = _LATER if SERVICE.exists() and RASA.exists() else _FIRST_TIME
    free = shutil.disk_usage(str(ROOT)).free
    if free < needed:
        raise Problem(
            f"The disk of {ROOT} has {free / _GB:.1f} GB free, set-up needs {needed / _GB:.1f} GB: "
            "make room or clone to a larger disk."
        )
