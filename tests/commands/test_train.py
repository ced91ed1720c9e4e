"""When `heyan train` trains."""

from pathlib import Path

import pytest

from handoff.commands.train import fingerprint_of


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "config.yml",
        "domain.yml",
        "data/nlu/greet.yml",
        "data/shop/products.yml",
        "bot/heads.py",
        "bot/channel.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    return tmp_path


def test_the_same_sources_have_the_same_fingerprint(project: Path) -> None:
    before = fingerprint_of(project, "usem3")

    (project / "config.yml").touch()

    assert fingerprint_of(project, "usem3") == before


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "data/nlu/greet.yml", "data/shop/products.yml", "bot/heads.py"]
)
def test_a_changed_source_asks_for_training(project: Path, name: str) -> None:
    before = fingerprint_of(project, "usem3")

    (project / name).write_text("b", encoding="utf-8")

    assert fingerprint_of(project, "usem3") != before


def test_a_new_file_asks_for_training(project: Path) -> None:
    before = fingerprint_of(project, "usem3")

    (project / "data/nlu/thanks.yml").write_text("a", encoding="utf-8")

    assert fingerprint_of(project, "usem3") != before


def test_code_that_only_serves_a_model_does_not(project: Path) -> None:
    before = fingerprint_of(project, "usem3")

    (project / "bot/channel.py").write_text("b", encoding="utf-8")

    assert fingerprint_of(project, "usem3") == before


def test_another_encoder_asks_for_training(project: Path) -> None:
    assert fingerprint_of(project, "static") != fingerprint_of(project, "usem3")
