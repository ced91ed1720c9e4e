"""A masked line names nobody, still reads like the line it was, and its entities stand where they belong."""

import re

import pytest

from handoff.domain.studio.annotation import Span
from tests.domain.studio.masked import MASKING, masked, said_of


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("我手机13857120936", r"我手机154\d{8}"),
        ("电话138 5712 0936随时打", r"电话154 \d{4} \d{4}随时打"),
        ("联系139-0571-2233，急", r"联系154-\d{4}-\d{4}，急"),
        ("+8613600571234这个号打得通", r"\+86154\d{8}这个号打得通"),
        ("换成１５９６７１１２３４５", r"换成１５４[０-９]{8}"),
        ("打一三八五七一二零九三六", r"打一五四[零一二三四五六七八九]{8}"),
        ("打幺三八，五七幺二零九三六吧", r"打幺三八，[零一二三四五六七八九]{8}吧"),
        ("加1 3 8 5 7 1 2 0 9 3 6", r"加1 5 4( \d){8}"),
        ("打13８5712零九36", r"打15４\d{4}[零一二三四五六七八九]{2}\d{2}"),
        ("座机0571-88886666", r"座机0571-1\d{7}"),
        ("办公室(010)65433210转8", r"办公室\(010\)1\d{7}转8"),
        ("打家里电话88886666", r"打家里电话88\d{6}"),
        ("尾号0936", r"尾号\d{4}"),
        ("后四位是零九三六", r"后四位是[零一二三四五六七八九]{4}"),
        ("您预留的手机138****0936", r"您预留的手机138\*\*\*\*\d{4}"),
        ("身份证330106199003074512", r"身份证99\d{16}"),
        ("身份证33010619900307451X实名", r"身份证99\d{15}[A-Z]实名"),
        ("卡号6222 0212 3456 7890 123", r"卡号62\d{2}( \d{4}){3} \d{3}"),
        ("退到6217001234567890123", r"退到62\d{17}"),
        ("邮箱wang.fang88@163.com", r"邮箱[a-z]{4}\.[a-z]{4}\d{2}@example\.com"),
        ("微信号wangfang_88", r"微信号[a-z]{8}_\d{2}"),
        ("加我vx：Fang1990abc", r"加我vx：[A-Z][a-z]{3}\d{4}[a-z]{3}"),
        ("扣扣号是12345678", r"扣扣号是12\d{6}"),
        ("qq 5566778", r"qq \d{7}"),
        ("取件码8-2-3011", r"取件码\d-\d-\d{4}"),
        ("验证码 482913 收到了", r"验证码 \d{6} 收到了"),
        ("税号91310115MA1K4ABC3X", r"税号91\d{6}[A-Z]{2}\d[A-Z]\d[A-Z]{3}\d[A-Z]"),
        ("订单261120003817怎么还没发货", r"订单26\d{10}怎么还没发货"),
        ("2611-2000-3817查一下", r"26\d{2}-\d{4}-\d{4}查一下"),
        ("261120003817三天没动了", r"26\d{10}三天没动了"),
        ("服务单FW261118000345", r"服务单FW26\d{10}"),
        ("顺丰SF1398720045518", r"顺丰SF13\d{11}"),
        ("我叫王小明", r"我叫.(先生|女士)"),
        ("我叫欧阳靖", r"我叫.(先生|女士)"),
        ("我姓钱", r"我姓."),
        ("姓周的那个师傅", r"姓.的那个师傅"),
        ("请转李经理", r"请转.经理"),
        ("我是客服林静，工号1001", r"我是客服.(先生|女士)，工号1001"),
        ("住文三路478号", r"住..路\d{3}号"),
        ("滨江区江南大道1088号海创大厦12楼1203", r"滨江区..大道\d{4}号..大厦\d{2}楼\d{4}"),
        ("锦绣江南小区9栋1203", r"..小区9栋\d{4}"),
        ("寄到浙江省杭州市余杭区****502室", r"寄到浙江省杭州市余杭区\*\*\*\*\d{3}室"),
    ],
)
def test_personal_data_gets_a_stand_in_of_its_kind(line: str, shape: str) -> None:
    text = MASKING.mask(line, "c1").text

    assert re.fullmatch(shape, text), text
    assert text != line


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-25下的单，19:00-21:00在家",
        "20261125下单，11月28号到",
        "付了1299.00元，退我50块",
        "才退￥1,299.00，还差100",
        "打400-820-8820没人接，12315投诉你们",
        "KFR-35GW空调1.5匹，功率1500瓦",
        "尺寸600*580*850，55寸，100%正品",
        "你们客服经理呢，先生您好",
        "我叫你们退款",
        "谢谢先生",
        "坐3号线去自提",
        "抬头写个人",
        "发票抬头上海明远物业管理有限公司",
        "密码8位够吗",
        "",
        "😀？？？",
    ],
)
def test_products_days_hours_sums_and_plain_words_stay(line: str) -> None:
    assert MASKING.mask(line, "c1").text == line


def test_what_the_parse_says_is_somebodys_is_masked_where_the_words_alone_do_not_tell() -> None:
    text = masked("[李建国](person) [翠苑四区](address) 抬头[杨光](invoice_title) 尾号[4417](phone_tail)").text

    assert re.fullmatch(r".(先生|女士) ..苑四区 抬头.(先生|女士) 尾号\d{4}", text)


def test_a_company_and_nobody_in_particular_stay() -> None:
    assert masked("抬头[杭州云启科技有限公司](invoice_title)").text == "抬头杭州云启科技有限公司"
    assert masked("抬头[个人](invoice_title)").text == "抬头个人"


def test_a_district_stays_and_the_house_does_not() -> None:
    assert masked("[成都市武侯区](address)能送吗").text == "成都市武侯区能送吗"
    text = masked("寄[江西省赣州市于都县贡江镇长征大道12号](address)").text
    assert re.fullmatch(r"寄江西省赣州市于都县..镇..大道\d{2}号", text)


def test_people_known_to_work_here_are_masked_by_name_alone() -> None:
    assert "林静" not in masked("林静答应我今天回复", names=["林静"]).text


def test_the_last_four_digits_fit_the_phone_they_stand_in_for() -> None:
    text = masked("手机[13857120936](phone)，尾号[0936](phone_tail)").text

    phone, tail = re.findall(r"\d+", text)
    assert phone.endswith(tail)


def test_the_same_original_has_one_stand_in_within_a_conversation_and_another_elsewhere() -> None:
    ways = ["订单261120003817", "单号 2611-2000-3817 呢", "订单２６１１２０００３８１７"]
    here = {re.sub(r"\D", "", _ascii(MASKING.mask(line, "c1").text)) for line in ways}
    there = re.sub(r"\D", "", MASKING.mask(ways[0], "c2").text)

    assert len(here) == 1
    assert there not in here


def test_without_the_secret_nobody_can_tell_the_stand_in() -> None:
    other = type(MASKING)(lambda *parts: MASKING.digest("another secret", *parts))

    assert other.mask("电话13857120936", "c1") != MASKING.mask("电话13857120936", "c1")


def test_entities_are_found_where_they_are_now_with_masked_values() -> None:
    line = (
        "[李建国](person)的[冰箱](product)，订单[2611 2000 3817](order_number)，[周六](date)送到"
        "[杭州市余杭区文一西路969号](address)，电话[138-5712-0936](phone)"
    )

    found = masked(line)

    person, product, order, day, address, phone = said_of(found)
    assert product == ("product", "冰箱")
    assert day == ("date", "周六")
    assert re.fullmatch(r".(先生|女士)", person[1])
    assert re.fullmatch(r"26\d\d \d{4} \d{4}", order[1])
    assert re.fullmatch(r"杭州市余杭区..路\d{3}号", address[1])
    assert re.fullmatch(r"154-\d{4}-\d{4}", phone[1])
    values = {span.entity: span.value for span in found.spans}
    assert values["order_number"] == order[1].replace(" ", "")
    assert values["phone"] == phone[1].replace("-", "")
    assert values["person"] is None


def test_a_value_never_brings_back_what_was_masked() -> None:
    line = "打13857120936"

    found = MASKING.mask(line, "c1", (Span(1, 12, "amount", "13857120936"),))

    assert "0936" not in str(found)


def test_a_canonical_value_stays_beside_words_that_stay() -> None:
    found = MASKING.mask("xyj坏了", "c1", (Span(0, 3, "product", "洗衣机"),))

    assert found.spans == (Span(0, 3, "product", "洗衣机"),)


@pytest.mark.parametrize("number", ["6222021234567890123", "7700112233445"])
def test_a_parse_that_saw_only_a_part_of_a_number_leaves_none_of_it(number: str) -> None:
    found = MASKING.mask(f"这个{number}退了", "c1", (Span(4, 8, "phone_tail", number[2:6]),))

    assert re.fullmatch(rf"这个{number[:2]}\d{{{len(number) - 2}}}退了", found.text)
    assert number[-5:] not in found.text


def test_spans_beyond_the_line_and_without_length_are_dropped() -> None:
    found = MASKING.mask("在吗", "c1", (Span(0, 0, "photo", "p1"), Span(1, 9, "person"), Span(-1, 1, "date")))

    assert found.spans == ()


def _ascii(text: str) -> str:
    return text.translate({ord("０") + digit: str(digit) for digit in range(10)})
