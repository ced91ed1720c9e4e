"""Which orders the demo shop holds, and what a visitor may say about those that are worth trying."""

from shop.models import OrderState, RefundState
from shop.plans import Plan, read_plan

# A plan as a line, and the sentence that it is shown with on the shop's page, if it is.
WORTH_TRYING: tuple[tuple[str, str | None], ...] = (
    (
        "signed days=3 product=p04 invoice=issued review=published",
        "订单{number}的洗衣机不想要了，我要申请退货，手机尾号{tail}",
    ),
    ("signed days=2 product=p12", "订单{number}的空调想预约上门安装，手机尾号{tail}"),
    ("signed days=4 product=p18 price=drop", "订单{number}的空气炸锅降价了，我要申请价格保护，手机尾号{tail}"),
    ("completed days=20 product=p09 review=published", "订单{number}想开电子发票，手机尾号{tail}"),
    ("completed days=12 product=p26", "订单{number}的扫地机器人不工作了，我要报修，手机尾号{tail}"),
    ("signed days=3 product=p03", "订单{number}的饮水机少了一个配件，手机尾号{tail}"),
    ("signed days=2 product=p33 service=installation:booked", None),
    ("signed days=5 product=p30 invoice=requested", None),
    ("signed days=1 product=p36 price=drop level=金卡会员", None),
    ("to_dispatch product=p08 level=铂金会员", "订单{number}的冰箱想预约送货时间，手机尾号{tail}"),
    ("to_dispatch product=p04 price=drop", "订单{number}我不想要了，帮我取消，手机尾号{tail}"),
    ("in_transit product=p35", "订单{number}帮我催一下快递，手机尾号{tail}"),
    ("pending_payment product=p28 payment=failed", None),
    ("to_dispatch product=p15 payment=duplicate", None),
    ("completed hidden days=30 product=p39", "订单{number}在我的订单里看不到了，手机尾号{tail}"),
    ("completed days=40 product=p23 review=hidden", None),
    ("completed days=60 product=p10 invoice=changed review=published", "订单{number}的发票在哪里下载，手机尾号{tail}"),
    ("completed days=200 product=p06", None),
    ("signed days=6 product=p16 service=return:reviewing", None),
    ("signed days=5 product=p19 service=return:in_return", "订单{number}的退货处理到哪一步了，手机尾号{tail}"),
    ("signed days=6 product=p38 service=return:inspecting", None),
    ("signed days=4 product=p40 service=return:booked", None),
    ("signed days=9 product=p20 service=exchange:reviewing", None),
    ("signed days=9 product=p29 service=exchange:done", None),
    ("completed days=90 product=p01 service=repair:booked", None),
    ("completed days=120 product=p31 service=repair:done", None),
    ("completed days=70 product=p34 service=repair:cancelled", None),
    ("signed days=2 product=p25 service=missing:processing", None),
    ("signed days=3 product=p24 service=wrong:processing", None),
    ("signed days=3 product=p22 service=damaged:rejected", None),
    ("signed days=2 product=p17 service=not_received:processing", None),
    ("in_transit product=p27 service=refusal:in_return", None),
    ("to_dispatch product=p11 service=refund:reviewing", None),
    # Several orders of one person, to be found by name and number.
    ("signed days=8 product=p07 person=8", None),
    ("pending_payment product=p32 person=8", None),
    ("completed days=25 product=p13 person=60", None),
)

PLANS = (
    *[Plan(OrderState.PENDING_PAYMENT)] * 7,
    *[Plan(OrderState.TO_DISPATCH)] * 14,
    *[Plan(OrderState.DISPATCHED)] * 7,
    *[Plan(OrderState.IN_TRANSIT)] * 9,
    Plan(OrderState.IN_TRANSIT, is_late=True),
    *[Plan(OrderState.DELIVERING)] * 7,
    *[Plan(OrderState.SIGNED)] * 8,
    *[Plan(OrderState.COMPLETED)] * 6,
    *[Plan(OrderState.COMPLETED, RefundState.REJECTED)] * 2,
    *[Plan(OrderState.CANCELLED)] * 6,
    *[Plan(OrderState.REFUNDING, RefundState.REVIEWING)] * 3,
    *[Plan(OrderState.REFUNDING, RefundState.AWAITING_RETURN)] * 3,
    *[Plan(OrderState.REFUNDING, RefundState.PROCESSING)] * 3,
    Plan(OrderState.REFUNDING, RefundState.PROCESSING, is_late=True),
    *[Plan(OrderState.REFUNDED, RefundState.PAID)] * 5,
    # More are added here, at the end: numbers and people of the others stay as they are.
    *[Plan(OrderState.TO_DISPATCH)] * 10,
    *[read_plan(line) for line, _ in WORTH_TRYING],
)

FIRST_WORTH_TRYING = len(PLANS) - len(WORTH_TRYING)
