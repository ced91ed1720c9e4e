"""Kinds of home appliances as customers call them, also those the catalogue lacks, and the slips of typing them."""

import re

from bot.spans import Span
from bot.wording import words

_KINDS = words(
    "洗衣机 洗烘一体机 洗烘机 烘干机 干衣机 烘衣机 脱水机 洗鞋机 烘鞋机 烘鞋器 冰箱 冰柜 冷柜 "
    "酒柜 制冰机 空调扇 空调 热水器 壁挂炉 小厨宝 电视机 电视 投影仪 投影机 音响 回音壁 功放 "
    "机顶盒 抽油烟机 吸油烟机 油烟机 烟机 集成灶 燃气灶 煤气灶 天然气灶 灶具 灶台 洗碗机 消毒柜 "
    "消毒碗柜 消毒机 微波炉 蒸烤一体机 微蒸烤一体机 蒸烤箱 蒸箱 电烤箱 烤箱 烤炉 空气炸锅 炸锅 "
    "电饭煲 电饭锅 饭煲 电压力锅 压力锅 高压锅 电高压锅 压力煲 电炖锅 电炖盅 电火锅 电煮锅 "
    "电蒸锅 电热锅 多功能锅 炒菜机 电磁炉 电陶炉 电饼铛 电烤盘 电炒锅 面包机 三明治机 早餐机 "
    "多士炉 咖啡机 奶泡机 豆浆机 破壁机 料理机 榨汁机 榨汁杯 原汁机 绞肉机 和面机 厨师机 打蛋器 "
    "煮蛋器 酸奶机 电热水壶 热水壶 烧水壶 电水壶 开水壶 水壶 养生壶 保温壶 饮水机 茶吧机 净水器 "
    "净水机 直饮机 软水机 管线机 净饮机 前置过滤器 扫地机器人 扫拖机器人 扫拖一体机 扫地机 拖地机 "
    "洗地机 擦窗机器人 擦玻璃机器人 擦窗机 吸尘器 除螨仪 蒸汽拖把 电动拖把 加湿器 除湿机 除湿器 "
    "抽湿机 空气净化器 净化器 新风机 新风系统 电风扇 循环扇 落地扇 吊扇 台扇 风扇 冷风机 冷风扇 "
    "取暖器 暖风机 电暖器 电暖气 油汀 小太阳 踢脚线取暖器 浴霸 暖气片 电热毯 水暖毯 暖手宝 "
    "挂烫机 电熨斗 熨斗 吹风机 电吹风 卷发棒 直发器 剃须刀 刮胡刀 电动牙刷 冲牙器 美容仪 脱毛仪 "
    "按摩椅 按摩仪 筋膜枪 足浴盆 泡脚桶 洗脚盆 体重秤 体脂秤 血压计 智能门锁 智能锁 密码锁 "
    "指纹锁 门锁 可视门铃 晾衣机 晾衣架 智能马桶 马桶盖 垃圾处理器 厨余机 缝纫机 毛球修剪器 "
    "灭蚊灯 台灯 吸顶灯 排气扇 换气扇"
)
# The same goods by another word; the second is what the catalogue says.
_ALSO = {
    "雪柜": "冰箱",
    "焗炉": "烤箱",
    "电饭锅": "电饭煲",
    "饭煲": "电饭煲",
    "净水机": "净水器",
    "直饮机": "净水器",
    "冰柜": "冷柜",
    "电视机": "电视",
    "灶": "燃气灶",
    "灶台": "燃气灶",
    "天然气灶": "燃气灶",
    "吸油烟机": "油烟机",
    "热水煲": "电热水壶",
    "吸尘机": "吸尘器",
    "风筒": "吹风机",
    "洗一机": "洗衣机",
    "洗医机": "洗衣机",
    "洗衣鸡": "洗衣机",
    "洗衣几": "洗衣机",
    "冼衣机": "洗衣机",
    "冰厢": "冰箱",
    "兵箱": "冰箱",
    "冰相": "冰箱",
    "空条": "空调",
    "热水气": "热水器",
    "热水其": "热水器",
    "净水气": "净水器",
    "静水器": "净水器",
    "抽烟机": "油烟机",
    "油烟鸡": "油烟机",
    "微波卢": "微波炉",
    "电饭宝": "电饭煲",
    "电饭堡": "电饭煲",
    "吸尘气": "吸尘器",
    "扫地鸡": "扫地机",
    "洗碗鸡": "洗碗机",
    "kongtiao": "空调",
    "bingxiang": "冰箱",
    "xiyiji": "洗衣机",
    "xyj": "洗衣机",
    "reshuiqi": "热水器",
    "dianshi": "电视",
}
_SHAPES = (
    r"(?:滚筒|波轮|全自动|半自动|双[缸桶]|迷你|对开门|双开门|单[门开]|[双三四多]门|十字门|十字对开门?|法式|壁挂式?|挂壁式?|挂式|柜式|立式|卧式|中央|移动"
    r"|变频|嵌入式|台式|桌面|无线|手持|侧吸式?|顶吸式?|欧式|[双单]眼|即热式?|速热|储水式|电|燃气|煤气|天然气|太阳能|空气能|智能|家用|便携式?|便携|车载|儿童|婴儿"
    r"|液晶|激光|超声波|热泵|反渗透|厨下|双区|蒸汽|静音|风冷|直冷)*"
)
# 电视台 and 空调被 are no appliances.
_NOT = r"(?!剧|台(?!式|上)|被|房|费|衫|贴|票|柜子|师傅证)"
_WORDS = sorted({*_KINDS, *_ALSO}, key=len, reverse=True)
_CHINESE = "|".join(word for word in _WORDS if not word.isascii() and word != "灶")
_PINYIN = "|".join(word for word in _WORDS if word.isascii())
_PATTERN = re.compile(
    rf"{_SHAPES}(?P<kind>{_CHINESE}){_NOT}|(?<![a-z])(?P<pinyin>{_PINYIN})(?![a-z])|(?P<stove>灶)(?!王|神)"
)


def find_kinds(text: str) -> list[Span]:
    """Kinds of goods in a folded lower-case line; the value is the usual word for it."""
    spans = []
    for match in _PATTERN.finditer(text):
        kind = str(match.group(str(match.lastgroup)))
        # 电风扇 is a word of its own, and not a 风扇 that is electric.
        kind = match.group() if match.group() in _WORDS else kind
        spans.append(Span("product", _ALSO.get(kind, kind), match.start(), match.end()))
    return spans
