"""A runner with small children, as a program of its own: `python -m tests.running.play FOLDER PLAN.json`.

The plan is a list of {"name", "wave", "command", "port"}; a child is ready when its port answers.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

from handoff.runner import Runner
from handoff.running.backoff import Backoff
from handoff.running.child import ChildSpec
from handoff.running.errors import CannotStart
from handoff.running.lock import only_runner
from handoff.running.output import Output
from handoff.running.readiness import http_answers


async def play(folder: Path, specs: list[ChildSpec]) -> None:
    output = Output(sys.stdout, folder / "log", coloured=False)
    runner = Runner(specs, output, folder / "run", backoff=Backoff(first=0.1, longest=0.4), stop_within=2)
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, runner.stop)
    await runner.run(announce=lambda: output.print("all ready"))


def main() -> None:
    folder = Path(sys.argv[1])
    plan = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    specs = [
        ChildSpec(
            child["name"],
            tuple(child["command"]),
            http_answers(f"http://127.0.0.1:{child['port']}/"),
            ready_within=child.get("ready_within", 20),
            wave=child["wave"],
        )
        for child in plan
    ]
    try:
        with only_runner(folder / "run" / "runner.lock"):
            asyncio.run(play(folder, specs))
    except CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
