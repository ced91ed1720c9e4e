"""What each of the bot's intents is about: the category a matter is filed under, and what asking it again means."""

_CATEGORIES = {
    "查询": """
        order_status order_missing logistics_track delivery_time dispatch_time delivery_contact invoice_view
    """,
    "售后": """
        order_modify order_change_address order_cancel delivery_schedule delivery_problem refuse_delivery
        return_request exchange_request refund_request refund_status after_sales_status after_sales_shipping
        repair_request item_missing item_wrong item_damaged installation invoice_change price_protection
        payment_problem
    """,
    "咨询": """
        delivery_method return_policy repair_center invoice_availability payment_method promotion product_info stock
        product_price product_usage authenticity account review
    """,
    "投诉": "complaint",
    "建议": "suggestion",
    # Calls for somebody, answers and small talk name no matter by themselves.
    "其他": """
        human_request praise callback_request greet thanks goodbye affirm deny inform urge bot_challenge out_of_scope
    """,
}

CATEGORIES = tuple(_CATEGORIES)
CATEGORY_BY_TOPIC = {topic: category for category, topics in _CATEGORIES.items() for topic in topics.split()}

# A fault or a wrong parcel is told in several lines, and a question of general knowledge is followed by others of its
# kind: only the same words mean that it is asked again.
TOLD_IN_PIECES = frozenset(_CATEGORIES["咨询"].split()) | {
    "delivery_problem",
    "repair_request",
    "item_missing",
    "item_wrong",
    "item_damaged",
}
# The customer's own order, parcel, money or request: asking again means that the matter is still open.
MATTERS = frozenset(topic for name in ("查询", "售后") for topic in _CATEGORIES[name].split()) - TOLD_IN_PIECES

# Lines that carry no matter of their own: a demand is never taken from them.
SAYS_NOTHING = frozenset({"human_request", "greet", "urge", "affirm", "deny", "thanks", "goodbye", "bot_challenge"})
