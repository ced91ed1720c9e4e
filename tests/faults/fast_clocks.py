"""The running product with all clocks in seconds: its enterprise file rewritten, worker and web made to read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

from tests.support.product import Product

# As the real ladder, a minute being about two seconds; the last ones long enough for a worker to be started again.
_SLA = {
    "nudge_after": "2s",
    "hold_after": "5s",
    "reply_within": "7s",
    "promise_within": "16s",
    "renew_before": "8s",
    "max_renewals": 1,
}
# Several heartbeats of the web process and several looks of the worker.
_SILENT_AFTER = "12s"


@contextmanager
def fast_clocks(product: Product, enterprise_file: Path) -> Iterator[None]:
    as_it_was = enterprise_file.read_text("utf-8")
    yaml = YAML()
    enterprise = yaml.load(as_it_was)
    enterprise["sla"].update(_SLA)
    enterprise["agent_silent_after"] = _SILENT_AFTER
    with enterprise_file.open("w", encoding="utf-8") as file:
        yaml.dump(enterprise, file)
    _read_again(product)
    try:
        yield
    finally:
        enterprise_file.write_text(as_it_was, "utf-8")
        _read_again(product)


def _read_again(product: Product) -> None:
    for name in ("worker", "web"):
        product.kill(name)
    for name in ("worker", "web"):
        product.wait_answering(name)
