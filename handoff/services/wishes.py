"""Plain words that decide without a model: back to the bot, yes to a person, no to a person."""

import re

from handoff.domain.message import Parse

_BACK = re.compile(
    r"(返回|转回|换回|回到|退回|还是(问|找|用)|继续(由|用|问|找))[^，。！？,.!?]{0,2}(智能客服|智能助理|机器人|智能)"
    r"|^\W*转(智能客服|机器人)"
    r"|(不|别|不用|不想|不要)(再)?(等|排队?|转人工)(了|啦|吧)|取消排队|退出排队"
)
_NOT_BACK = re.compile(r"(不|别|不要|不想|不用)(再)?(返回|转回|换回|回到|找|和|跟)|投诉|举报|12315")
# A longer line tells a story; what it says in passing decides nothing.
_PLAIN_WISH = 20
_YES = re.compile(
    r"^\W*(转|要|需要|好|可以|行|是|对|嗯|转吧|转人工|转接|麻烦转|帮我转|人工|登记)(的|吧|啊|呀|一下|客服)?\W*$"
)
_NO = re.compile(
    r"^\W*((暂时|先)?(不|别|无需|算)(用|要|需要|必|了|想|转接?|接)*(到|给)?(人工|客服|真人)*(了|吧|啦|啊)*\W*)+(谢谢|感谢)?您?\W*$"
)
_STAY = re.compile(r"继续由?智能客服")


def wants_the_bot_back(text: str) -> bool:
    return len(text) <= _PLAIN_WISH and bool(_BACK.search(text)) and not _NOT_BACK.search(text)


def is_no(text: str, parse: Parse | None) -> bool:
    return bool(_NO.match(text) or _STAY.search(text)) or _is(parse, "deny")


def is_yes(text: str, parse: Parse | None) -> bool:
    if _NO.match(text) or _STAY.search(text):
        return False
    return bool(_YES.match(text)) or _is(parse, "affirm") or _is(parse, "human_request")


def _is(parse: Parse | None, intent: str) -> bool:
    return parse is not None and parse.intent == intent and not parse.fallback
