"""Taboo meanings are found in any wording, script and disguise, and not in polite lines that share their words."""

import pytest

from register import check

TABOO = [
    # not knowing, not being able, and excuses
    "这我哪儿知道", "您问我，我问谁去", "我也没辙", "这块我不熟悉",
    "我刚来的，不太会", "没人教过我", "这个谁也说不准",
    # disowning
    "这不归我们管", "那是物流的事，跟我们没关系", "不是我负责的", "您找厂家去吧",
    "您问快递吧", "您自己上网查", "自己想办法",
    # impatience
    "着什么急", "您别一直催", "有话快说", "我这会儿正忙着",
    "马上要下班了", "您明天再来问吧", "真啰嗦", "烦不烦",
    # provoking and blaming
    "有能耐您就去投诉", "想投诉就投诉", "您怎么现在才说", "为什么不早点讲",
    "我不是跟您讲过了吗", "都解释过好几遍了", "您怎么又问",
    # interrogating
    "听懂了没", "您到底有没有在听", "您听我讲完", "您先别说话",
    "大声一点", "您说什么？我没听清", "您是谁啊", "您讲得太快了",
    "就拨这个号码", "有没有搞错", "您搞错了吧", "您这人怎么这样", "您有毛病吧",
    # curt refusals
    "规定就是这样", "爱买不买", "随便您", "不能退就是不能退",
    "那您想怎么样", "慢慢等着吧", "一分钱一分货", "用不起就别用",
    "您冲我发什么火", "您态度好一点", "不信您自己去看", "这点小事也值得投诉", "有必要为这点钱闹吗",
]  # fmt: skip

DISGUISED = [
    "我不曉得",
    "這事不歸我管",
    "你怎麼不早說",
    "妳急什麼呀",
    "不 知 道",
    "不　知　道！",
    "没·办·法",
    "急*什*么",
    "我要下班了嘛",
    "不\u200b清\u200b楚",
    "ｓｂ",
]

POLITE = [
    "请您别着急 什么问题都可以告诉我",
    "您的投诉已经登记，专员会在24小时内答复您。",
    "如果您对结果不满意，可以拨打投诉电话400-800-1234。",
    "维修师傅今天已经下班，我为您预约明天9:00上门。",
    "您明天可以再次尝试，如仍无法登录，请联系我们。",
    "请问我的说明您清楚吗？",
    "这台洗衣机的滚筒容量为10公斤。",
    "您可以自己查询物流，也可以由我为您查询。",
    "我已经催促仓库，今天18:00前给您答复。",
    "这不是您的错，是系统显示有误，非常抱歉。",
    "请问是您本人操作的吗？",
    "本业务不在在线客服的受理时间内，请您9:00后联系。",
    "您没有收到短信时，请检查拦截设置。",
    "请您不要随意拆卸机身，以免触电。",
    "感谢您不厌其烦地配合核实。",
    "客服下班后，您可以留言，我们会在次日9:30前回复。",
    "这是我们的问题，与您无关，非常抱歉。",
    "您可以考虑好再下单，优惠在11月30日前有效。",
]


@pytest.mark.parametrize("text", TABOO)
def test_a_taboo_meaning_is_found(text: str) -> None:
    assert {finding.rule for finding in check(text).findings} & {"R04", "R05", "R06"}


@pytest.mark.parametrize("text", DISGUISED)
def test_a_disguise_does_not_help(text: str) -> None:
    finding = next(finding for finding in check(text).findings if finding.rule == "R04")

    assert finding.span == text[finding.start : finding.end]


@pytest.mark.parametrize("text", POLITE)
def test_a_polite_line_with_the_same_words_passes(text: str) -> None:
    assert check(text).findings == ()


def test_a_taboo_line_is_never_rewritten() -> None:
    assert check("你急什么").rewritten is None
