"""`python -m scripts.suite [STEP …]`: run the steps, print a table and the totals, fail if anything failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from scripts.setup.say import clock, line
from scripts.suite.reports import count
from scripts.suite.step import Result, Step
from scripts.suite.steps import make_room, named


def run(step: Step, output: IO[bytes] | None = None) -> Result:
    """Run the step and show it as it goes, or write what it says to `output`."""
    if output is None:
        _heading(step)
    if step.missing:
        reason = f"not run: {step.missing}"
        line(reason) if output is None else output.write(reason.encode())
        failed = int(step.must_run)
        return Result(step.name, 0, failed, 1 - failed, 0.0, (reason,))
    make_room(step.report)
    began = time.monotonic()
    try:
        code = subprocess.run(
            step.command,
            cwd=step.cwd,
            env={**os.environ, **step.env},
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            check=False,
        ).returncode
    except OSError as error:
        line(f"{step.name}: {error}")
        code = 127
    return _result(step, code, time.monotonic() - began)


def run_all(steps: list[Step]) -> list[Result]:
    """The steps that mostly wait for real processes run beside the others, one after the other; told when they end."""
    beside = [step for step in steps if step.waits] if len(steps) > 1 else []
    with ThreadPoolExecutor(max_workers=1) as pool:
        told = {step.name: pool.submit(_run_quietly, step) for step in beside}
        if told:
            line(f"\nBeside the others: {', '.join(told)}; shown when they have ended.")
        results = {step.name: run(step) for step in steps if step.name not in told}
        for step in beside:
            results[step.name], said = told[step.name].result()
            _heading(step)
            line(said)
    return [results[step.name] for step in steps]


def _run_quietly(step: Step) -> tuple[Result, str]:
    with tempfile.TemporaryFile() as output:
        result = run(step, output)
        output.seek(0)
        return result, output.read().decode("utf-8", "replace").rstrip()


def _heading(step: Step) -> None:
    line(f"\n── {step.name} " + "─" * max(0, 76 - len(step.name)))


def _result(step: Step, code: int, seconds: float) -> Result:
    if step.report is None or not step.report.exists():
        return Result(step.name, int(code == 0), int(code != 0), 0, seconds)
    passed, failed, skipped, reasons = count(step.report)
    # A run that broke off, or found no test at all, has failed even when no single test did.
    broke_off = code != 0 and failed == 0
    return Result(step.name, passed, failed + int(broke_off), skipped, seconds, reasons)


def table(results: list[Result], seconds: float) -> None:
    line("\n" + "─" * 80)
    line(f"{'step':<16}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>14}")
    for each in results:
        mark = "✗" if each.failed else "·" if not each.passed else "✓"
        counts = f"{each.passed:>8}{each.failed:>8}{each.skipped:>9}"
        line(f"{mark} {each.name:<14}{counts}{clock(each.seconds):>14}")
        for reason in each.notes:
            line(f"    {reason}")
    line(f"{'':<41}{clock(seconds):>14}")
    totals = [sum(each.passed for each in results), sum(each.failed for each in results)]
    line(f"\n{totals[0]} passed, {totals[1]} failed, {sum(each.skipped for each in results)} skipped")


def main() -> None:
    began = time.monotonic()
    results = run_all(named(sys.argv[1:]))
    table(results, time.monotonic() - began)
    sys.exit(1 if any(each.failed for each in results) else 0)


if __name__ == "__main__":
    main()
