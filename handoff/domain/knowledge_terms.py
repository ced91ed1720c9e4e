"""The words an entry may use for who keeps it and what it answers."""

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
