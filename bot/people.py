"""Names of people: after the words that announce one (我叫, 收件人), or before 先生 and 女士."""

import re
from collections.abc import Sequence

from bot.spans import Span, blank_out
from bot.wording import any_of, words

_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|轩辕|宇文|长孙|独孤|申屠|闻人|澹台"
    "|公冶|宗政|濮阳|钟离"
)
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦"
    "俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦"
    "麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
# These surnames are common words, too, and often stand before a name (和张先生).
_WORDLIKE = "和时于从应全关查单项路连车司明包方常成高向房商万安"
_NEVER = "和时从应全查单项商房"
_NOT_GIVEN = (
    "的了是在和或与吗呢嘛吧啊都也就不没有要给把写改换电话号码地址得到件户证领导客服们个这那你我他她它先网收签好"
)
_GIVEN = f"(?:(?![{_NOT_GIVEN}])[一-龥])"
_SURNAME = rf"(?:{_COMPOUND}|(?![{_NEVER}])[{_SINGLE}])"
_SURE_SURNAME = rf"(?:{_COMPOUND}|(?![{_WORDLIKE}]|(?<=[感谢多])谢)[{_SINGLE}])"
_TITLE = "(?:先生|女士|小姐|太太)"
_POST = (
    "(?:师傅|经理|主管|店长|老师|阿姨|大姐|大哥|姐(?![姐妹夫])|哥(?![哥们])|律师|医生|队长|总(?![是部共算会体得额价]))"
)
_KIN = any_of("妈妈? 爸爸? 老公 老婆 爱人 对象 同事 朋友 儿子 女儿 媳妇 姐姐? 妹妹? 哥哥? 弟弟?")
_ANNOUNCED = (
    r"(?:我叫|我的名字(?:是|叫)|姓名|名字|(?:收件|收货|联系|签收|取件|寄件|代收|购买|下单|经办)人|户主|业主|机主|收件|收货|联系)(?:姓名|名字|人名)?"
    r"(?:\s|[:,，：]|(?:要|请|帮我|想)?(?:改成|改为|换成|变成|更改为|改|换)|应该是|其实是|实际是|写的?是|写错了?|填错了?|写成了?|填成了?|错了|不对"
    rf"|写|填|是|为|叫|我(?:的)?(?:{_KIN}|先生)的?)*"
)
# A given name ends where one of these starts: without them “王小明电话” would be a name.
_END = (
    "(?=$|[^一-龥]|的|电话|手机|号码|地址|住|在|收|先生|女士|小姐|联系|订单|尾号|是|要|想|吧|吗|呢|啊|谢|就|这|我|他|她|给|和|"
    "麻烦|请|帮|改|换|送|寄|人|本人|签|代|那|，|了|写|填|已|也|都|不)"
)
_NAME = re.compile(rf"{_ANNOUNCED}({_SURNAME}(?:{_GIVEN}{{0,2}}?{_TITLE}|{_GIVEN}{{1,2}}?{_END}))")
_CHANGED = re.compile(
    rf"(?:收[件货]人|联系人|名字|姓名)[^。]{{0,14}}?(?:改成|换成|改为|换为|变成|应该是)({_SURNAME}{_GIVEN}{{1,2}}?){_END}"
)
# Not behind a verb whose last sign is itself a surname (改成李女士).
_TITLED = re.compile(
    rf"({_SURE_SURNAME}{_GIVEN}{{0,2}}?{_TITLE}|{_SURE_SURNAME}{_POST}|(?<![一-龥])[高方成常于关路车包安万]{_TITLE}"
    rf"|(?<=[系搵揾]){_SURE_SURNAME}(?:生|太))"
)
_SURNAME_ONLY = re.compile(rf"(?:我姓|免贵姓|本人姓|[是叫]?姓)\s*({_SURNAME}){_END}")
# “李雷签收的”, “给王芳打电话”, “我是陈静”: the words around say that it is somebody.
_SIGNED = re.compile(rf"(?:是|被|由|让|，|^|\s)({_SURE_SURNAME}{_GIVEN}{{1,2}}?)(?:签收|代收|代签|收的|收货|收件)")
_RELATIVE = re.compile(
    rf"我{_KIN}({_SURNAME}{_GIVEN}{{1,2}}?)(?=[下买拍的收签\s,，。]|电话|手机|$)"
    rf"|(?:联系|找|叫)(小{_SURE_SURNAME})(?=[吧了的\s,，。]|$)"
)
_COMMON = "王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜魏苏吕丁卢姚崔"
# A line that is nothing but a name answers our question for one; rarer surnames are too often other words.
_ALONE = re.compile(rf"^\s*([{_COMMON}]{_GIVEN}{{1,2}})[。.\s]*$")
_FIRST = re.compile(rf"^\s*((?:{_COMPOUND}|[{_COMMON}]{_GIVEN}){_GIVEN})(?=[\s,，])")
_IS_ME = re.compile(
    rf"(?:我是|本人|这里是)({_SURE_SURNAME}{_GIVEN}{{1,2}}?)(?=$|[\s,，。.!！]|的?(?:手机|电话|订单|号))"
)
_NOT_NAMES = frozenset(
    words(
        "包括 解决 应该 时间 安排 明天 方便 全部 文字 简单 查询 查一下 成功 时候 谢谢 麻烦 安装 安全 周末 周日 "
        "周一 周二 周三 周四 周五 周六 "
        "左右 费用 付款 金额 单号 单子 订单 查看 查下 高兴 关于 项目 包装 包邮 全新 温度 路上 连接 方法 方式 "
        "平台 白色 严重 于是 从来 范围 "
        "阳台 经理 万一 毛病 冷藏 冷冻 常用 明早 明晚 安抚 计划 应当 时段 何时 何人 席上 米饭 牛奶 钱款 水平 "
        "石头 金色 相同 项链 方便吗 方便的 "
        "安装费 解释 任何 于今 经过 单位 全款 全额 高级 江湖 封面 关闭 关机 符合 明细 明白 纪念 纪录 顾客 顾不上 "
        "管家 宁可 甘愿 步骤 包裹 习惯 "
        "车上 时效 华为 华东 华南 华北 苏宁 景区 广告 仇人 贺卡 牛皮 鲁莽 平时 屈服 白天 连夜 许多 曾经 何必 "
        "余额 周到 周围 宋体 何况 何苦 "
        "刘海 李子 杨梅 陈旧 陈述 胡说 胡闹 胡扯 杜绝 王者 王八 王八蛋 田里 余款 何意 何故 苏打"
    )
)
# A name of its own between other data: “李娜 13800000000 …”.
_SEGMENT = re.compile(rf"(?<![一-龥A-Za-z])({_SURNAME}{_GIVEN}{{1,2}}(?:{_TITLE})?)(?:[收签]|的)?(?![一-龥A-Za-z])")
_BETWEEN = re.compile(r"[\s,，、:：;；/|+。-]*")


def find_neighbours(text: str, others: Sequence[Span]) -> list[Span]:
    """Names that stand by themselves right beside a phone or an address, as on a parcel's label."""
    anchors = [span for span in others if span.entity in {"phone", "address"}]
    if not anchors:
        return []
    line = blank_out(text, others)
    return [
        Span("person", match.group(1), match.start(1), match.end(1))
        for match in _SEGMENT.finditer(line)
        if match.group(1) not in _NOT_NAMES and any(_are_side_by_side(line, match, span) for span in anchors)
    ]


def _are_side_by_side(line: str, match: re.Match[str], other: Span) -> bool:
    between = line[match.end() : other.start] if match.end() <= other.start else line[other.end : match.start()]
    return _BETWEEN.fullmatch(between) is not None


def find_people(text: str) -> list[Span]:
    """People named in a folded line; a title stays part of the value (王女士)."""
    patterns = (_ALONE, _FIRST, _NAME, _CHANGED, _RELATIVE, _SURNAME_ONLY, _TITLED, _SIGNED, _IS_ME)
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    return [
        Span("person", match[match.lastindex or 0], match.start(match.lastindex or 0), match.end(match.lastindex or 0))
        for match in matches
        if match[match.lastindex or 0] not in _NOT_NAMES
    ]
