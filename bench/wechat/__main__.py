"""How soon callbacks of an Official Account are acknowledged under a steady load: `python -m bench.wechat`.

The web process, the worker, Redis and the database are the product's own, with every commit on disk. WeChat is the
stand-in of the tests, and Rasa a scripted bot that answers at once; both run in this process, together with the load,
on the same cores, so what is told includes them. At the end every question must stand once in our threads, and every
answer once on its customer's screen. Writes build/bench/wechat-DATABASE.json; fails when a callback took a second or
anything was lost or doubled.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bench.wechat.load import Load, drained, kept, states, under_way, verdict
from bench.wechat.stage import Stage, stage
from handoff.settings import ROOT

_WORK = ROOT / "build" / "bench"
_BUSY = 0.2
_AT_MOST_S = 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    _WORK.mkdir(parents=True, exist_ok=True)
    cores = sorted(os.sched_getaffinity(0))[: options.cores]
    # What is started from here inherits it.
    os.sched_setaffinity(0, cores)
    busy = psutil.cpu_percent(interval=3) / 100
    if busy > _BUSY:
        _say(f"! The machine is {busy:.0%} busy: figures of an idle one are what counts.")
    report = {
        "machine": platform.platform(),
        "cores": len(cores),
        "busy_at_start": busy,
        "database": options.database,
        "rate": options.rate,
        "seconds": options.seconds,
        "customers": options.customers,
        **asyncio.run(_measured(options)),
    }
    out: Path = options.out or _WORK / f"wechat-{options.database}.json"
    out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, value in report.items():
        _say(f"{name:<18}{value}")
    _say(f"Written: {out}")
    return 0 if _is_kept(report) else 1


async def _measured(options: argparse.Namespace) -> dict[str, Any]:
    async with stage(_WORK, options.database) as there:
        load = Load(options.rate, options.seconds, options.customers)
        _say(f"{load.count} callbacks at {load.rate:g} a second from {load.customers} customers …")
        before = there.cpu_seconds()
        people = await load.run(there)
        under_load = there.cpu_seconds()
        arrived = await kept(there)
        _say(f"All are posted; under way: {await under_way(there)}. Waiting until it is drained …")
        took = await drained(there, options.drained_within)
        left = await under_way(there)
        found = await verdict(there, load, people)
        if any(found.values()):
            _keep_evidence(there)
        return {
            "callbacks": load.count,
            "rate_reached": round(load.count / load.lasted, 1),
            **_latency(load.took),
            "took_another_try": load.repeated,
            "never_taken": load.lost,
            "arrivals_kept": arrived,
            "drained_after_s": round(took, 1) if took is not None else None,
            "left": left,
            "cpu_s_under_load": _between(before, under_load),
            "cpu_s_until_drained": _between(before, there.cpu_seconds()),
            "our_lines": await states(there),
            **found,
        }


def _keep_evidence(there: Stage) -> None:
    """Of what was lost or doubled: SQLite's files, which the stage removes at its end."""
    database = Path(there.system.engine.url.database or "")
    for file in database.parent.glob(f"{database.name}*") if database.is_absolute() else ():
        shutil.copy(file, _WORK / f"evidence-{file.name}")
    _say(f"! Kept for a look: {_WORK}/evidence-*")


def _between(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: round(after[name] - before[name], 1) for name in after}


def _latency(took: list[float]) -> dict[str, float]:
    """Of the acknowledgement, in milliseconds."""
    if not took:
        return {}
    milliseconds = 1000 * np.array(took)
    shares = {f"ack_p{share}_ms": round(float(np.percentile(milliseconds, share)), 1) for share in (50, 95, 99)}
    under = float((milliseconds < 1000 * _AT_MOST_S).mean())
    return {**shares, "ack_max_ms": round(float(milliseconds.max()), 1), "ack_under_1s": round(under, 5)}


def _is_kept(report: dict[str, Any]) -> bool:
    """What the product promises of it."""
    nothing = ("took_another_try", "never_taken", "questions_lost", "questions_doubled", "answers_lost")
    return (
        not any(report[name] for name in (*nothing, "answers_doubled", "left"))
        and report["arrivals_kept"] == report["callbacks"]
        and report["ack_under_1s"] == 1.0
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.wechat", description=__doc__)
    parser.add_argument("--rate", type=float, default=100.0, help="callbacks a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--customers", type=int, default=2_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--cores", type=int, default=2, help="at most so many of those this process may use")
    parser.add_argument("--drained-within", type=float, default=1_800.0, metavar="SECONDS")
    parser.add_argument("--out", type=Path)
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
