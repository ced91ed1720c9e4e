"""Training time, parse time, memory and size of our pipeline and of the default one, in one run: `make bench`.

Both are asked five times and read the same lines through Rasa; what is told is the median of the runs. Ours is trained
five times. The default one would take hours for its hundred epochs: it is trained for two and for five of them, which
tells what an epoch takes, and its training time is reckoned from that. What it weighs and how fast it reads is the
same after any number of epochs. `--whole` trains all hundred of them instead.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
_WORK = ROOT / "build" / "bench"
_REPORT = _WORK / "nlu.json"
_RUNS = 5
_BUSY = 0.5
_FEW_EPOCHS = (2, 5)
_EPOCHS = re.compile(r"epochs: (\d+)")


@dataclass(frozen=True)
class Pipeline:
    """How one of the two is called and trained."""

    name: str
    config: str

    @property
    def model(self) -> Path:
        return _WORK / f"{self.name}.tar.gz"


OURS = Pipeline("heyan", "config.yml")
DEFAULT = Pipeline("default", "bot/baseline.yml")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    _WORK.mkdir(parents=True, exist_ok=True)
    busy = psutil.cpu_percent(interval=3) / 100
    if busy > _BUSY:
        _say(f"! The machine is {busy:.0%} busy: figures of an idle one are what counts.")
    lines = _lines(options.lines)
    ours: dict[str, list[float]] = {"training_s": [_train(OURS) for _ in range(_RUNS)]}
    default: dict[str, list[float]] = {"training_s": [_train(DEFAULT) if options.whole else _reckoned(DEFAULT)]}
    for _ in range(_RUNS):
        # Turn by turn, so that whatever else the machine does hits both.
        _collect(ours, _read(OURS, lines))
        _collect(default, _read(DEFAULT, lines))
    figures = {OURS.name: _summary(OURS, ours), DEFAULT.name: _summary(DEFAULT, default)}
    ratios = {
        key: round(mine / theirs, 4)
        for key, mine in figures[OURS.name].items()
        if mine is not None and (theirs := figures[DEFAULT.name][key])
    }
    measured = {"lines": len(lines), "runs": _RUNS, "default_training_is_reckoned": not options.whole}
    report = {**measured, "cpus": os.cpu_count(), "busy_at_start": busy, "ratios": ratios}
    _REPORT.write_text(json.dumps({**report, **figures}, indent=2) + "\n", encoding="utf-8")
    _show(figures, ratios, f"{len(lines)} lines, {_RUNS} runs")
    return 0


def _train(pipeline: Pipeline, config: Path | None = None) -> float:
    _say(f"Training {pipeline.name} …")
    started = time.perf_counter()
    _run("bot.baseline", "train", "--config", str(config or pipeline.config), "--out", str(pipeline.model))
    return time.perf_counter() - started


def _reckoned(pipeline: Pipeline) -> float:
    """Seconds for all epochs, from two trainings with few of them; the model of the later one stays."""
    text = (ROOT / pipeline.config).read_text(encoding="utf-8")
    whole = int(_EPOCHS.findall(text)[0])
    few = _WORK / f"{pipeline.name}.yml"
    took = []
    for epochs in _FEW_EPOCHS:
        few.write_text(_EPOCHS.sub(f"epochs: {epochs}", text), encoding="utf-8")
        took.append(_train(pipeline, few))
    epoch = (took[1] - took[0]) / (_FEW_EPOCHS[1] - _FEW_EPOCHS[0])
    _say(f"An epoch of {pipeline.name} takes {epoch:.0f} s.")
    return took[0] + epoch * (whole - _FEW_EPOCHS[0])


def _read(pipeline: Pipeline, lines: list[str]) -> dict[str, Any]:
    _say(f"Reading {len(lines)} lines by {pipeline.name} …")
    found = _run("bench.nlu.read_lines", str(pipeline.model), said="".join(f"{line}\n" for line in lines))
    answer: dict[str, Any] = json.loads(found.splitlines()[-1])
    return answer


def _run(module: str, *arguments: str, said: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        (str(_PYTHON), "-W", "ignore", "-m", module, *arguments),
        cwd=ROOT,
        input=said,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stderr}\n✗ `python -m {module}` failed; the reason stands above.")
    return done.stdout


def _collect(runs: dict[str, list[float]], found: dict[str, Any]) -> None:
    milliseconds = sorted(1000 * one for one in found["seconds"])
    figures = {
        "parse_p50_ms": statistics.median(milliseconds),
        "parse_p95_ms": milliseconds[int(0.95 * (len(milliseconds) - 1))],
        "loading_s": found["loading_s"],
        "memory_mb": found["memory_bytes"] / 1e6,
    }
    for name, figure in figures.items():
        runs.setdefault(name, []).append(figure)


def _summary(pipeline: Pipeline, runs: dict[str, list[float]]) -> dict[str, float | None]:
    """The median of the runs; None where nothing was measured."""
    medians = {name: round(statistics.median(one), 2) if one else None for name, one in runs.items()}
    return {**medians, "model_mb": round(pipeline.model.stat().st_size / 1e6, 2)}


def _lines(path: Path) -> list[str]:
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
    return [" ".join(str(row["text"]).splitlines()) for row in rows]


def _show(figures: dict[str, dict[str, float | None]], ratios: dict[str, float], measured: str) -> None:
    _say(f"\n{'':<14}{OURS.name:>10}{DEFAULT.name:>10}{'ratio':>8}   ({measured})")
    for name, ours in figures[OURS.name].items():
        row = (_told(ours, 1), _told(figures[DEFAULT.name][name], 1), _told(ratios.get(name), 2))
        _say(f"{name:<14}{row[0]:>10}{row[1]:>10}{row[2]:>8}")
    _say(f"Written: {_REPORT.relative_to(ROOT)}")


def _told(figure: float | None, digits: int) -> str:
    return "–" if figure is None else f"{figure:.{digits}f}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=Path, default=ROOT / "data" / "evaluation" / "nlu_own.jsonl")
    parser.add_argument("--whole", action="store_true", help="train the default pipeline to its end (hours)")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
