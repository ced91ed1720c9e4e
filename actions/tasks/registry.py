"""Every task by the name of its intent; the one list to extend when the shop learns to do something more."""

from collections.abc import Mapping

from actions.tasks.address import ChangeAddress
from actions.tasks.cancel import CancelOrder
from actions.tasks.delivery import ContactCarrier, ScheduleDelivery
from actions.tasks.delivery_problem import DeliveryProblem
from actions.tasks.missing_order import FindOrder
from actions.tasks.modify import ModifyOrder
from actions.tasks.queries import QUERIES
from actions.tasks.refuse import RefuseDelivery
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
    )
}

# What a task may fill; cleared when it ends.
DETAIL_SLOTS = (
    *dict.fromkeys(detail.slot for task in TASKS.values() for detail in task.details),
    "address_parts",
    "confirmed",
)
