"""What goods cost at the moment, and what makes them cheaper."""

import re
from collections.abc import Sequence

from actions.details.goods import product, wanted_goods
from actions.line import Line, yuan
from actions.tasks.promotions import promotions_line, protected_days, running_for
from actions.tasks.task import Case, Result, Task
from shop.catalogue import Product

_LISTED = 6
_IN_GENERAL = re.compile(
    r"怎么(?:又)?[涨变贵]|比.{0,4}[昨前].{0,2}贵|涨价了|划线价|含安装|安装费|延保|还会降|零点|双十一|双11|门店|隔壁|别[家的]|会员价|批发|企业|补贴|内胆|换一块"
    r"|价保|降价.{0,4}[退补]|价格待公布|颜色不同"
)
_CHEAPER = re.compile(
    r"便宜(?:一?[点些]|吗|不|[呢嘛]?$)|优惠|打折|折扣|少点|少一点|抹|最低|实在价|再低|降[点些]|贵了|太贵|活动价|让利|议价"
)


class PriceQuery(Task):
    name = "product_price"
    is_query = True
    details = (product("utter_ask_for_product_to_price"),)

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - prices are everybody's
        return False

    def asks_knowledge(self, case: Case) -> bool:
        return bool(_IN_GENERAL.search(case.turn.text))

    def perform(self, case: Case) -> Result:
        goods = wanted_goods(case)
        slots = {"last_product": case.value("product")}
        lines = [_price_line(case, goods)]
        if _CHEAPER.search(case.turn.text):
            has_offer = any(one.products for one in running_for(case, goods))
            lines.append(
                promotions_line(case, goods)
                if has_offer
                else Line("utter_price_no_offer", {"days": protected_days(case)})
            )
        return Result(lines, slots=slots)


def _price_line(case: Case, goods: Sequence[Product]) -> Line:
    if len(goods) == 1:
        return Line("utter_price_now", {"product": goods[0].name, "price": yuan(goods[0].price)})
    listed = "\n".join(
        f"{place}. {one.name}：{yuan(one.price)}元。" for place, one in enumerate(goods[:_LISTED], start=1)
    )
    return Line("utter_price_listed", {"product": case.value("product") or "", "listed": listed})
