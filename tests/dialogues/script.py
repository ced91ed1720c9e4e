"""Dialogues as data: what is said, what must and must not come back, and what the shop has become."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from register import check
from tests.dialogues.bot import RunningBot
from tests.dialogues.orders import OrderInHand, OrderPool
from tests.dialogues.talk import Talk, Turn

ROOT = Path(__file__).resolve().parents[2]
DOMAIN, KNOWLEDGE = ROOT / "domain.yml", ROOT / "data" / "knowledge"
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
    "photos",
    "tickets",
    "card",
    "refused",
    "entry",
}
# A ticket with its values, or the answer of an entry of the knowledge, word for word.
_PROOFS = {"tickets", "entry"}
_DIALOGUE_KEYS = {"dialogue", "orders", "title", "slots", "steps", "shop", "intent", "unhappy", "where"}


@dataclass(frozen=True)
class Dialogue:
    """One dialogue of a file, checked for misspelt keys."""

    name: str
    script: Mapping[str, Any]

    @property
    def intent(self) -> str | None:
        """The intent whose work this dialogue proves."""
        return self.script.get("intent")

    @property
    def is_unhappy(self) -> bool:
        """Whether something goes wrong on the way: a refusal, a correction, a missing or wrong answer."""
        return bool(self.script.get("unhappy")) or self.refuses

    @property
    def refuses(self) -> bool:
        return any("refused" in step for step in self.script["steps"])

    @property
    def proves_something(self) -> bool:
        """Whether a row of the shop, a ticket or a fact from data is asserted, and not only that words were said."""
        facts = [text for step in self.script["steps"] for text in step.get("replies_contain", [])]
        has_fact = any("{" in text or re.search(r"\d", text) for text in facts)
        return bool(self.script.get("shop")) or has_fact or any(step.keys() & _PROOFS for step in self.script["steps"])

    def play(self, bot: RunningBot, pool: OrderPool) -> None:
        hands = {name: pool.take(kind) for name, kind in (self.script.get("orders") or {}).items()}
        slots = {name: _filled(value, hands) for name, value in (self.script.get("slots") or {}).items()}
        talk = Talk(bot, title=self.script.get("title"), slots=slots, where=self.script.get("where"))
        said = ""
        for number, step in enumerate(self.script["steps"], start=1):
            if step.get("new_contact"):
                talk = Talk(bot)
            elif step.get("new_stretch"):
                talk = Talk(bot, contact_id=talk.contact_id)
            if step.get("again"):
                turn = talk.repeat(said)
            else:
                said = _unsure_line(bot, step["say_any"]) if "say_any" in step else _filled(step.get("say", ""), hands)
                turn = talk.say(said, step.get("photos", 0))
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
    _check_beside_the_lines(turn, step, hands, place)
    for name, value in (step.get("slots") or {}).items():
        assert turn.slots.get(name) == _filled(value, hands), f"slot {name} is {turn.slots.get(name)!r}\n{place}"


def _check_beside_the_lines(turn: Turn, step: Mapping[str, Any], hands: Mapping[str, OrderInHand], place: str) -> None:
    for wanted in step.get("tickets", []):
        assert any(_matches(ticket, wanted, hands) for ticket in turn.tickets), f"tickets {turn.tickets}\n{place}"
    if step.get("tickets") == []:
        assert turn.tickets == (), f"tickets {turn.tickets}\n{place}"
    if "card" in step:
        assert any(_matches(card, step["card"], hands) for card in turn.cards), f"cards {turn.cards}\n{place}"
    if "entry" in step:
        assert _answer_of(step["entry"]) in turn.text, f"not the answer of {step['entry']}\n{place}"
    if "refused" in step:
        _check_refusal(turn, step["refused"], place)


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


def _check_refusal(turn: Turn, code: str, place: str) -> None:
    """`code` names the response utter_refuse_<code>; its fixed words must have been said."""
    responses = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
    pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(responses[f"utter_refuse_{code}"][0]["text"]))
    assert any(re.fullmatch(pattern, line) for line in turn.lines), f"not refused by {code}\n{place}"


@cache
def _answers() -> Mapping[str, str]:
    files = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(KNOWLEDGE.glob("*.yml")))
    return {entry["id"]: entry["answer"].strip() for entries in files for entry in entries}


def _answer_of(entry_id: str) -> str:
    return _answers()[entry_id]


def _matches(found: Mapping[str, Any], wanted: Mapping[str, Any], hands: Mapping[str, OrderInHand]) -> bool:
    """Every wanted key has this value; a text that starts with ~ only has to be contained."""
    for key, value in wanted.items():
        text = (
            {name: _filled(one, hands) for name, one in value.items()}
            if isinstance(value, dict)
            else _filled(value, hands)
        )
        is_part = isinstance(text, str) and text.startswith("~")
        if (str(text)[1:] not in str(found.get(key))) if is_part else found.get(key) != text:
            return False
    return True


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
            case "service" | "protection":
                rows = order.services if name == "service" else order.protections
                assert any(_has(row, value) for row in rows), f"{name} of {number}: {rows}"
            case "services":
                assert len(order.services) == value, f"services of {number}: {order.services}"
            case "invoice" | "review" | "refund" | "parcel":
                assert _has(getattr(order, name), value), f"{name} of {number}: {getattr(order, name)}"
            case "delivery_slot":
                assert (order.delivery_slot is not None) is value, f"delivery slot of {number}"
            case "quantity":
                assert order.lines[0].quantity == value
            case "note" | "is_hidden":
                assert getattr(order, name) == value, f"{name} of {number}"
            case _:
                assert getattr(order.address, name) == value, f"{name} of {number}"


def _has(row: Any, wanted: Any) -> bool:
    """Whether a row of the shop has these values; `set` and `none` only ask whether there is one."""
    if row is None or wanted is None:
        return row is wanted
    return all(
        (getattr(row, name) is not None) if value == "set" else str(getattr(row, name)) == str(value)
        for name, value in wanted.items()
    )


def _filled(value: Any, hands: Mapping[str, OrderInHand]) -> Any:
    return value.format(**hands) if isinstance(value, str) else value
