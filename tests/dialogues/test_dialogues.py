"""Every dialogue of the YAML files, through Rasa, the action server, the shop and the knowledge as they run."""

from pathlib import Path

import pytest

from tests.dialogues.bot import RunningBot
from tests.dialogues.orders import OrderPool
from tests.dialogues.script import Dialogue, read_dialogues

DIALOGUES = read_dialogues(Path(__file__).parent)


@pytest.mark.parametrize("dialogue", [pytest.param(one, id=one.name) for one in DIALOGUES])
def test_the_dialogue_goes_as_written(dialogue: Dialogue, bot: RunningBot, pool: OrderPool) -> None:
    dialogue.play(bot, pool)


def test_there_are_enough_dialogues() -> None:
    assert len(DIALOGUES) >= 27
