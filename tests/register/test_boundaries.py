"""The boundary decisions of the norms: each sentence there is a pair of lines here, one either side."""

import pytest

from register import RegisterSettings, Verdict, check

BREACHES = [
    # R01
    ("R01", "你好，请稍候", "你"),
    ("R01", "你们的包裹到了", "你们"),
    ("R01", "妳的订单已发出", "妳"),
    ("R01", "赵小雨，您好，您的工单已关闭", "赵小雨"),
    ("R01", "尊敬的孙建国：您的退款已提交", "孙建国"),
    # R02
    ("R02", "已经为您改好了呢", "呢"),
    ("R02", "麻烦您发一张照片呢？", "呢"),
    ("R02", "这款是银色的呢，您可以看看", "呢"),
    ("R02", "支持分期嘛，很方便", "嘛"),
    ("R02", "已经寄走啦", "啦"),
    ("R02", "可以的呀", "呀"),
    ("R02", "没有问题啊", "啊"),
    ("R02", "直接申请就行呗", "呗"),
    ("R02", "额，我看一下", "额"),
    ("R02", "已经提交了嗯", "嗯"),
    ("R02", "收到~", "~"),
    ("R02", "好的～马上为您查询", "～"),
    ("R02", "亲爱的，请您稍候", "亲爱的"),
    ("R02", "小妹为您查一查", "小妹"),
    ("R02", "妹子正在核对", "妹子"),
    ("R02", "小红人为您服务", "小红人"),
    ("R02", "不好意思，让您久等了", "不好意思"),
    ("R02", "已登记#E-s12", "#E-s12"),
    ("R02", "已登记[微笑]", "[微笑]"),
    ("R02", "已登记😊", "😊"),
    ("R02", "已登记(^_^)", "(^_^)"),
    ("R02", "親，已經寄出", "親"),
    ("R02", "晓得了，马上改", "晓得了"),
    ("R02", "咋回事，我看看", "咋"),
    # R03
    ("R03", "可能要3天", "可能要"),
    ("R03", "大概5天左右到货", "大概"),
    ("R03", "预计会有短信通知", "预计"),
    ("R03", "很快就会发货", "很快"),
    ("R03", "过会儿给您回复", "过会儿"),
    ("R03", "过两天会有人联系您", "过两天"),
    ("R03", "应该是吧", "应该是吧"),
    ("R03", "月底左右补货", "月底左右"),
    ("R03", "下週左右到貨", "下週左右"),
    # R04, R06
    ("R04", "这个不知道", "不知道"),
    ("R06", "这个不知道", "不知道"),
    ("R04", "价格我不清楚", "不清楚"),
    ("R06", "价格我不清楚", "不清楚"),
    ("R04", "这种情况没办法", "没办法"),
    ("R06", "这种情况没办法", "没办法"),
    ("R04", "急什么，排队呢", "急什么"),
    # R05
    ("R05", "难道要我替您拆箱吗", "难道"),
    ("R05", "您自己选错了型号", "您自己选错"),
    ("R05", "您说得不对", "您说得不对"),
    ("R05", "请您下次注意点", "您下次注意点"),
    # R12
    ("R12", "请您核对收获地址", "收获"),
    ("R12", "请您多多包含", "包含"),
    ("R12", "您您的订单已发出", "您您"),
    ("R12", "如果您需要退货，请您在", "请您在"),
    ("R12", "订单状态：�", "�"),
    # R13
    ("R13", "我保证今天能到", "我保证今天能到"),
    ("R13", "绝对是正品", "绝对是正品"),
    ("R13", "百分百能退", "百分百能退"),
    ("R13", "一定能退款成功", "一定能退款成功"),
    ("R13", "肯定会通过审核", "肯定会通过审核"),
    # R15
    ("R15", "您的手机号是13900002222，对吗？", "13900002222"),
    ("R15", "您的电话139-0000-2222已登记", "139-0000-2222"),
    ("R15", "收货地址是江苏省南京市鼓楼区中山路88号3栋502室，对吗？", None),
    ("R15", "收件人：周小林，139****2222", None),
    ("R15", "您的身份证号320106199001011234已核验", "320106199001011234"),
]

COMPLIANT = [
    # R01
    "咱们的门店周末照常营业。",
    "感谢您们全家的信任。",
    "请您选择自己方便的时段。",
    "吴先生，您好，您的工单已关闭。",
    "您提到的“你们少发了一个配件”，我已为您登记。",
    "这款迷你加湿器的容量是1升。",
    # R02
    "请问您需要哪一种颜色呢？",
    "您想换货还是退货呢？",
    "请问您现在方便么？",
    "您是今天下的单吧？",
    "退款金额与订单金额一致。",
    "保修期为1~3年。",
    "营业时间为周一~周五，9:00~18:00。",
    "亲爱的客户，感谢您的支持。",
    "小店今日照常发货。",
    "我司已收到您的来信。",
    "很抱歉，让您久等了。",
    "请您亲自签收。",
    "哈尔滨的仓库已经出库。",
    # R03
    "预计明天送达。",
    "预计两个工作日内完成。",
    "我们会尽快为您处理。",
    "稍后会有专员联系您。",
    "我马上为您查询。",
    "有进展会及时通知您。",
    "一般情况下，审核需要1个工作日。",
    "正常情况下当天发货。",
    "维修需要5天左右。",
    "我们会尽可能缩短等待时间。",
    # R04, R06
    "不知道您是否方便接听电话？",
    "请您别着急，我来处理。",
    "签收后无法修改地址，您可以拒收后重新下单。",
    "如果您不清楚型号，可以查看机身标签。",
    # R05
    "请问这笔订单是您本人提交的吗？",
    # R12
    "您好 已为您提交申请",
    # R13
    "按照三包规定，十五日内保证为您更换。",
    "很抱歉，我不能保证今天送达。",
    "为了保证您的权益，请当面验货。",
    "请您一定留好购买凭证。",
    # R15
    "您的订单号是202611210001。",
    "运单号SF1390000222233，请您留意。",
    "我们的客服电话是400-800-1234。",
    "您的手机尾号是2222，对吗？",
    "收货地址为江苏省南京市鼓楼区***502室，对吗？",
]


@pytest.mark.parametrize(("rule", "text", "span"), BREACHES)
def test_a_breach_is_found_where_it_stands(rule: str, text: str, span: str | None) -> None:
    found = [finding for finding in check(text).findings if finding.rule == rule]

    assert found
    assert span is None or span in [finding.span for finding in found]


@pytest.mark.parametrize("text", COMPLIANT)
def test_a_compliant_line_has_no_findings(text: str) -> None:
    assert check(text).findings == ()


def test_a_way_on_in_the_line_makes_not_knowing_r04_only() -> None:
    rules = {finding.rule for finding in check("运费我不清楚，我为您核实，10分钟内回复您。").findings}

    assert rules == {"R04"}


def test_a_guess_counts_even_beside_a_time() -> None:
    assert [f.rule for f in check("商品也许在11月23日到货。").findings] == ["R03"]


def test_a_doubled_acknowledgement_only_warns() -> None:
    result = check("好的好的，为您登记。")

    assert (result.verdict, result.rewritten) == (Verdict.WARN, "好的，为您登记。")


def test_a_wrong_character_only_warns() -> None:
    assert check("请您核对收获地址。").verdict is Verdict.WARN


def test_quoting_does_not_excuse_our_own_words() -> None:
    assert check("“亲”，订单已发出").verdict is Verdict.BLOCK


def test_a_colleagues_name_may_stand_alone() -> None:
    settings = RegisterSettings(colleagues=("林静",))

    assert check("您好，林静，", settings=settings).verdict is not Verdict.BLOCK


def test_the_enterprise_may_permit_emoji_and_product_names() -> None:
    settings = RegisterSettings(emoji_allowed=True, permitted=("哈喽小安",))

    assert check("哈喽小安音箱已经寄出😊", settings=settings).findings == ()
    assert check("哈喽小安音箱已经寄出😊").verdict is Verdict.BLOCK


def test_an_agent_gets_advice_that_is_no_finding() -> None:
    result = check("请您稍等。", sender="agent")

    assert (result.verdict, result.findings) == (Verdict.PASS, ())
    assert [advice.rule for advice in result.advice] == ["R09"]
