"""What is wrong with the material the bot is taught and speaks from: the rules of the domain and the register's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from handoff.domain.studio.lint import LintFinding, LintRule, Material, Said, in_order, lint
from handoff.services.ports import Register


class Materials(Protocol):
    def read(self) -> Material: ...


@dataclass(frozen=True)
class DataLint:
    materials: Materials
    register: Register

    def findings(self) -> list[LintFinding]:
        """Seconds of work for some ten thousand lines."""
        material = self.materials.read()
        spoken = (finding for line in material.said for finding in self._spoken(line))
        return in_order([*lint(material), *spoken])

    def _spoken(self, line: Said) -> Iterator[LintFinding]:
        checked = self.register.check(line.text)
        for finding in checked.findings:
            reason = f"不符合用语规范（{finding['rule']}）：{finding['message']}"
            advice = f"建议改为：{checked.rewritten}" if checked.rewritten else str(finding["suggestion"])
            yield LintFinding(LintRule.REGISTER, line.place, line.text, reason, advice)
