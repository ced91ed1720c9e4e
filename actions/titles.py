"""How each matter is called: in restatings, on buttons, for the colleague who takes over, and under which category."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    """`reading` completes “您是说…”; `button` is what a customer would type; `category` is the ticket's (NORMS T)."""

    reading: str
    button: str
    category: str


TITLES: Mapping[str, Title] = {
    "order_status": Title("查询订单状态", "查询订单状态", "查询"),
    "order_modify": Title("修改订单", "我要修改订单", "售后"),
    "order_change_address": Title("修改收货地址", "修改收货地址", "售后"),
    "order_cancel": Title("取消订单", "我要取消订单", "售后"),
    "order_missing": Title("查找订单", "找不到我的订单", "查询"),
    "logistics_track": Title("查询物流", "查询物流", "查询"),
    "delivery_time": Title("查询送达时间", "什么时候送到", "查询"),
    "dispatch_time": Title("查询发货时间", "什么时候发货", "查询"),
    "delivery_schedule": Title("预约送货时间", "预约送货时间", "售后"),
    "delivery_method": Title("咨询配送方式", "怎么配送", "咨询"),
    "delivery_contact": Title("联系配送或催送", "催促配送", "售后"),
    "delivery_problem": Title("反映配送异常", "显示签收但没有收到", "售后"),
    "refuse_delivery": Title("拒收包裹", "我要拒收", "售后"),
    "return_policy": Title("咨询退换货和保修规则", "退换货有什么规定", "咨询"),
    "return_request": Title("申请退货", "我要退货", "售后"),
    "exchange_request": Title("申请换货", "我要换货", "售后"),
    "refund_request": Title("申请退款", "我要退款", "售后"),
    "refund_status": Title("查询退款进度", "查询退款进度", "查询"),
    "after_sales_status": Title("查询售后进度", "查询售后进度", "查询"),
    "after_sales_shipping": Title("办理商品寄回", "怎么寄回商品", "售后"),
    "repair_request": Title("申请维修", "我要报修", "售后"),
    "repair_center": Title("查询维修网点", "查询维修网点", "咨询"),
    "item_missing": Title("反映商品少件", "收到的商品少件", "售后"),
    "item_wrong": Title("反映商品发错", "收到的商品不对", "售后"),
    "item_damaged": Title("反映商品破损或故障", "收到的商品坏了", "售后"),
    "installation": Title("预约安装", "预约安装", "售后"),
    "invoice_availability": Title("咨询发票种类", "能开什么发票", "咨询"),
    "invoice_change": Title("开具或修改发票", "开发票", "售后"),
    "invoice_view": Title("查看或下载发票", "查看发票", "查询"),
    "price_protection": Title("申请价格保护", "申请价格保护", "售后"),
    "payment_method": Title("咨询支付方式", "有哪些支付方式", "咨询"),
    "payment_problem": Title("处理支付异常", "付款遇到问题", "售后"),
    "promotion": Title("查询优惠活动", "有什么优惠活动", "咨询"),
    "product_info": Title("咨询商品", "我想咨询商品", "咨询"),
    "stock": Title("查询库存", "查询库存", "咨询"),
    "product_price": Title("查询价格", "查询商品价格", "咨询"),
    "product_usage": Title("咨询使用方法", "咨询使用方法", "咨询"),
    "authenticity": Title("核实正品和生产日期", "怎么确认是正品", "咨询"),
    "account": Title("咨询账号或会员", "咨询账号问题", "咨询"),
    "review": Title("办理评价", "查询我的评价", "咨询"),
    "human_request": Title("联系人工客服", "转人工", "其他"),
    "complaint": Title("反映服务问题", "我要投诉", "投诉"),
    "suggestion": Title("提出建议", "我要提建议", "建议"),
    "praise": Title("提出表扬", "我要表扬", "其他"),
    "callback_request": Title("预约回电", "请给我回电话", "其他"),
}


# The matters that the shop's tasks do (`actions/tasks/registry.py`); the others are answered from the knowledge or
# handed to a person.
TASK_INTENTS = frozenset(
    {
        "order_status",
        "order_modify",
        "order_change_address",
        "order_cancel",
        "order_missing",
        "logistics_track",
        "delivery_time",
        "dispatch_time",
        "delivery_schedule",
        "delivery_contact",
        "delivery_problem",
        "refuse_delivery",
        "return_request",
        "exchange_request",
        "refund_request",
        "refund_status",
        "after_sales_status",
        "after_sales_shipping",
        "repair_request",
        "repair_center",
        "item_missing",
        "item_wrong",
        "item_damaged",
        "installation",
        "invoice_change",
        "invoice_view",
        "price_protection",
        "payment_problem",
        "promotion",
        "stock",
        "product_price",
        "account",
        "review",
        "suggestion",
        "callback_request",
    }
)


KNOWLEDGE_INTENTS = frozenset(TITLES) - TASK_INTENTS - {"human_request", "complaint", "praise"}


def title_of(task: str) -> str | None:
    found = TITLES.get(task)
    return found.reading if found else None
