"""Reads lines by a trained model as Rasa's server would, and says how long each took (Python 3.10, .venv-rasa).

`python -m bench.nlu.read_lines MODEL < lines`: one JSON object with seconds for each line and the memory it took.
"""

import json
import resource
import sys
import time
from pathlib import Path

from bot.baseline import parser_of
from bot.train import quiet_libraries

_WARM_UP = 20


def main() -> int:
    quiet_libraries()
    lines = [line.rstrip("\n") for line in sys.stdin]
    before = time.perf_counter()
    parse = parser_of(Path(sys.argv[1]))
    loading = time.perf_counter() - before
    for line in lines[:_WARM_UP]:
        parse(line)
    seconds = []
    for line in lines:
        before = time.perf_counter()
        parse(line)
        seconds.append(time.perf_counter() - before)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"loading_s": loading, "seconds": seconds, "memory_bytes": memory}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
