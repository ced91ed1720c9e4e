"""Matters that single words pull the wrong way: taking back a service order reads like cancelling the order itself."""

import re

_SERVICE = r"(?:服务单|售后|退货|换货|维修|报修|安装|取件|退货?申请|换货?申请)"
_BACK = r"(?:取消|撤销|撤回|撤掉|作废|撤了)"
_TAKES_BACK = re.compile(
    rf"{_BACK}(?!.{{0,4}}订单).{{0,6}}{_SERVICE}|{_SERVICE}(?!.{{0,4}}订单).{{0,10}}{_BACK}"
    rf"|{_BACK}(?:我的)?(?:订单)?号?\s*\d{{12}}\s*的{_SERVICE}"
)
_OF_SERVICE = re.compile(r"(?:服务|售后|维修|换货|退货|报修|安装)单|售后(?:的)?(?:进度|状态|处理|单)")
_WANTS_MONEY = re.compile(
    r"(?:申请(?:一[次下个])?|办理|办|给我|帮我|麻烦|我要|我想|要求|直接)退[款钱](?!.{0,8}(?:到|进度|没|多久|什么时候|几天|状态|查|哪))"
)
_WANTS_OTHERS = re.compile(r"(?:申请|办理?|给我|帮我|麻烦|我要|我想|要求|直接)换货")
_WANTS_RETURN = re.compile(r"(?:申请|办理?|给我|帮我|麻烦|我要|我想|要求|直接)退货")
_CANCELS = re.compile(r"取消|撤单|撤销")

_MAY_TAKE_BACK = frozenset(
    {
        "order_cancel",
        "return_request",
        "exchange_request",
        "refund_request",
        "repair_request",
        "installation",
        "after_sales_shipping",
        "order_status",
    }
)


def meant(text: str, intent: str) -> str:
    """The matter by its telling words, where `intent` is one that is easily read instead."""
    if intent in _MAY_TAKE_BACK and takes_back(text):
        return "after_sales_status"
    if intent == "order_status" and _OF_SERVICE.search(text):
        return "after_sales_status"
    if intent in {"order_cancel", "refund_status"} and _WANTS_MONEY.search(text) and not _CANCELS.search(text):
        return "refund_request"
    if intent == "order_cancel" and not _CANCELS.search(text):
        wishes = ((_WANTS_RETURN, "return_request"), (_WANTS_OTHERS, "exchange_request"))
        return next((task for pattern, task in wishes if pattern.search(text)), intent)
    return intent


def takes_back(text: str) -> bool:
    """“取消服务单”, “退货申请帮我撤销”: a service order is to be cancelled, and no order."""
    return bool(_TAKES_BACK.search(text))
