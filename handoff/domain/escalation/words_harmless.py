"""Strong words that mean no harm: laughed, delighted, settled long ago, one's own fault, or what others say."""

import re

from handoff.domain.escalation.spelling import folded

_LAUGHED = re.compile(
    r"哈哈|笑死|气笑|笑不活|嘻嘻|233+|hhh|开玩笑|投诉我自己|投诉率|(?P<so>[差高低好贵坑吵])不(?P=so)|开心死|爱死|美死|可爱|真香|yyds"
    r"|我自己(?:的)?(?:错|锅|问题|没|弄|装|选|点|填|买|手|太)|(?:怪|赖|是)我(?:自己|没|手|眼|太|粗心|记错|搞错|看错)|我的(?:错|锅)"
    r"|(?:我|本人)(?:真|就|可)?(?:是|像|好像)?(?:个|太)?(?:傻子|笨|蠢|糊涂|马虎|手残|眼瞎)|服了我自己|坑了我自己"
)
_DELIGHTED = re.compile(
    r"(?:太|好|真|超|贼|巨|绝)(?:好看|漂亮|香|好用|好吃|好喝|值|划算|爽|喜欢|惊喜|贴心)"
    r"|杀疯|绝绝子|爱了|放心买|心动|种草|神速|给力|下单了|抢到了|(?:很|挺|非常|特别)(?:满意|喜欢|好用)"
)
# Praise beside a fault, a delay or a loss is sarcasm.
_SPOILT = re.compile(
    r"真(?:有本事|行|会|能|厉害|敢|好意思)|佩服|呵呵|还(?:没|不)|又|坏|等了|没(?:人|用|到|发|退|来|收)|不(?:理|管|回|退|修|来|发|给)|[天周月次遍]了|半个?月|投诉|退[货款]|骗|扣|少了|吗[?？]*$"
)
_LONG_AGO = re.compile(r"去年|前年|上个?(?:月|周|次|回|礼拜|星期)|之前|以前|当时|那次|那时|早先|曾经|前阵子|前几天")
_ENDED_WELL = re.compile(
    r"(?:挺|很|还|蛮|非常|都|算|比较|特别|也)?(?:满意|还行|不错|挺好|很好|感谢|可以的|靠谱|快|及时|负责)|(?:给|点)个?赞|表扬|(?:早|都|已经?|后来|总算|最后)(?:就|都|给|帮|也)?"
    r"[^,。!?]{0,6}(?:解决|处理好|弄好|修好|换了新|退了|赔了|没事|过去了)"
)
_HEARSAY = re.compile(
    r"(?:评论|评价|差评|网上|别人|有人|听说|看到|看见|看新闻|新闻|邻居|同事|朋友|刷到|种草)[^。!?]{0,12}(?:说|讲|反映|反馈|提到|差评|吐槽|推荐|有个?)"
    r"[^。!?]{0,24}(?:真的假的|真的吗|是真|是吗|吗|么|嘛|没|不会|[?])|(?:听说|看新闻|新闻[上里]?说)[^。!?]{2,24}(?:吗|么|没|[?])$"
)


def no_harm(text: str) -> bool:
    """The feeling of such a line, and a grievance heard in it, is the model's mistake."""
    line = folded(text).text
    if _LAUGHED.search(line) or _settled(line) or _HEARSAY.search(line):
        return True
    return bool(_DELIGHTED.search(line)) and not _SPOILT.search(line)


def told_of(line: str) -> bool:
    """Told of what is over, or of what others say: no word in it is meant against us."""
    return _settled(line) or bool(_HEARSAY.search(line))


def _settled(line: str) -> bool:
    return bool(_LONG_AGO.search(line) and _ENDED_WELL.search(line)) and not _OPEN_AGAIN.search(line)


_OPEN_AGAIN = re.compile(
    r"(?:现在|结果|但是|可是|今天|又|还是)[^。!?]{0,10}(?:不|没|坏|又|漏)|没(?:有)?(?:解决|处理|退|赔)|不(?:满意|解决|错过)|至今|到现在"
)
