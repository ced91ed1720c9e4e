"""The words an entry may use for who keeps it and what it answers."""

from collections.abc import Iterable

OWNERS = frozenset({"商品部", "售后部", "物流部", "财务部", "会员部", "客服部"})

# The intents of what customers want from the shop; what they say to the talk itself is answered elsewhere.
TOPICS = frozenset(
    {
        "order_status", "order_modify", "order_change_address", "order_cancel", "order_missing",
        "logistics_track", "delivery_time", "dispatch_time", "delivery_schedule", "delivery_method",
        "delivery_contact", "delivery_problem", "refuse_delivery", "return_policy", "return_request",
        "exchange_request", "refund_request", "refund_status", "after_sales_status", "after_sales_shipping",
        "repair_request", "repair_center", "item_missing", "item_wrong", "item_damaged", "installation",
        "invoice_availability", "invoice_change", "invoice_view", "price_protection", "payment_method",
        "payment_problem", "promotion", "product_info", "stock", "product_price", "product_usage",
        "authenticity", "account", "review", "human_request", "complaint", "suggestion", "callback_request",
    }
)  # fmt: skip

# Intents of one matter are told apart by a word or two, and mistaken for each other as easily; entries of the matter
# are looked through together, for a wrong answer costs more than a neighbour's company.
_MATTERS = (
    frozenset({"product_info", "product_usage", "item_damaged"}),
    frozenset({"invoice_availability", "invoice_change", "invoice_view"}),
    frozenset({"payment_method", "payment_problem"}),
    frozenset({"promotion", "price_protection", "product_price", "stock"}),
    frozenset(
        {
            "delivery_time", "dispatch_time", "delivery_schedule", "delivery_method", "delivery_contact",
            "delivery_problem", "refuse_delivery",
        }
    ),
    frozenset(
        {
            "return_policy", "return_request", "exchange_request", "refund_request", "refund_status",
            "after_sales_status", "after_sales_shipping", "repair_request", "repair_center",
        }
    ),
)  # fmt: skip


def of_the_matter(topics: Iterable[str]) -> frozenset[str]:
    """The topics and those they are easily mistaken for."""
    asked = frozenset(topics)
    return asked.union(*(matter for matter in _MATTERS if matter & asked))
