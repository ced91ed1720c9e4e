"""The words of each trigger, and what only looks like them."""

import pytest

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Turn, judge


def reason_of(text: str, intent: str = "inform", *, fallback: bool = False) -> HandoffReason | None:
    found = judge([Turn(1, text, intent, fallback=fallback)])
    return found.reason if found else None


@pytest.mark.parametrize(
    "text",
    [
        "麻烦给我转人工",
        "转接一下人工客服吧",
        "我要的是人工客服",
        "能不能转人工",
        "怎么还不转人工",
        "要不转人工吧",
        "叫你们主管过来",
        "有没有真人啊",
        "人工！",
        "我想和人聊",
        "不是人工就别回了，给我转人工",
        "让你们经理联系我",
    ],
)
def test_an_explicit_wish_for_a_person_is_asked(text: str) -> None:
    assert reason_of(text) is HandoffReason.ASKED


@pytest.mark.parametrize(
    "text",
    [
        "你是人工吗",
        "您这边是真人客服吗？",
        "这是人工还是机器人",
        "不需要人工",
        "先不转人工",
        "别转人工了，我自己看看",
        "不用转人工，谢谢",
        "上门安装要人工费吗",
        "人工服务费怎么收",
        "这个扫地机要人工倒垃圾吗",
    ],
)
def test_speaking_of_people_is_not_asking_for_one(text: str) -> None:
    assert reason_of(text, "product_info") is None


def test_the_model_may_hear_the_wish_where_no_word_says_it() -> None:
    assert reason_of("能不能来个靠谱的", "human_request") is HandoffReason.ASKED
    assert reason_of("能不能来个靠谱的", "human_request", fallback=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "再不处理我就打12315",
        "我已经咨询过律师了",
        "等着我给你们打差评吧",
        "那就去工商局说",
        "我要找记者曝光",
        "发到抖音让大家看看",
        "法院见",
    ],
)
def test_regulator_lawyer_media_and_bad_reviews_are_threats(text: str) -> None:
    assert reason_of(text) is HandoffReason.THREAT


@pytest.mark.parametrize(
    "text",
    [
        "订单号202612315408",
        "手机13812345678",
        "快递单号 SF1231512345",
        "可以用工商银行的卡付款吗",
        "这个音箱支持多媒体播放吗",
        "为什么这款有差评",
    ],
)
def test_numbers_banks_and_products_are_no_threats(text: str) -> None:
    assert reason_of(text, "product_info") is None


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("abuse", "你们就是一群饭桶"),
        ("abuse", "滚，别再发了"),
        ("abuse", "sb客服"),
        ("complaint", "师傅装到一半就走了，态度恶劣"),
        ("complaint", "说好的周三送，结果人影都没有"),
        ("complaint", "别再敷衍我了"),
        ("complaint", "我要投诉安装师傅"),
        ("churn", "把我的账号注销掉"),
        ("churn", "会员帮我退了吧，不想要了"),
        ("churn", "以后再也不在你们这儿买了"),
        ("special_needs", "我今年七十六了，眼睛看不清，不会操作"),
        ("special_needs", "我耳朵听不见，没法接电话"),
        ("special_needs", "家里老母亲坐轮椅，出不了门"),
        ("out_of_authority", "同一单扣了我两次钱"),
        ("out_of_authority", "退款少退了我五十"),
        ("out_of_authority", "地板泡坏了你们得赔偿"),
        ("out_of_authority", "就超了一天，能不能通融一下"),
        ("repeat_unresolved", "我已经问了三遍了"),
        ("repeat_unresolved", "问题到现在还没有解决"),
        ("not_understood", "答非所问"),
        ("not_understood", "你没听懂我的意思"),
    ],
)
def test_each_trigger_is_heard_in_plain_words(reason: str, text: str) -> None:
    assert reason_of(text) is HandoffReason(reason)


@pytest.mark.parametrize(
    "text",
    [
        "滚筒和波轮哪个省水",
        "垃圾桶有货吗",
        "气死我了哈哈哈又没抢到",
        "笑死，这广告太好玩了",
        "帮我取消这个订单",
        "七天内想退货，怎么操作",
        "有没有适合老人用的电饭煲",
        "给爸妈买的，哪款大一点",
        "两张优惠券可以一起用吗",
        "邮费谁出",
        "我不投诉，就是问问",
        "发票可以开两次吗",
        "顾客给我店里一个差评，能删吗",
        "请问怎么用？我没看懂说明书",
    ],
)
def test_harmless_words_need_nobody(text: str) -> None:
    assert reason_of(text, "product_info") is None


@pytest.mark.parametrize(
    ("reason", "text", "words"),
    [
        ("asked", "麻烦 轉 人工", "轉 人工"),
        ("threat", "不退我就打１２３１５", "１２３１５"),
        ("abuse", "你们这帮人 S B 客服", "S B"),
        ("asked", "i want to talk to a Human please", "talk to a Human"),
    ],
)
def test_other_spellings_are_heard_and_quoted_as_they_were_written(reason: str, text: str, words: str) -> None:
    found = judge([Turn(1, text, "inform")])

    assert found is not None
    assert (found.reason, text[found.start : found.start + len(found.words)]) == (HandoffReason(reason), found.words)
    assert words in found.words
