"""Every task by the name of its intent; the one list to extend when the shop learns to do something more."""

from collections.abc import Mapping

from actions.tasks.account import AccountMatter
from actions.tasks.address import ChangeAddress
from actions.tasks.callback import CallBack
from actions.tasks.cancel import CancelOrder
from actions.tasks.delivery import ContactCarrier, ScheduleDelivery
from actions.tasks.delivery_problem import DeliveryProblem
from actions.tasks.installation import Install
from actions.tasks.invoice_view import ViewInvoice
from actions.tasks.invoices import ChangeInvoice
from actions.tasks.items import ItemDamaged, ItemMissing, ItemWrong
from actions.tasks.missing_order import FindOrder
from actions.tasks.modify import ModifyOrder
from actions.tasks.payment import PaymentProblem
from actions.tasks.price_protection import ProtectPrice
from actions.tasks.prices import PriceQuery
from actions.tasks.promotions import Promotions
from actions.tasks.queries import QUERIES
from actions.tasks.refuse import RefuseDelivery
from actions.tasks.repair import Repair
from actions.tasks.repair_center import FindRepairCenter
from actions.tasks.returns import ExchangeGoods, RefundOrder, ReturnGoods
from actions.tasks.review import ReviewMatter
from actions.tasks.send_back import SendBack
from actions.tasks.service_status import AfterSalesStatus
from actions.tasks.stock import StockQuery
from actions.tasks.suggestion import Suggest
from actions.tasks.task import Task

TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        *QUERIES,
        ModifyOrder(),
        ChangeAddress(),
        CancelOrder(),
        FindOrder(),
        ScheduleDelivery(),
        ContactCarrier(),
        DeliveryProblem(),
        RefuseDelivery(),
        ReturnGoods(),
        ExchangeGoods(),
        RefundOrder(),
        AfterSalesStatus(),
        SendBack(),
        Repair(),
        FindRepairCenter(),
        ItemMissing(),
        ItemWrong(),
        ItemDamaged(),
        Install(),
        ChangeInvoice(),
        ViewInvoice(),
        ProtectPrice(),
        PaymentProblem(),
        Promotions(),
        StockQuery(),
        PriceQuery(),
        AccountMatter(),
        ReviewMatter(),
        Suggest(),
        CallBack(),
    )
}

# What a task may fill; cleared when it ends.
DETAIL_SLOTS = (
    *dict.fromkeys(detail.slot for task in TASKS.values() for detail in task.details),
    "address_parts",
    "confirmed",
)
