"""Ways of typing that stand for a word: pinyin, its first letters, and slips of pinyin keyboards."""

import re

# Keyboards offer the wrong word of the same sound; the right one is what every other line is about.
_SLIPS: dict[str, str] = {
    "订单": "定单 丁单 钉单 订弹",
    "发票": "发漂 发飘 法票 发瓢 发嫖 fa票",
    "专票": "砖票",
    "抬头": "台头 抬投",
    "退货": "退贷 推货 退火 腿货",
    "退款": "推款 退欵 退歀 退软 腿款 退宽",
    "换货": "唤货 换贷 换火",
    "发货": "发贷 法货",
    "收货": "收贷",
    "签收": "千收 签受",
    "拒收": "据收 巨收",
    "快递": "快弟 块递 筷递 快逓",
    "物流": "物留 物溜 务流",
    "配送": "配松 佩送",
    "派送": "派松",
    "运费": "运废",
    "地址": "地扯 地止 弟址",
    "账号": "帐号",
    "账户": "帐户",
    "登录": "登陆 登路",
    "优惠券": "优惠卷 优惠劵 优会券 优惠圈",
    "价保": "价宝",
    "保价": "宝价",
    "差价": "叉价",
    "客服": "客伏 刻服 客付 客夫 克服",
    "人工": "人公 仁工",
    "维修": "唯修 惟修",
    "保修": "保休",
    "售后": "瘦后 售候",
    "安装": "安状 安妆 按装",
    "投诉": "头诉 透诉 投述 投素",
    "催一下": "崔一下 摧一下",
    "到账": "到帐",
    "支付": "支负",
    "付款": "付欵",
    "取消": "取削",
    "修改": "休改",
    "预约": "预月",
    "已经": "以经 己经 已京",
    "什么时候": "什么时侯 啥时侯 神马时候 什莫时候",
    "什么": "神马 什莫 甚么 什麽 森么",
    "怎么": "肿么 怎莫 怎麽 咋么",
    "为什么": "为毛 为什麽",
    "没有": "木有",
    "知道": "资道 知到",
    "这样": "酱紫 介样",
    "东西": "东东",
    "谢谢": "蟹蟹 谢谢谢",
    "再见": "债见 在见",
    "质量": "质良",
    "正品": "政品",
    "遥控器": "摇控器",
    "洗衣机": "洗一机 洗医机",
    "热水器": "热水气",
    "空调": "空条",
    "冰箱": "冰厢 兵箱",
    "滤芯": "滤心 滤新 虑芯",
}

# First letters (jp) and full pinyin as people type them; only where no other sign of the Latin alphabet touches them.
_LETTERS: dict[str, str] = {
    "客服": "kf kefu",
    "人工": "rengong",
    "订单": "dd dingdan",
    "发票": "fp fapiao",
    "退款": "tk tuikuan",
    "退货": "tuihuo th",
    "换货": "huanhuo",
    "发货": "fh fahuo",
    "快递": "kd kuaidi",
    "物流": "wl wuliu",
    "地址": "dz dizhi",
    "运费": "yf yunfei",
    "优惠券": "yhq",
    "多少钱": "dsq duoshaoqian",
    "什么时候": "smsh shenmeshihou",
    "什么": "sm shenme shm",
    "怎么": "zm zenme",
    "为什么": "wsm weishenme",
    "没有": "meiyou",
    "知道": "zhidao",
    "不知道": "bzd",
    "谢谢": "xiexie 3q thx thanks thankyou tks",
    "你好": "nihao",
    "在吗": "zaima",
    "再见": "zaijian bye byebye",
    "好的": "haode",
    "可以": "keyi",
    "投诉": "tousu",
    "售后": "shouhou",
    "维修": "weixiu",
    "安装": "anzhuang",
    "洗衣机": "xyj",
    "电话": "dianhua tel",
}


def _table(words: dict[str, str]) -> dict[str, str]:
    return {typed: word for word, typings in words.items() for typed in typings.split()}


def _any(typings: dict[str, str]) -> str:
    return "|".join(re.escape(typed) for typed in sorted(typings, key=len, reverse=True))


_WORD_OF_SLIP = _table(_SLIPS)
_WORD_OF_LETTERS = _table(_LETTERS)
_SLIP = re.compile(_any(_WORD_OF_SLIP))
_TYPED = re.compile(rf"(?<![a-z0-9.:/@#_-])(?:{_any(_WORD_OF_LETTERS)})(?![a-z0-9.:/@_-])")


def spelled_out(text: str) -> str:
    """Canonical text (lower case) with these ways of typing as the words they stand for."""
    text = _SLIP.sub(lambda match: _WORD_OF_SLIP[match.group()], text)
    return _TYPED.sub(lambda match: _WORD_OF_LETTERS[match.group()], text)
