"""Encoders beside each other: how well lines are understood and knowledge is found with each, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.examples import Line
from evaluation.report import Cell, Report, Table
from evaluation.statistics import Estimate, share_of
from evaluation.summary import interval_in_words, value_in_words

WORDING = "wording alone"


@dataclass(frozen=True)
class EncoderTrial:
    """What was measured with one encoder; None = it has none of this (wording alone needs no encoder).

    `unseen` is the accuracy on training lines that were left out; times are milliseconds a sentence, one by one and in
    a batch; memory is the whole process that serves the encoder.
    """

    encoder: str
    unseen: float
    intents: Mapping[str, Estimate]
    width: int | None = None
    hit_at_1: Estimate | None = None
    reciprocal_rank: Estimate | None = None
    single_ms: float | None = None
    batch_ms: float | None = None
    memory_mb: float | None = None


def intents_right(lines: Sequence[Line], answers: Sequence[str]) -> Estimate:
    """The share of lines whose intent, or an accepted alternative of it, was named."""
    return share_of([answer in line.accepted for line, answer in zip(lines, answers, strict=True)])


def encoder_report(trials: Sequence[EncoderTrial], sets: Sequence[str]) -> Report:
    columns = (
        ("encoder", "句向量模型"),
        ("width", "维数"),
        ("unseen", "未见训练语句"),
        *((name, f"意图：{name}") for name in sets),
        ("hit@1", "知识首位命中"),
        ("MRR", "平均倒数排名"),
        ("ms_single", "逐句毫秒"),
        ("ms_batch", "成批毫秒/句"),
        ("memory_mb", "进程内存 MB"),
    )
    rows = tuple(_row(trial, sets) for trial in trials)
    return Report("encoders", "encoders", len(trials), (), (Table("encoders", "句向量模型对比", columns, rows),))


def as_text(report: Report) -> str:
    """The table as the command prints it."""
    table = report.tables[0]
    cells = [[key for key, _ in table.columns], *([_in_words(cell) for cell in row] for row in table.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(table.columns))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in cells
    )


def _row(trial: EncoderTrial, sets: Sequence[str]) -> tuple[Cell, ...]:
    return (
        trial.encoder,
        trial.width,
        round(trial.unseen, 4),
        *(trial.intents.get(name) for name in sets),
        trial.hit_at_1,
        trial.reciprocal_rank,
        _rounded(trial.single_ms, 2),
        _rounded(trial.batch_ms, 3),
        _rounded(trial.memory_mb, 0),
    )


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _in_words(cell: Cell) -> str:
    if isinstance(cell, Estimate):
        return f"{value_in_words(cell)} ({interval_in_words(cell)})"
    return "–" if cell is None else str(cell)
