"""All wordings of the data files, and R06 beside the taboo ones that leave the customer with nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line
from register.model import Breach
from register.patterns import wordings
from register.rules import rule_by_id

# A check, a hand-over or an alternative: any of them, and the line does not disown.
_WAY_ON = re.compile(
    r"核实|核对|查询|查一下|查下|帮您查|为您查|查看|反馈|转接|转交|转给|转达|登记|上报|建议|可以(?:为您|帮您|通过|在|联系|拨打|申请|选择|先|试|考虑|改|退|换|咨询)"
    r"|您可(?:以)?|为您(?:联系|咨询|申请|安排|确认|跟进|询问|记录)|帮您(?:联系|咨询|申请|安排|确认|跟进|问|记录)|回复您|答复您|回电|另外|或者|致电|拨打|热线"
    r"|告知您|通知您|专员|请您(?:联系|拨打|提供|稍等|稍候|尝试)|请(?:稍等|稍候|联系)|我(?:再|来|去)?(?:确认|咨询|请教|问)(?:一下|下)|重新(?:下单|申请|提交)|改为|替代"
)


def find(line: Line) -> Iterator[Breach]:
    for wording in wordings():
        for breach in wording.find(line):
            yield breach
            if wording.also:
                yield _beside(breach, wording.also, line.text)
            if wording.disowns and not _WAY_ON.search(line.text, breach.end):
                yield _beside(breach, "R06", line.text)


def _beside(breach: Breach, rule_id: str, text: str) -> Breach:
    """The same words against a second rule."""
    rule = rule_by_id(rule_id)
    message = rule.message.format(span=text[breach.start : breach.end])
    return Breach(rule_id, breach.start, breach.end, message, rule.suggestion)
