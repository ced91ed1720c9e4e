"""What is cheaper at the moment: activities, of all goods or of those named, and the coupons of one's own account."""

import re
from collections.abc import Sequence

from actions.cards import card
from actions.dates import spoken
from actions.details.goods import read_product, wanted_goods
from actions.line import Line, button, yuan
from actions.tasks.task import Case, Detail, Result, Task
from shop.catalogue import Product
from shop.money import Coupon, CouponState, Promotion

_OWN = re.compile(
    r"(?:我|俺|咱)(?:的|还|现在|账[户号]|手[里上])?.{0,6}(?:优惠[券劵卷]|红包|代金[券劵]|[券劵]|抵用)"
    r"|(?:账[户号]|卡包).{0,6}(?:[券劵]|红包)|还有(?:几张|多少|啥|什么).{0,3}[券劵]"
)
# How offers work is told by the knowledge; which run at the moment, by the shop.
_IN_GENERAL = re.compile(
    r"叠[加着]|一起用|同时用|怎么(?:用|领|参加|弄|算|换|没)|咋[用领弄换]|用不了|不能用|领不[了到]|抢不到|抢光|没抢|过期|续|补发|赠品|送[礼的]|返现|抽奖|奖品"
    r"|国补|国家补贴|政府补贴|补贴|以旧换新|旧机|凑单|跨店|门槛|付款[前后]|积分|邀请|拼团|团购|企业|批量|学生|生日|收藏|退.{0,6}[券劵]|[券劵].{0,6}退"
    r"|优惠码|消费券|预售|定金|哪里领|在哪领|秒杀|扫码"
)
_SHOWN = 6


class Promotions(Task):
    """`facet` `coupons`: those of the account behind a verified order."""

    name = "promotion"
    is_query = True
    details = (
        Detail(
            "facet",
            lambda _case: Line("utter_urge_form"),
            lambda case: "coupons" if _OWN.search(case.turn.text) else None,
            lambda _case: False,
        ),
        Detail("product", lambda _case: Line("utter_ask_for_product"), read_product, lambda _case: False),
    )

    def needs_order(self, case: Case) -> bool:
        is_asked_now = case.turn.task == self.name and bool(_OWN.search(case.turn.text))
        return (is_asked_now or case.value("facet") == "coupons") and not self.asks_knowledge(case)

    def asks_knowledge(self, case: Case) -> bool:
        return case.turn.task == self.name and bool(_IN_GENERAL.search(case.turn.text))

    def perform(self, case: Case) -> Result:
        if case.value("facet") == "coupons":
            return Result([_coupons_line(case)])
        name = case.value("product")
        slots = {"last_product": name} if name else {}
        return Result([promotions_line(case, wanted_goods(case))], slots=slots)


def running_for(case: Case, goods: Sequence[Product]) -> Sequence[Promotion]:
    """What runs for one of these goods; everything that runs where none is named."""
    ids = {one.id for one in goods}
    running = case.shop.promotions(case.now)
    return [one for one in running if not goods or not one.products or ids & set(one.products)]


def promotions_line(case: Case, goods: Sequence[Product]) -> Line:
    found = running_for(case, goods)
    listed = "\n".join(
        f"{place}. {one.title}：{one.summary}活动至{spoken(one.ends_at, case.now)}。"
        for place, one in enumerate(found[:_SHOWN], start=1)
    )
    name = case.value("product")
    if not found:
        return (
            Line("utter_promotion_none_for", {"product": name, "days": protected_days(case)})
            if name
            else Line("utter_promotion_none")
        )
    if name and goods:
        return Line("utter_promotion_for", {"product": name, "listed": listed})
    return Line("utter_promotion_listed", {"listed": listed})


def protected_days(case: Case) -> str:
    """For how long a price that falls is made good, which is what remains where nothing runs."""
    return str(case.policy.price_protection_within.days)


def _coupons_line(case: Case) -> Line:
    usable = [one for one in case.shop.coupons(case.placed.account_id, case.now) if one.state is CouponState.USABLE]
    if not usable:
        return Line("utter_coupon_none", buttons=[button("有什么优惠活动")])
    listed = "\n".join(
        f"{place}. {one.title}（{one.scope}），有效期至{spoken(one.expires_at, case.now)}。"
        for place, one in enumerate(usable[:_SHOWN], start=1)
    )
    facts = {"count": str(len(usable)), "listed": listed}
    return Line("utter_coupon_listed", facts, card=_coupon_card(usable, case))


def _coupon_card(usable: Sequence[Coupon], case: Case) -> dict[str, object]:
    rows = [
        (f"{one.title}（{one.scope}）", f"减{yuan(one.amount)}元，{spoken(one.expires_at, case.now)}前有效")
        for one in usable[:_SHOWN]
    ]
    return card("coupon", "我的优惠券", f"{len(usable)}张可用", rows)
