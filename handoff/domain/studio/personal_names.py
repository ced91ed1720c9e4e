"""Names of people in a line: behind the words that announce one (我叫, 收件人), or before 先生 and 女士."""

import re
from dataclasses import dataclass

from handoff.domain.studio.personal import Found, Kind

_TWO_SIGNS = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫"
    "|轩辕|宇文|长孙|独孤|申屠|闻人|澹台|呼延|钟离|濮阳"
)
_ONE_SIGN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦"
    "俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农卓古吉缪简车项连芦褚娄"
    "窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘查麻苑迟邝池"
)
# These begin many words, too: they announce nobody by themselves.
_COMMON_WORDS = "于成应全关查单向项路连车明包方常高房商万安文白金石田马江解管简古米景席边商辛"
_NO_GIVEN = (
    "的了是在和或与吗呢嘛吧啊呀都也就不没有要给把写改换电话号码地址得到件户领导客服"
    "们个这那你我他她它您网收签什么怎为谢烦"
)
_GIVEN = f"(?:(?![{_NO_GIVEN}])[一-龥])"
_ANY = rf"(?:{_TWO_SIGNS}|[{_ONE_SIGN}])"
_SURE = rf"(?:{_TWO_SIGNS}|(?![{_COMMON_WORDS}]|(?<=[感谢多])谢|(?<=[上下本这每])周)[{_ONE_SIGN}])"
_TITLE = (
    "先生|女士|小姐|太太|师傅|经理|主管|店长|老师|阿姨|大姐|大哥|大爷|叔叔|奶奶|爷爷|律师|医生|队长|站长|总监|主任|老板"
    "|姐(?![姐妹夫])|哥(?![哥们])|总(?![是部共算会体得额价之])|生(?![日产活成气鲜效])"
)
_FORMAL = "先生|女士|小姐|太太|师傅|经理|主管|店长|老师|阿姨|大姐|大哥|律师|医生|队长|站长|主任|老板"
_END = (
    "(?=$|[^一-龥]|的|电话|手机|号码|地址|住|在|收|先生|女士|小姐|联系|订单|尾号|是|要|想|吧|吗|呢|啊|谢|就|这|我|他|她|给|和|麻烦|请|帮|改|换"
    "|送|寄|本人|签|代|那|了|写|填|已|也|都|不|为|将|会|正|很|工号)"
)
_ANNOUNCED = (
    r"(?:我叫|名字(?:是|叫)|姓名|(?:收件|收货|联系|签收|取件|寄件|代收|购买|下单|经办|持卡|开户)人|户主|业主|机主|抬头)"
    r"(?:姓名|名字)?(?:\s|[:：,，]|改成|改为|换成|应该是|是|为|叫|写|填)*"
)
_RULES = (
    re.compile(rf"{_ANNOUNCED}(?P<name>{_SURE}{_GIVEN}{{1,2}}?){_END}"),
    re.compile(
        rf"(?:我叫|收[件货]人|联系人|姓名)(?:\s|[:：,，]|改成|改为|换成|是|为|叫)*(?P<name>{_ANY}{_GIVEN}{{1,2}}?){_END}"
    ),
    re.compile(rf"(?:客服|坐席|专员|顾问)(?:我?是|叫)?(?P<name>{_SURE}{_GIVEN}{{1,2}})(?=$|[^一-龥]|工号)"),
    re.compile(r"我叫(?P<name>[阿小老][一-龥]{1,2}?)(?=$|[^一-龥])"),
    re.compile(rf"(?P<name>{_SURE}{_GIVEN}{{0,2}}?(?:{_FORMAL}))"),
    re.compile(rf"(?<![一-龥])(?P<name>{_ANY}(?:{_TITLE}))(?![一-龥])"),
    re.compile(r"(?:我姓|免贵姓|本人姓|(?<![一-龥])姓)\s*(?:是|[:：])?\s*(?P<name>(?!名)[一-龥])(?=$|[^一-龥\0]|的)"),
)
_NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        "方便 高兴 安排 包装 全新 明天 成功 应该 关于 查询 单号 连接 马上 白色 金色 石头 常用 万一 解决 管家 简单 许多"
        " 何时 何必 何况 何苦 任何 平时 周到 周围 周末 周一 周二 周三 周四 周五 周六 周日 钱款 余款 余额 米饭 牛奶 经理"
        " 许可 顾客 程序 温度 金额 费用 时间 本人 自己 专票 普票 个人 公司 单位 沙发 毛坯 钟点工 党员 华为"
        " 华东 华南 华北 武汉 温州 宁波 宁夏 沈阳 郑州 徐州 苏州 柳州 梅州 黄山 黄石 吉林 邵阳 龙岩",
    )
)
_UNTITLED = re.compile(f"(?:{_FORMAL})$")
_WHOLE = re.compile(rf"(?P<before>[小老阿])?(?P<surname>{_ANY}|[一-龥])(?P<given>[一-龥·]*?)(?P<title>{_TITLE})?")
_A_PERSON = re.compile(rf"{_ANY}[一-龥]{{1,2}}")
_AN_OFFICE = re.compile("公司|集团|厂|店|行|学|院|局|所|社|部|馆|中心|个人|单位|科技|贸易|工程|委|队|会")


@dataclass(frozen=True)
class Name:
    """小 before a surname stays with it."""

    before: str
    surname: str
    given: str
    title: str


def find_names(line: str) -> list[Found]:
    """People named in a line in plain signs, without what is known to be something else."""
    return [
        Found(*match.span("name"), Kind.PERSON)
        for rule in _RULES
        for match in rule.finditer(line)
        if _UNTITLED.sub("", match["name"]) not in _NO_NAMES
    ]


def is_person(title: str) -> bool:
    """Whether an invoice's title (抬头) is somebody's name."""
    return _A_PERSON.fullmatch(title) is not None and _AN_OFFICE.search(title) is None and title not in _NO_NAMES


def name_of(said: str) -> Name:
    """Its parts; what is no Chinese name is a surname as a whole."""
    match = _WHOLE.fullmatch(said.strip())
    if match is None:
        return Name("", said, "", "")
    before = match["before"] or ""
    if before and not match["given"] and not match["title"]:
        return Name(before, match["surname"], "", "")
    if before:
        # 阿强, 老张头: no surname can be told.
        return Name("", before + match["surname"], match["given"], match["title"] or "")
    return Name("", match["surname"], match["given"], match["title"] or "")
