"""`python -m scripts.suite [STEP …]`: run the steps, print a table and the totals, fail if anything failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from scripts.setup.say import clock, line
from scripts.suite.reports import count
from scripts.suite.step import Result, Step
from scripts.suite.steps import make_room, named


def run(step: Step) -> Result:
    line(f"\n── {step.name} " + "─" * max(0, 76 - len(step.name)))
    if step.missing:
        line(f"not run: {step.missing}")
        failed = int(step.must_run)
        return Result(step.name, 0, failed, 1 - failed, 0.0, (f"not run: {step.missing}",))
    make_room(step.report)
    began = time.monotonic()
    try:
        code = subprocess.run(step.command, cwd=step.cwd, env={**os.environ, **step.env}, check=False).returncode
    except OSError as error:
        line(str(error))
        code = 127
    return _result(step, code, time.monotonic() - began)


def _result(step: Step, code: int, seconds: float) -> Result:
    if step.report is None or not step.report.exists():
        return Result(step.name, int(code == 0), int(code != 0), 0, seconds)
    passed, failed, skipped, reasons = count(step.report)
    # A run that broke off, or found no test at all, has failed even when no single test did.
    broke_off = code != 0 and failed == 0
    return Result(step.name, passed, failed + int(broke_off), skipped, seconds, reasons)


def table(results: list[Result]) -> None:
    line("\n" + "─" * 80)
    line(f"{'step':<16}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>14}")
    for each in results:
        mark = "✗" if each.failed else "·" if not each.passed else "✓"
        counts = f"{each.passed:>8}{each.failed:>8}{each.skipped:>9}"
        line(f"{mark} {each.name:<14}{counts}{clock(each.seconds):>14}")
        for reason in each.notes:
            line(f"    {reason}")
    line(f"{'':<41}{clock(sum(each.seconds for each in results)):>14}")
    totals = [sum(each.passed for each in results), sum(each.failed for each in results)]
    line(f"\n{totals[0]} passed, {totals[1]} failed, {sum(each.skipped for each in results)} skipped")


def main() -> None:
    results = [run(step) for step in named(sys.argv[1:])]
    table(results)
    sys.exit(1 if any(each.failed for each in results) else 0)


if __name__ == "__main__":
    main()
