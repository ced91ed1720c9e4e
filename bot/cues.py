"""Named wording that marks mood, grievance or bare facts: a few honest features beside the learnt ones."""

import re

import numpy as np
import numpy.typing as npt

_CUES: dict[str, str] = {
    "asks for a person": r"人工|真人|转接|找个?人|活人|(?:叫|让|找).{0,4}(?:经理|主管|领导)",
    "regulator": r"123(?:15|45)|工商|消协|消费者协会|监管|市监局|质检|举报",
    "law or media": r"律师|起诉|法院|法庭|告你们?|维权|曝光|媒体|记者|电视台|微博|抖音|小红书|差评|发到?网上",
    "says complaint": r"投诉",
    "insult": r"骗|垃圾|坑[人爹我]|恶心|无耻|有病|妈的|傻|滚|废物|忽悠|耍[我人]|糊弄|敷衍|踢皮球|要脸"
    r"|缺德|奇葩|黑心|流氓|智障",
    "reproach": r"什么(?:态度|玩意|破|东西|服务)|搞什么|干什么吃|凭什么|太(?:差|过分|慢|离谱|气人|让人)|气死"
    r"|无语|失望|受够|过分|离谱|没(?:人|一个).{0,3}(?:管|理|回)|不(?:管不|负责|作为|讲理|耐烦)|态度|推[来卸脱]"
    r"|呵呵|真行|可真|好意思|有意思吗",
    "broken promise": r"(?:说好|承诺|答应|保证|明明说|不是说).{0,14}(?:没|不|又|结果|还)|说话不算|不算数"
    r"|出尔反尔|言而无信|说一套",
    "refused": r"(?:不|拒绝|不肯|不让|不愿意?)(?:给|予|让|同意|处理|受理|退|赔|认账|承认|解决)",
    "pushing": r"怎么还|还没|还不|还要多久|快点|快些|赶紧|赶快|尽快|马上|催|(?<![不别])急|到底|多久了"
    r"|都.{0,4}[天周月]了|一直|再不|等了|迟迟",
    "again": r"第[二三四五六2-6]次|[好几多]次|几遍|又(?:是|来|没|坏|问|打)|再[一三]|反复|每次|问了",
    "worry": r"担心|害怕|怕.{0,6}[不没错丢]|会不会|不会是|急用|等着用|怎么办|出(?:什么)?问题|丢了"
    r"|靠谱吗|放心",
    "no hurry": r"不(?:着)?急|没关系|没事|不要紧|慢慢",
    "polite": r"请问|谢谢|麻烦|您|劳驾",
    "exclamation": r"!",
    "heavy punctuation": r"[!?]{2,}|\?.*\?|\.{3,}|。{2,}|…",
    "question": r"\?|吗|呢|怎么|什么|多少|哪|几",
    "order number": r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)",
    "mobile number": r"(?<!\d)1[3-9]\d{9}(?!\d)",
    "four digits": r"(?<!\d)\d{4}(?!\d)",
    "only digits": r"^[\d\s-]+$",
    "address": r"[省市区县镇].*[路街道巷弄号村]|[路街道巷弄]\s*\d+\s*号|小区|\d+\s*[栋幢单元室]",
    "own name": r"我叫|我姓|姓名|收件人",
    "two characters": r"^.{1,2}$",
    "short": r"^.{3,7}$",
    "long": r"^.{30,}",
}
_PATTERNS = tuple(re.compile(pattern, re.DOTALL) for pattern in _CUES.values())


def names() -> tuple[str, ...]:
    """The cues in the order of the columns that `cues` returns."""
    return tuple(_CUES)


def cues(texts: list[str]) -> npt.NDArray[np.float32]:
    """Which cues each canonical text holds, shape (texts, cues), 1.0 or 0.0."""
    rows = [[1.0 if pattern.search(text) else 0.0 for pattern in _PATTERNS] for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), len(_PATTERNS))
