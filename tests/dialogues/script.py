"""Dialogues as data: what is said, what must and must not come back, and what the shop has become."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from register import check
from tests.dialogues.bot import RunningBot
from tests.dialogues.orders import OrderInHand, OrderPool
from tests.dialogues.talk import Talk, Turn

_STEP_KEYS = {
    "say",
    "say_any",
    "again",
    "new_contact",
    "new_stretch",
    "replies_contain",
    "replies_lack",
    "first_line",
    "asked",
    "kinds",
    "buttons",
    "directive",
    "slots",
    "replayed",
}
_DIALOGUE_KEYS = {"dialogue", "orders", "title", "slots", "steps", "shop"}


@dataclass(frozen=True)
class Dialogue:
    """One dialogue of a file, checked for misspelt keys."""

    name: str
    script: Mapping[str, Any]

    def play(self, bot: RunningBot, pool: OrderPool) -> None:
        hands = {name: pool.take(kind) for name, kind in (self.script.get("orders") or {}).items()}
        slots = {name: _filled(value, hands) for name, value in (self.script.get("slots") or {}).items()}
        talk = Talk(bot, title=self.script.get("title"), slots=slots)
        said = ""
        for number, step in enumerate(self.script["steps"], start=1):
            if step.get("new_contact"):
                talk = Talk(bot)
            elif step.get("new_stretch"):
                talk = Talk(bot, contact_id=talk.contact_id)
            if step.get("again"):
                turn = talk.repeat(said)
            else:
                said = _unsure_line(bot, step["say_any"]) if "say_any" in step else _filled(step["say"], hands)
                turn = talk.say(said)
            place = f"step {number}: {said!r}\n  {turn.kinds} {turn.text}\n  {turn.directive} {turn.parse['intent']}"
            _check_every_line(turn, hands, place)
            _check(turn, step, hands, place)
        for name, wanted in (self.script.get("shop") or {}).items():
            _check_order(pool, hands[name].number, wanted)


def read_dialogues(folder: Path) -> list[Dialogue]:
    found: list[Dialogue] = []
    for path in sorted(folder.glob("*.yml")):
        for script in yaml.safe_load(path.read_text(encoding="utf-8")):
            unknown = set(script) - _DIALOGUE_KEYS | {key for step in script["steps"] for key in set(step) - _STEP_KEYS}
            assert not unknown, f"{path.name}: unknown keys {sorted(unknown)}"
            found.append(Dialogue(f"{path.stem}: {script['dialogue']}", script))
    return found


def _unsure_line(bot: RunningBot, candidates: list[str]) -> str:
    """The first line that this model or this knowledge is unsure of: which one that is changes with every training."""
    for line in candidates:
        if "restate" in Talk(bot).say(line).kinds:
            return line
    raise AssertionError(f"none of these lines is restated any more: {candidates}")


def _check_every_line(turn: Turn, hands: Mapping[str, OrderInHand], place: str) -> None:
    """Holds for whatever is said: compliant, masked, and never silent without a directive."""
    assert turn.lines or turn.directive, f"no reply, no directive\n{place}"
    for line in turn.lines:
        checked = check(line, sender="bot")
        assert checked.verdict == "pass", f"{line}: {checked.findings}\n{place}"
        assert "{" not in line, f"placeholder left in {line!r}\n{place}"
    for hand in hands.values():
        for secret in hand.secrets:
            assert secret not in turn.text, f"{secret} was shown\n{place}"


def _check(turn: Turn, step: Mapping[str, Any], hands: Mapping[str, OrderInHand], place: str) -> None:
    for wanted in step.get("replies_contain", []):
        assert _filled(wanted, hands) in turn.text, f"lacks {_filled(wanted, hands)!r}\n{place}"
    for unwanted in step.get("replies_lack", []):
        assert _filled(unwanted, hands) not in turn.text, f"has {_filled(unwanted, hands)!r}\n{place}"
    if "first_line" in step:
        assert turn.lines[0].startswith(_filled(step["first_line"], hands)), place
    if "asked" in step:
        assert turn.requested_slot == step["asked"], f"asked {turn.requested_slot}\n{place}"
    if "kinds" in step:
        assert list(turn.kinds) == step["kinds"], place
    if "buttons" in step:
        assert set(step["buttons"]) <= set(turn.buttons), f"buttons {turn.buttons}\n{place}"
    if "replayed" in step:
        assert turn.is_replayed is step["replayed"], place
    if "directive" in step:
        _check_directive(turn, step["directive"], hands, place)
    for name, value in (step.get("slots") or {}).items():
        assert turn.slots.get(name) == _filled(value, hands), f"slot {name} is {turn.slots.get(name)!r}\n{place}"


def _check_directive(turn: Turn, wanted: Any, hands: Mapping[str, OrderInHand], place: str) -> None:
    if wanted is None:
        assert turn.directive is None, place
    elif wanted == "close":
        assert turn.directive == {"close": True}, place
    else:
        given = (turn.directive or {}).get("handoff") or {}
        expected = {"reason": wanted} if isinstance(wanted, str) else wanted
        for key, value in expected.items():
            assert given.get(key) == _filled(value, hands), f"{key} of {given}\n{place}"


def _check_order(pool: OrderPool, number: str, wanted: Mapping[str, Any]) -> None:
    order = pool.order(number)
    for name, value in wanted.items():
        match name:
            case "effects":
                assert pool.effects(number) == value, f"effects of {number}"
            case "wrong_tries":
                assert pool.wrong_tries(number) == value, f"wrong tries for {number}"
            case "state":
                assert order.state.value == value
            case _:
                assert getattr(order.address, name) == value, f"{name} of {number}"


def _filled(value: Any, hands: Mapping[str, OrderInHand]) -> Any:
    return value.format(**hands) if isinstance(value, str) else value
