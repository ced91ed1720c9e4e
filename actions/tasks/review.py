"""What became of a review, and taking it down; how to write or change one stands in the knowledge."""

import re
from datetime import timedelta

from actions.dates import spoken
from actions.details.choices import YES_OR_NO, choice
from actions.line import Line, button
from actions.tasks.task import Case, Result, Task
from shop.catalogue import ReviewState

_DELETE = r"删|撤|去掉|下掉|拿掉|不要那条"
_STATE = (
    r"(?:评价|评论|评语|晒单|那条|写的).{0,12}(?:没(?:有)?(?:显示|了|看到|看见|通过|出来)|不显示|不见|看不到|消失|审核|被?(?:折叠|隐藏|屏蔽)|呢|在哪|状态)"
    r"|看不到.{0,6}(?:评价|评论)|(?:查|看|查看).{0,4}我的?评"
)
_FACETS = {"delete": ("删除评价", _DELETE), "state": ("查看我的评价", _STATE)}
_HOW = re.compile(r"怎么|怎样|如何|咋|能不能|可不可以|可以.{0,8}[吗么]|多久|几次|在哪(?:里|儿)?(?:删|改|写|评)")
_FOR_ME = re.compile(r"帮|替我|给我|麻烦|请把|请给")


class ReviewMatter(Task):
    name = "review"
    details = (choice("facet", "utter_ask_for_review_matter", _FACETS),)

    def asks_knowledge(self, case: Case) -> bool:
        text = case.turn.text
        if case.asked == "facet" or case.turn.entity("order_number") is not None:
            return False
        if re.search(_DELETE, text):
            return bool(_HOW.search(text)) and not _FOR_ME.search(text)
        return not re.search(_STATE, text)

    def refusal(self, case: Case) -> Line | None:
        return super().refusal(case) if case.value("facet") == "delete" else None

    def restated(self, case: Case) -> Line | None:
        if case.value("facet") != "delete":
            return None
        return Line("utter_restate_review_delete", {**case.facts, **_facts(case)}, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        facts = {**case.facts, **_facts(case)}
        if case.value("facet") == "delete":
            case.shop.delete_review(case.placed.number, case.key(self.name), case.now)
            return Result([Line("utter_review_deleted", facts)])
        review = case.placed.review
        if review is None:
            return Result([Line("utter_review_none", facts, buttons=[button("怎么写评价")])])
        match review.state:
            case ReviewState.REVIEWING:
                return Result(
                    [
                        Line(
                            "utter_review_reviewing",
                            {**facts, "hours": str(case.policy.feedback_within // timedelta(hours=1))},
                        )
                    ]
                )
            case ReviewState.PUBLISHED:
                return Result([Line("utter_review_published", facts)])
            case ReviewState.HIDDEN:
                hidden = {**facts, "why": review.hidden_reason or "不符合评价规范"}
                return Result([Line("utter_review_hidden", hidden, buttons=[button("怎么修改评价")])])
            case ReviewState.DELETED:
                return Result([Line("utter_review_gone", facts)])


def _facts(case: Case) -> dict[str, str]:
    review = case.placed.review
    if review is None:
        return {}
    return {"grade": str(review.grade), "created_at": spoken(review.created_at, case.now)}
