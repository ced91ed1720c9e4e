"""Names of people: after the words that announce one (我叫, 收件人), or before 先生 and 女士."""

import re

from bot.spans import Span

_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|轩辕|宇文|长孙|独孤|申屠|闻人|澹台"
    "|公冶|宗政|濮阳"
)
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦"
    "俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦"
    "麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_SURNAME = rf"(?:{_COMPOUND}|[{_SINGLE}])"
_TITLE = "(?:先生|女士|小姐|太太)"
_ANNOUNCED = (
    r"(?:我叫|我的名字(?:是|叫)|姓名|名字|收件人|收货人|联系人)"
    r"(?:\s|[:,，：]|(?:要|请|帮我|想)?(?:改成|改为|换成|变成|更改为)|是|为|叫)*"
)
# A given name ends where one of these starts: without them “王小明电话” would be a name.
_END = (
    "(?=$|[^一-龥]|的|电话|手机|号码|地址|住|在|收|先生|女士|小姐|联系|订单|尾号|是|要|想|吧|吗|呢|啊|谢|就|这|我|他|她|给|和|"
    "麻烦|请|帮|改|换|送|寄|人|本人)"
)
_NAME = re.compile(rf"{_ANNOUNCED}({_SURNAME}(?:[一-龥]{{0,2}}?{_TITLE}|[一-龥]{{1,2}}?{_END}))")
# Not behind a verb whose last sign is itself a surname (改成李女士).
_TITLED = re.compile(rf"(?<![改换变])({_SURNAME}[一-龥]{{0,2}}?{_TITLE})")
_SURNAME_ONLY = re.compile(rf"(?:我姓|免贵姓|本人姓)\s*({_SURNAME}){_END}")
_NOT_NAMES = {
    "包括",
    "解决",
    "应该",
    "时间",
    "安排",
    "明天",
    "方便",
    "全部",
    "文字",
    "简单",
    "查询",
    "查一下",
    "成功",
    "时候",
}


def find_people(text: str) -> list[Span]:
    """People named in a folded line; a title stays part of the value (王女士)."""
    matches = [*_NAME.finditer(text), *_SURNAME_ONLY.finditer(text), *_TITLED.finditer(text)]
    return [
        Span("person", match.group(1), match.start(1), match.end(1))
        for match in matches
        if match.group(1) not in _NOT_NAMES
    ]
