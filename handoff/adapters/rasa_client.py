"""Rasa behind its channel: one try of eight seconds, one more, then BotFault."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import stamina
import structlog

from handoff.domain.card import Card, card_of
from handoff.domain.conversation import HandoffReason
from handoff.domain.errors import BotFault
from handoff.domain.message import Button, LineKind, Parse, Source
from handoff.domain.ticket import Priority
from handoff.services.bot_port import WISH_KINDS, BotReply, BotTurn, HandoffWish, TicketWish

SILENT_AFTER_SECONDS = 8.0
_BETWEEN_KNOCKS = 0.5
# As many as a trainer is shown.
_RANKED = 8
_CHANNEL = "/webhooks/heyan"
_WISH_TEXTS = (
    "category",
    "department",
    "demand",
    "order_number",
    "product",
    "service_number",
    "contact_phone",
    "convenient_time",
)
_log = structlog.get_logger()


@dataclass(frozen=True)
class RasaClient:
    """`http` carries the base address and the secret. Repeating a turn is safe: Rasa answers a known id from store."""

    http: httpx.AsyncClient

    async def turn(
        self, message_id: str, sender_id: str, text: str, slots: dict[str, object], metadata: dict[str, object]
    ) -> BotTurn:
        answer = await self._ask(
            "/turn",
            {"message_id": message_id, "sender_id": sender_id, "text": text, "slots": slots, "metadata": metadata},
        )
        try:
            return _turn(answer)
        except (KeyError, TypeError, ValueError) as error:
            # Words that are not agreed on: the customer gets the fault line instead of a message tried for ever.
            raise BotFault(f"Rasa /turn: {error!r}") from error

    async def parse(self, text: str) -> Parse:
        return _parse(await self._ask("/parse", {"text": text}))

    async def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            async for attempt in stamina.retry_context(
                on=(httpx.HTTPError, TimeoutError), attempts=2, timeout=None, wait_initial=0.2, wait_max=0.5
            ):
                with attempt:
                    async with asyncio.timeout(SILENT_AFTER_SECONDS):
                        response = await self._reach(path, body)
                    response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            raise BotFault(f"Rasa {path}: {error!r}") from error
        return answer

    async def _reach(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """A Rasa that is not there at all has died and is being started again: knock until it opens."""
        while True:
            try:
                return await self.http.post(_CHANNEL + path, json=body, timeout=SILENT_AFTER_SECONDS)
            except httpx.TimeoutException:
                raise
            except httpx.TransportError:
                await asyncio.sleep(_BETWEEN_KNOCKS)


def rasa_http(base_url: str, secret: str) -> httpx.AsyncClient:
    """Loopback only, so no proxy of the environment may come between."""
    return httpx.AsyncClient(base_url=base_url, headers={"Authorization": f"Bearer {secret}"}, trust_env=False)


def _turn(answer: dict[str, Any]) -> BotTurn:
    directive = answer.get("directive") or {}
    wanted = directive.get("handoff")
    return BotTurn(
        replies=tuple(
            BotReply(
                LineKind(reply["kind"]),
                reply["text"],
                tuple(Button(button["title"], button["text"]) for button in reply.get("buttons", ())),
                _card(reply.get("card")),
                _source(reply.get("source")),
            )
            for reply in answer["replies"]
        ),
        parse=_parse(answer["parse"]),
        slots=answer.get("slots", {}),
        handoff=HandoffWish(HandoffReason(wanted["reason"]), wanted) if wanted else None,
        close=bool(directive.get("close")),
        tickets=tuple(_wish(wanted) for wanted in answer.get("tickets", ())),
    )


def _card(value: dict[str, Any] | None) -> Card | None:
    """None too where it is no card: it only repeats the text beside it, which must reach the customer all the same."""
    if not value:
        return None
    try:
        return card_of(value)
    except (KeyError, TypeError, ValueError) as error:
        _log.warning("bot.card_unreadable", why=repr(error))
        return None


def _source(value: dict[str, Any] | None) -> Source | None:
    return Source(str(value["id"]), str(value["title"])) if value else None


def _wish(value: dict[str, Any]) -> TicketWish:
    if value["kind"] not in WISH_KINDS:
        raise ValueError(f"ticket of kind {value['kind']!r}")
    said = {name: _said(value.get(name)) for name in _WISH_TEXTS}
    return TicketWish(
        kind=value["kind"],
        **said,
        priority=Priority(value["priority"]) if value.get("priority") else None,
        due_at=_instant(value["due_at"]) if value.get("due_at") else None,
    )


def _said(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {value}")
    return instant


def _parse(value: dict[str, Any]) -> Parse:
    return Parse(
        intent=value["intent"]["name"],
        confidence=value["intent"]["confidence"],
        fallback=value["fallback"],
        emotion=value["emotion"]["label"],
        emotion_score=value["emotion"]["score"],
        complaint=value["complaint"],
        degraded=value["degraded"],
        entities=tuple(value["entities"]),
        signals=value.get("signals"),
        ranking=tuple((one["name"], one["confidence"]) for one in value.get("intent_ranking", ())[:_RANKED]),
    )
