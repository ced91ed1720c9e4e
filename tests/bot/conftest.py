"""A small bot of its own for these tests: trained once, and run by a real Rasa beside a scripted action server."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

# The service's environment (3.11) has no Rasa; there these files are not collected at all.
collect_ignore_glob = [] if find_spec("rasa") else ["*"]

if find_spec("rasa"):
    from tests.bot.scripted_actions import ScriptedActions
    from tests.bot.small_bot import RasaProcess, train_small_bot

    @pytest.fixture(scope="session")
    def small_bot(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The folder of a trained little project (its model is `models/heyan.tar.gz`)."""
        return train_small_bot(tmp_path_factory.mktemp("small-bot"))

    @pytest.fixture(scope="session")
    def actions() -> Iterator[ScriptedActions]:
        with ScriptedActions() as server:
            yield server

    @pytest.fixture(scope="session")
    def rasa(small_bot: Path, actions: ScriptedActions) -> Iterator[RasaProcess]:
        with RasaProcess(small_bot, actions.port) as process:
            yield process
