"""`heyan serve` as the fault tests run it: gates of ours before Rasa and the action server, and the dead rise quickly.

The worker is told the port of a gate in place of Rasa's, and Rasa the port of another in place of the action server's;
everything else is the product as it is.
"""

import os
from dataclasses import replace
from functools import partial
from unittest.mock import patch

from handoff.commands import serve
from handoff.runner import Runner
from handoff.running import plan
from handoff.running.backoff import Backoff
from handoff.running.child import ChildSpec
from handoff.settings import Settings

# Who is told another port, and where a test says which.
REROUTED = {"worker": ("RASA_PORT", "GATE_BEFORE_RASA"), "rasa": ("ACTIONS_PORT", "GATE_BEFORE_ACTIONS")}

_children = plan.children


def _with_gates(settings: Settings) -> list[ChildSpec]:
    return [_rerouted(spec) for spec in _children(settings)]


def _rerouted(spec: ChildSpec) -> ChildSpec:
    if spec.name not in REROUTED:
        return spec
    setting, gate = REROUTED[spec.name]
    return replace(spec, env={**spec.env, setting: os.environ[gate]})


if __name__ == "__main__":
    # The wait before a restart grows with each death; dozens of deaths in a minute are our doing, not a fault.
    hasty = partial(Runner, backoff=Backoff(longest=0.5))
    with patch.object(plan, "children", _with_gates), patch.object(serve, "Runner", hasty):
        serve.app()
