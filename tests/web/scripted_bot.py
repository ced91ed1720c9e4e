"""A bot that answers everything at once and raises a handoff when asked for a person; Rasa is tested elsewhere."""

from handoff.domain.conversation import HandoffReason
from handoff.domain.message import LineKind, Parse
from handoff.services.bot_port import BotReply, BotTurn, HandoffWish

ASK = "转人工"
_ANSWER = "您的订单已发出，预计2小时内更新物流信息。"


class ScriptedBot:
    async def turn(self, _message_id: str, _sender_id: str, text: str, _slots: object, _metadata: object) -> BotTurn:
        if ASK in text:
            return BotTurn(replies=(), parse=_parse("human_request"), handoff=HandoffWish(HandoffReason.ASKED))
        return BotTurn(replies=(BotReply(LineKind.ANSWER, _ANSWER),), parse=_parse("logistics_track"))

    async def parse(self, text: str) -> Parse:
        return _parse("human_request" if ASK in text else "inform")


def _parse(intent: str) -> Parse:
    return Parse(intent=intent, confidence=0.98, fallback=False, emotion="calm", emotion_score=0.9)
