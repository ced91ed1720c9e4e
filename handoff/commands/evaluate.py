"""`heyan evaluate`: measure the bot on labelled sets, print the figures and write them as JSON and as a page."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from evaluation.comparison import with_comparison
from evaluation.emotion import measure_emotion
from evaluation.escalation import measure_escalation
from evaluation.examples import Line
from evaluation.intents import measure_intents
from evaluation.knowledge import measure_knowledge
from evaluation.page import render
from evaluation.predictions import Parse
from evaluation.report import Report, Skipped, report_as_json
from evaluation.sets import BadSet, Texts, read_dialogues, read_lines, read_questions
from evaluation.summary import summarise
from handoff.commands.default_pipeline import DefaultPipelineFailed, parses_by_default, trained
from handoff.commands.evaluate_encoders import encoders
from handoff.commands.predicted import found_for, parses_of, raised_in
from handoff.services.knowledge import KnowledgeSearch
from handoff.settings import ROOT, load

SETS = ROOT / "data" / "evaluation"
_SETS: tuple[tuple[str, str], ...] = (
    ("nlu", "nlu_own.jsonl"),
    ("nlu", "nlu_jddc.tsv"),
    ("emotion", "nlu_own.jsonl"),
    ("emotion", "nlu_jddc.tsv"),
    ("escalation", "escalation_own.jsonl"),
    ("escalation", "escalation_jddc.jsonl"),
    ("knowledge", "knowledge_own.jsonl"),
)
# These name lines and dialogues of a public data set by id and carry no text.
_BY_REFERENCE = frozenset({"nlu_jddc.tsv", "escalation_jddc.jsonl"})
_NO_TEXTS = (
    "name the file of its dialogues with --texts or HEYAN_REAL_DIALOGUES",
    "未指定对话文件，请用 --texts 或 HEYAN_REAL_DIALOGUES 指定",
)

app = typer.Typer(no_args_is_help=True)
app.command()(encoders)

_File = Annotated[Path, typer.Argument(help="The set, in a format of docs/EVALUATION.md.")]
_TextsFile = Annotated[
    Path | None,
    typer.Option("--texts", envvar="HEYAN_REAL_DIALOGUES", help="JSONL dialogues to which sets without text refer."),
]
_Out = Annotated[Path, typer.Option("--out", help="Where the reports go.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print the reports, one JSON object a line, and no table.")]
_Baseline = Annotated[bool, typer.Option(help="Compare with Rasa's default pipeline, trained on the same lines.")]
_REPORTS = ROOT / "build" / "reports"


@app.callback()
def evaluate() -> None:
    """Evaluation: measure the bot on labelled sets."""


@app.command()
def nlu(
    file: _File, texts: _TextsFile = None, out: _Out = _REPORTS, as_json: _AsJson = False, baseline: _Baseline = False
) -> None:
    """Intents, confidence and entities."""
    _one("nlu", file, texts, out, as_json=as_json, baseline=baseline)


@app.command()
def emotion(file: _File, texts: _TextsFile = None, out: _Out = _REPORTS, as_json: _AsJson = False) -> None:
    """Feelings and complaints of single lines."""
    _one("emotion", file, texts, out, as_json=as_json)


@app.command()
def escalation(file: _File, texts: _TextsFile = None, out: _Out = _REPORTS, as_json: _AsJson = False) -> None:
    """Whether and when a person comes in."""
    _one("escalation", file, texts, out, as_json=as_json)


@app.command()
def knowledge(file: _File, texts: _TextsFile = None, out: _Out = _REPORTS, as_json: _AsJson = False) -> None:
    """What is found, and what is told without asking back."""
    _one("knowledge", file, texts, out, as_json=as_json)


@app.command("all")
def every_set(
    texts: _TextsFile = None, out: _Out = _REPORTS, as_json: _AsJson = False, baseline: _Baseline = True
) -> None:
    """Every set in data/evaluation, beside Rasa's default pipeline."""
    run, reports, skipped = _start(texts), list[Report](), list[Skipped]()
    try:
        for kind, name in _SETS:
            if not (SETS / name).exists():
                skipped.append(Skipped(f"{kind} {name}", "no such file in data/evaluation", "评测集文件不存在"))
            elif name in _BY_REFERENCE and texts is None:
                skipped.append(Skipped(f"{kind} {name}", *_NO_TEXTS))
            else:
                reports.append(run.report(kind, SETS / name))
        has_failed = False
        if baseline:
            try:
                reports = run.beside_default(reports)
            except DefaultPipelineFailed as error:
                has_failed = True
                skipped.append(Skipped("default pipeline", str(error), "默认流程训练或运行失败，原因见终端输出"))
    except BadSet as error:
        _refuse(error)
    _write(reports, skipped, out, "index.html", as_json=as_json)
    raise typer.Exit(int(has_failed))


def _one(kind: str, file: Path, texts: Path | None, out: Path, *, as_json: bool, baseline: bool = False) -> None:
    run = _start(texts)
    try:
        reports = [run.report(kind, file)]
        if baseline:
            reports = run.beside_default(reports)
    except BadSet as error:
        _refuse(error)
    except DefaultPipelineFailed as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from None
    _write(reports, (), out, f"{file.stem}.{kind}.html", as_json=as_json)


@dataclass
class _Run:
    """One run over sets: what is slow to get is got once."""

    texts: Texts
    parses: dict[Path, list[Parse]] = field(default_factory=dict)
    lines: dict[str, tuple[Sequence[Line], list[Parse]]] = field(default_factory=dict)

    def report(self, kind: str, file: Path) -> Report:
        """The measures of a file. Raises BadSet."""
        typer.echo(f"Measuring {kind} on {file.name} …", err=True)
        measure: Mapping[str, Callable[[Path], Report]] = {
            "nlu": self._intents,
            "emotion": self._emotion,
            "escalation": self._escalation,
            "knowledge": self._knowledge,
        }
        return measure[kind](file)

    def beside_default(self, reports: Sequence[Report]) -> list[Report]:
        """The same reports, those on intents with the default pipeline beside ours. Raises DefaultPipelineFailed."""
        if not self.lines:
            return list(reports)
        model = trained()
        return [self._compared(model, report) if report.kind == "nlu" else report for report in reports]

    def _compared(self, model: Path, report: Report) -> Report:
        lines, ours = self.lines[report.name]
        return with_comparison(report, lines, ours, parses_by_default(model, lines))

    def _intents(self, file: Path) -> Report:
        lines = read_lines(file, self.texts, needed=["intent"], intents=_known_intents())
        self.lines[file.stem] = lines, self._parses(file, lines)
        return measure_intents(file.stem, *self.lines[file.stem])

    def _emotion(self, file: Path) -> Report:
        lines = read_lines(file, self.texts, needed=["emotion", "complaint"], intents=_known_intents())
        return measure_emotion(file.stem, lines, self._parses(file, lines))

    def _escalation(self, file: Path) -> Report:
        dialogues = read_dialogues(file, self.texts)
        return measure_escalation(file.stem, dialogues, raised_in(dialogues))

    def _knowledge(self, file: Path) -> Report:
        from handoff.wiring_knowledge import open_wording

        known = frozenset(entry.id for entry in self._search.index.entries)
        questions = read_questions(file, known)
        by_wording = found_for(open_wording(), questions)
        return measure_knowledge(file.stem, questions, found_for(self._search, questions), by_wording)

    def _parses(self, file: Path, lines: Sequence[Line]) -> list[Parse]:
        if file not in self.parses:
            self.parses[file] = parses_of(lines)
        return self.parses[file]

    @cached_property
    def _search(self) -> KnowledgeSearch:
        from handoff.wiring_knowledge import open_knowledge

        return open_knowledge(load())


def _start(texts: Path | None) -> _Run:
    try:
        return _Run(Texts.read(texts) if texts else Texts())
    except BadSet as error:
        _refuse(error)


def _known_intents() -> frozenset[str]:
    from ruamel.yaml import YAML

    domain: dict[str, Any] = YAML(typ="safe").load(ROOT / "domain.yml")
    return frozenset(next(iter(name)) if isinstance(name, dict) else name for name in domain["intents"])


def _write(reports: Sequence[Report], skipped: Sequence[Skipped], out: Path, page: str, *, as_json: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for report in reports:
        content = json.dumps(report_as_json(report), ensure_ascii=False, allow_nan=False)
        (out / f"{report.name}.{report.kind}.json").write_text(content + "\n", encoding="utf-8")
        if as_json:
            print(content)
    made_at = f"{datetime.now(UTC).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    (out / page).write_text(render(reports, made_at, skipped), encoding="utf-8")
    if not as_json:
        print(summarise(reports, skipped))
    typer.echo(f"Written: {out / page}", err=True)


def _refuse(error: BadSet) -> NoReturn:
    typer.echo(f"✗ {error}", err=True)
    raise typer.Exit(2) from None
