"""Who acts upon whom: strong words count against us only, not what is told of others or asked as a plain question."""

import re

from handoff.domain.escalation.spelling import folded

ADDRESSED = re.compile(
    r"你(?!好)|您(?!好)|贵(?:司|店|公司)|安禾|客服|售后|商家|卖家|平台|师傅|快递|物流|送货|配送|安装|维修|服务|机器人|投诉"
)
# Strong words about these are about the customer's own life.
OTHERS = (
    r"(?:老板|领导|上司|同事|甲方|前任|前(?:男|女)友|(?:男|女)朋友|对象|老公|老婆|媳妇|室友|舍友|房东|邻居|楼[上下]"
    r"|隔壁|[我堂表](?:姐|哥|弟|妹|爸|妈)|婆婆|丈母娘|亲戚|老师|教练|同学|学生|队友|对手|裁判|主播|主持人|明星|博主|网红|网友"
    r"|有人|别人|人家|他们?|她们?|熊孩子|我家?(?:娃|孩子|儿子|女儿)|猫咪?)"
)
_ELSEWHERE = re.compile(
    OTHERS + r"|国足|球队|(?:球|比)赛|防守|世界杯|游戏|排位|上分|副本|抽卡|考试|高考|考研|考[砸糊]|作业|论文|面试"
    r"|加班|上班|开会"
    r"|堵车|地铁|天气|[天太]热|高温|下雨|下雪|雾霾|股票|基金|大盘|房贷|失恋|分手|相亲|减肥|体重|电影|电视剧|追剧|小说|结局"
    r"|新闻|综艺|演唱会|彩票"
)
# Who makes an act hang on what we do speaks to us, whoever else is named.
_OR_ELSE = re.compile(
    r"不然|否则|再不|要不就|信不信|非要|非得|别?逼我|(?:想|要|等)(?:让|着)?我(?:去|打|找|告|报)"
    r"|不[^,。!?]{1,8}[我就](?!是)"
)
LAUGHED = re.compile(r"哈哈|嘻嘻|嘿嘿|笑死|笑疯|开(?:个)?玩笑|逗你|233+|hhh|😂|🤣|狗头")
# A question that goes with an act of the customer’s own is no mere question.
_OUR_MATTER = re.compile(r"我(?:们)?(?:要|会|去|就|已经|找|打|发|告|给|直接)|投诉|举报|赔")
_ASKED_ABOUT = re.compile(
    r"^有没有|来着|是(?:啥|什么|干[嘛啥什]|哪|谁)|干[嘛啥]用?的|什么意思|有(?:什么|啥)(?:用|区别)|(?:怎么|如何)(?:打|找|联系|投|写|填|去|走)"
    r"|(?:怎么|如何|几点|多少|哪个|哪种|哪款)[^。!?]{0,6}$|(?:吗|么|呢|不|没)(?:问问|[?]*$)|会怎么?样"
)


_SAID_BY_OTHERS = re.compile(OTHERS + r"[^,。!?]{0,4}(?:说|讲)[她他]?(?:要|会|想|给)")


def elsewhere(text: str) -> bool:
    """About the customer's own life: nobody of ours is spoken to or of."""
    line = folded(text).text
    return bool(_ELSEWHERE.search(line)) and not ADDRESSED.search(line)


def no_threat(text: str) -> bool:
    """Said in fun, told of others, or asked as anybody might ask."""
    line = folded(text).text
    if LAUGHED.search(line):
        return True
    if _OR_ELSE.search(line):
        return False
    return (
        elsewhere(text)
        or bool(_SAID_BY_OTHERS.search(line))
        or bool(_ASKED_ABOUT.search(line) and not _OUR_MATTER.search(line))
    )
