"""What `make test` counts and says."""

import sys
from pathlib import Path

import pytest

from scripts.suite import __main__ as suite
from scripts.suite import steps
from scripts.suite.rasa_data import complaints
from scripts.suite.reports import count
from scripts.suite.step import Result, Step

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase name="c"><failure message="no"/></testcase><testcase name="d"><error message="no"/></testcase>
<testcase name="e"><skipped message="no PostgreSQL here"/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted_test_by_test(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")

    assert count(tmp_path / "report.xml") == (2, 2, 1, ("no PostgreSQL here",))


@pytest.mark.parametrize(("code", "counted"), [(0, (1, 0, 0)), (3, (0, 1, 0))])
def test_a_step_without_tests_counts_as_one(tmp_path: Path, code: int, counted: tuple[int, int, int]) -> None:
    result = suite.run(Step("ruff", (sys.executable, "-c", f"raise SystemExit({code})"), tmp_path))

    assert (result.passed, result.failed, result.skipped) == counted


def test_a_run_that_broke_off_has_failed_though_no_test_did(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    write = f"open({str(report)!r}, 'w').write('<testsuites/>'); raise SystemExit(5)"

    result = suite.run(Step("unit", (sys.executable, "-c", write), tmp_path, report=report))

    assert result.failed == 1


def test_an_old_report_is_not_counted_again(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")

    result = suite.run(Step("unit", (sys.executable, "-c", "raise SystemExit(2)"), tmp_path, report=report))

    assert (result.passed, result.failed) == (0, 1)


def test_a_program_that_is_missing_has_failed(tmp_path: Path) -> None:
    assert suite.run(Step("pages", ("/nowhere/npm",), tmp_path)).failed == 1


@pytest.mark.parametrize(("required", "counted"), [("", (0, 1)), ("1", (1, 0))])
def test_without_chromium_the_browser_tests_are_not_run_and_fail_where_they_are_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], required: str, counted: tuple[int, int]
) -> None:
    monkeypatch.setattr(steps, "find_chromium", lambda: None)
    monkeypatch.setenv("HEYAN_REQUIRE_BROWSER", required)

    result = suite.run(next(step for step in steps.all_steps() if step.name == "browser"))

    assert (result.failed, result.skipped) == counted
    assert "not run: no Chromium: install the package chromium" in capsys.readouterr().out


def test_the_last_line_holds_the_totals(capsys: pytest.CaptureFixture[str]) -> None:
    suite.table([Result("unit", 10, 1, 2, 3.0), Result("ruff", 1, 0, 0, 0.1)], 3.1)

    assert capsys.readouterr().out.splitlines()[-1] == "11 passed, 1 failed, 2 skipped"


def test_a_step_that_does_not_exist_is_named() -> None:
    with pytest.raises(SystemExit, match="No such step: unti"):
        steps.named(["unti"])


def test_rasas_warnings_count_but_for_responses_that_only_actions_speak() -> None:
    rasa = "/x/rasa/shared/utils/io.py:100: UserWarning: "
    output = (
        f"{rasa}The utterance 'utter_thanks' is not used in any story or rule.\n"
        f"{rasa}The intent 'urge' is not found in the NLU data.\n"
        "/x/tensorflow/util.py:52: DeprecationWarning: jax.xla_computation is deprecated.\n"
        "2026-11-21 INFO rasa.validator - No story structure conflicts found.\n"
    )

    assert complaints(output) == ["The intent 'urge' is not found in the NLU data."]


def test_what_waits_runs_beside_the_others_and_is_shown_in_its_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    flag = tmp_path / "the other one runs"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(flag)!r}).exists(): time.sleep(0.01)\nprint('seen')"
    steps_ = [
        Step("faults", (sys.executable, "-c", waits), tmp_path, waits=True),
        Step("unit", (sys.executable, "-c", f"open({str(flag)!r}, 'w').close()"), tmp_path),
    ]

    results = suite.run_all(steps_)

    assert [(result.name, result.failed) for result in results] == [("faults", 0), ("unit", 0)]
    assert capfd.readouterr().out.rstrip().endswith("seen")


def test_one_step_alone_is_shown_as_it_goes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    results = suite.run_all([Step("faults", (sys.executable, "-c", "print('live')"), tmp_path, waits=True)])

    assert results[0].passed == 1
    assert "live" in capfd.readouterr().out
