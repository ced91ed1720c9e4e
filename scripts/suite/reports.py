"""Counts tests in the reports (JUnit XML) that pytest and Vitest write."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree


def count(path: Path) -> tuple[int, int, int, tuple[str, ...]]:
    """Passed, failed, skipped, and each reason for a skip once."""
    passed = failed = skipped = 0
    reasons: dict[str, None] = {}
    # Our own tools wrote the file a moment ago; it comes from nobody else.
    for case in ElementTree.parse(path).getroot().iter("testcase"):  # noqa: S314
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            continue
        skip = case.find("skipped")
        if skip is None:
            passed += 1
        else:
            skipped += 1
            reasons[(skip.get("message") or "skipped").splitlines()[0]] = None
    return passed, failed, skipped, tuple(reasons)
