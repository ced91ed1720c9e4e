"""The register behind the services' port, with what the enterprise permits."""

from dataclasses import asdict, dataclass

import register
from handoff.services.ports import Checked

_SENDERS: dict[str, register.Sender] = {"bot": "bot", "agent": "agent", "system": "system"}


@dataclass(frozen=True)
class RegisterGate:
    settings: register.RegisterSettings

    def gate(self, text: str, sender: str) -> Checked:
        by = _SENDERS[sender]
        gated = register.gate(text, settings=self.settings, sender=by)
        # The verdict is kept with the line that goes out, which is another one than was judged when it was mended.
        sent = gated.verdict
        if gated.replaced or gated.rewritten:
            sent = register.check(gated.text, settings=self.settings, sender=by).verdict
        return Checked(
            text=gated.text,
            verdict=str(sent),
            findings=tuple(asdict(finding) for finding in gated.findings),
            replaced=gated.replaced,
        )

    def check(self, text: str) -> Checked:
        result = register.check(text, settings=self.settings, sender="agent")
        return Checked(
            text=text,
            verdict=str(result.verdict),
            findings=tuple(asdict(finding) for finding in result.findings),
            rewritten=result.rewritten,
        )
