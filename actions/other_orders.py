"""“不是这单”, “是昨天那单”: another order than the one just spoken of, and which of the known ones it is."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.dates import SHANGHAI
from actions.turn import Turn
from shop.models import Order

_DAYS = {"今天": 0, "昨天": 1, "昨晚": 1, "前天": 2, "大前天": 3}
_DAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))
_UNIT = r"(?:一)?(?:个订单|笔订单|订单|单|笔)"
_ELSEWHERE = re.compile(
    rf"另外?(?:那|这)?一?{_UNIT}|(?:不是|不对).{{0,4}}(?:这|那){_UNIT}|(?:别的|其[他它]|上|前)(?:一)?{_UNIT}"
    rf"|(?:{_DAY.pattern}|上周|上个?月|前几天|之前|早些?时候)(?:下|买|拍|订)?的?(?:那|这){_UNIT}|买.{{1,8}}的?那{_UNIT}"
)


def points_elsewhere(text: str) -> bool:
    """Narrower than `means_other_order`: holds too where the words open a matter."""
    return bool(_ELSEWHERE.search(text))


def the_ones_meant(turn: Turn, known: Sequence[Order], now: datetime) -> Sequence[str]:
    """Numbers of the orders among `known` that the line can mean; none where it names a mark that none bears."""
    fitting = [order for order in known if _bears_the_marks(turn, order, now)]
    return [order.number for order in fitting]


def _bears_the_marks(turn: Turn, order: Order, now: datetime) -> bool:
    day, product = _DAY.search(turn.text), turn.entity("product")
    if day is not None:
        meant = now.astimezone(SHANGHAI).date() - timedelta(days=_DAYS[day.group()])
        if order.placed_at.astimezone(SHANGHAI).date() != meant:
            return False
    return product is None or any(product in line.product_name for line in order.lines)
