"""Rasa's own validation of domain, NLU data, rules and stories, with every warning an error but one kind.

Run as a script. The one kind: Rasa says of each response that only an action speaks that it is not used, since it does
not read our actions.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

# Rasa warns by one function of its own; all other warnings are its libraries'.
_TOLD = re.compile(r"rasa/shared/utils/io\.py:\d+: \w*Warning: (.*)|\sERROR\s+(\S.*)")
_EXPECTED = re.compile(r"The utterance '\w+' is not used in any story or rule")


def complaints(output: str) -> list[str]:
    """What the validator warned of or refused, without what is expected."""
    told = (_TOLD.search(line) for line in output.splitlines())
    texts = [(found.group(1) or found.group(2) or "").strip() for found in told if found]
    return [text for text in texts if not _EXPECTED.search(text)]


def main() -> None:
    folders = [folder for folder in ("data/nlu", "data/rules", "data/stories") if Path(folder).is_dir()]
    command = [sys.argv[1], "-m", "rasa", "data", "validate", "--data", *folders]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode(errors="replace")
    told = complaints(output)
    if done.returncode != 0 and not told:
        told = output.splitlines()[-15:]
    sys.stdout.writelines(f"{text}\n" for text in told or ["Rasa finds the data valid."])
    sys.exit(1 if told else done.returncode)


if __name__ == "__main__":
    main()
