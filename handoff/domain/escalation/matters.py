"""What each intent is about, as an agent reads it, and which intents are one matter to the customer."""

NAMES = {
    "order_status": "订单状态",
    "order_modify": "修改订单",
    "order_change_address": "修改地址",
    "order_cancel": "取消订单",
    "order_missing": "订单查找",
    "logistics_track": "物流进度",
    "delivery_time": "送达时间",
    "dispatch_time": "发货时间",
    "delivery_schedule": "预约送货",
    "delivery_method": "配送方式",
    "delivery_contact": "联系配送",
    "delivery_problem": "配送异常",
    "refuse_delivery": "拒收",
    "return_policy": "退换与保修规定",
    "return_request": "退货",
    "exchange_request": "换货",
    "refund_request": "退款",
    "refund_status": "退款进度",
    "after_sales_status": "售后进度",
    "after_sales_shipping": "售后寄回",
    "repair_request": "报修",
    "repair_center": "维修网点",
    "item_missing": "少件",
    "item_wrong": "发错商品",
    "item_damaged": "商品损坏",
    "installation": "安装",
    "invoice_availability": "开票",
    "invoice_change": "发票修改",
    "invoice_view": "发票查看",
    "price_protection": "价保",
    "payment_method": "支付方式",
    "payment_problem": "支付异常",
    "promotion": "优惠活动",
    "product_info": "商品信息",
    "stock": "库存",
    "product_price": "商品价格",
    "product_usage": "商品使用",
    "authenticity": "正品与效期",
    "account": "账号",
    "review": "评价",
}

# Asked for in one breath and mistaken for one another: when it comes, where the money is, how to get rid of it.
_FAMILIES = (
    "logistics_track delivery_time dispatch_time order_status delivery_contact",
    "refund_status refund_request after_sales_status",
    "return_request exchange_request refund_request",
    "order_cancel refund_request",
    "item_damaged repair_request product_usage",
    "invoice_availability invoice_change invoice_view",
    "order_missing order_status",
    "stock dispatch_time",
)
# When, why or how: whoever asks for these asks how far it has come.
PROGRESS = frozenset({"refund_status", "logistics_track", "after_sales_status"})
# Own parcels and money: whoever says that these are still open asks about the same thing, in whatever words.
AWAITED = PROGRESS | {"delivery_time", "dispatch_time"}
_KIN = {
    name: frozenset(kin for family in _FAMILIES if name in family.split() for kin in family.split()) for name in NAMES
}


def same_matter(one: str, other: str) -> bool:
    """Whether two intents may be one and the same concern."""
    return one == other or other in _KIN.get(one, ())
