"""Whether an agent's line answers anything: greeting, thanking, restating and asking to wait do not."""

import re

_COURTESY = re.compile(
    r"(您好|你好|早上好|上午好|中午好|下午好|晚上好|请?您?(稍等|稍候|等待|耐心等待)(一下|片刻|一会儿?)?|"
    r"(非常|十分|很)?(感谢|谢谢)您?(的)?(等待|等候|耐心等待|理解|支持|配合|来访|咨询)?([与和及]?(理解|支持|配合))?|"
    r"(很|非常|十分)?抱歉(让您久等了?)?|让您久等了?|请问有什么可以帮(助)?您的?(吗)?|(很)?高兴为您服务|"
    r"(我|这边|正在|马上|现在|立即|这就|先)+[为帮给]您(查询|核实|处理|查看|确认|查)(中|一下)?|"
    r"(正在|马上|现在)(查询|核实|处理|查看)(中)?|好的|收到|明白)"
)
_WAIT = re.compile(r"稍等|稍候|等待|等候")
# Beside a request to wait a time is its limit (R09), not an answer.
_LIMIT = re.compile(r"(预计|约|大约|将在|将于)?\d+(分钟|小时)(之?内|左右)?(给您|为您)?(回复|答复)?")
_NAMES = re.compile(r"(我是|这里是)?[一-鿿]{0,8}(客服|坐席)[一-鿿]{0,4}|工号[:：]?\s*\d+|[一-鿿]{1,3}(先生|女士)")
# “就您所提到的‘…’一事，现在由我为您处理”: the matter restated (R10), which answers nothing yet.
_RESTATED = re.compile(r"就?您所?(提到|反映|咨询|说)的[“「\"][^”」\"]*[”」\"](一事|的?问题)?")
_TAKEN_ON = re.compile(
    r"(现在|接下来)?由我(来)?[为给]您(核实|处理|跟进|服务|并|和|、)+|给您带来(了)?(不好的体验|不便)|(非常|十分|很)?抱歉"
)
_REST = re.compile(r"[\s\W_的了吧呢吗啊呀哦为您请再]+")


def has_substance(text: str) -> bool:
    """True when something is left once greetings, thanks, names and requests to wait are taken away."""
    timed = _LIMIT.sub("", text) if _WAIT.search(text) else text
    own = _TAKEN_ON.sub("", _RESTATED.sub("", timed))
    return bool(_REST.sub("", _COURTESY.sub("", _NAMES.sub("", own))))
