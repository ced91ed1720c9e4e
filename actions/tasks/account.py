"""One's own membership, and an account that is locked; everything else about accounts stands in the knowledge."""

import re

from actions.details.choices import choice
from actions.line import Line
from actions.tasks.task import Case, Result, Task
from shop.money import CouponState

_OWN = (
    r"我(?:的|现在|还|有|是|到)?.{0,6}(?:积分|等级|成长值|会员(?!日|卡丢))|(?:积分|等级|成长值|会员)(?:查询|(?:还)?(?:有|剩)?多少|几级|是什么级)|几级"
    r"|(?:还|再)(?:差|要|缺).{0,8}(?:升|成长值|金卡|银卡|铂金)"
)
_LOCKED = r"锁(?:定|住|了|上|掉|着)|被锁|冻结|解锁|提前解|账[户号].{0,6}(?:风险|限制|异常)"
_CLOSE = r"(?:我(?:要|想)|帮我|给我|替我|申请).{0,6}(?:注销|销户|删号)"
_LOGIN = r"登[录陆]?不[上了进]|登[录陆]问题|进不去|密码(?:忘|找)|忘.{0,4}密码|转圈"
_NO_WAY_IN = r"登[录陆]?不[上了进]|进不去"
_FACETS = {
    "locked": ("账户被锁定", _LOCKED),
    "close": ("注销账户", _CLOSE),
    "own": ("会员等级和积分", _OWN),
    "login": ("登录问题", _LOGIN),
}
# How points come and go, how one rises: the same for everybody.
_IN_GENERAL = re.compile(
    r"怎么(?!这么)|如何|咋|规则|清零|过期|有效期|到期|获得|换(?:东西|礼|券)|抵|合成|合并|转(?:给|让)|共用|权益|年费|续|在哪|哪里|解绑"
)


class AccountMatter(Task):
    """`facet`: own, locked, close, login; the first two need the account behind a verified order."""

    name = "account"
    details = (choice("facet", "utter_ask_for_account_matter", _FACETS),)

    def needs_order(self, case: Case) -> bool:
        said = case.value("facet") or (self.details[0].read(case) if case.turn.task == self.name else None)
        return said in {"own", "locked"} and not self.asks_knowledge(case)

    def asks_knowledge(self, case: Case) -> bool:
        if case.turn.task != self.name or case.asked == "facet":
            return False
        text = case.turn.text
        if any(re.search(words, text) for words in (_LOCKED, _CLOSE, _NO_WAY_IN)):
            return False
        return not re.search(_OWN, text) or bool(_IN_GENERAL.search(text))

    def perform(self, case: Case) -> Result:
        match case.value("facet"):
            case "own":
                return Result([_own_line(case)])
            case "locked":
                return _locked(case)
            case "close":
                # Who ends the relationship is asked by a person, not held up by a machine.
                tried = ("已向客户说明注销账户前需要确认的事项",)
                return Result([Line("utter_account_close")], handoff="out_of_authority", tried=tried)
            case _:
                return Result([Line("utter_account_login")])


def _own_line(case: Case) -> Line:
    account = case.shop.account(case.placed.account_id)
    coupons = case.shop.coupons(account.id, case.now)
    usable = sum(one.state is CouponState.USABLE for one in coupons)
    facts = {"level": account.level, "growth": str(account.growth), "points": str(account.points)}
    return Line("utter_account_own", {**facts, "coupons": str(usable)})


def _locked(case: Case) -> Result:
    account = case.shop.account(case.placed.account_id)
    if not account.is_locked:
        return Result([Line("utter_account_not_locked")])
    demand = (
        f"订单{case.placed.number}所属账户处于锁定状态，客户已通过订单身份核对，请核实登录情况后解除锁定，并答复客户。"
    )
    ticket = {"kind": "case", "category": "售后", "department": "会员部", "demand": demand}
    return Result([Line("utter_account_locked")], tickets=[ticket])
