"""Changes the address after the yes, once per message; or says why it cannot be done and what can."""

import asyncio

from actions import wiring
from actions.address_form import CONFIRMED, DETAIL_SLOTS, NOT_CHANGEABLE, UNCHANGED, wanted_address
from actions.closing import ask_for_more
from actions.empathy import soothe
from actions.identity import LOCKED, Progress
from actions.order_facts import address_closed_line, address_facts
from actions.orders import refuse_locked
from actions.sdk import BotAction, Event, Speech, set_slot
from actions.turn import Turn
from shop.errors import AddressClosed
from shop.models import EffectKey, Order


class ChangeAddress(BotAction):
    """Runs when the address form has ended, however it ended."""

    def name(self) -> str:
        return "action_change_address"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        done = [set_slot(name, None) for name in (*DETAIL_SLOTS, "form_outcome")]
        outcome = turn.slot("form_outcome")
        if outcome == LOCKED:
            return [*refuse_locked(turn, speech), *done]
        if outcome not in {CONFIRMED, NOT_CHANGEABLE, UNCHANGED} or not turn.is_verified:
            # Left, or ended by a fault: the form has said so itself.
            return done
        soothe(turn, speech)
        order = await asyncio.to_thread(wiring.shop().order, turn.order_number or "")
        match outcome:
            case "confirmed":
                await self._change(turn, speech, order)
            case "unchanged":
                speech.say("utter_address_same", address_facts(order.number, order.address))
            case _:
                _say_closed(speech, order)
        ask_for_more(turn, speech)
        return [*done, set_slot("last_topic", "order_change_address")]

    async def _change(self, turn: Turn, speech: Speech, order: Order) -> None:
        key = EffectKey(turn.message_id, self.name())
        wanted = wanted_address(Progress(turn), order)
        try:
            changed = await asyncio.to_thread(wiring.shop().change_address, order.number, wanted, key, wiring.now())
        except AddressClosed:
            # It was dispatched between the restating and the yes.
            _say_closed(speech, await asyncio.to_thread(wiring.shop().order, order.number))
        else:
            speech.say("utter_address_changed", address_facts(order.number, changed.address))


def _say_closed(speech: Speech, order: Order) -> None:
    line = address_closed_line(order, wiring.now())
    speech.say(line.response, line.facts)
