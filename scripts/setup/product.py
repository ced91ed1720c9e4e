"""The data and the model: database, demo shop, people, training; each command knows itself whether there is work."""

from __future__ import annotations

import subprocess

from scripts.setup.places import ROOT, SERVICE, python_of
from scripts.setup.running import show
from scripts.setup.say import step

_HEYAN = str(SERVICE / "bin" / "heyan")


def prepare() -> None:
    step("Database …")
    show("Migrating the database", [_HEYAN, "migrate"])
    step("Demo shop …")
    show("Filling the demo shop", [str(python_of(SERVICE)), "-m", "shop.seed", *_shop()])
    step("Model …")
    # Without the progress bars of Rasa's libraries: dozens of lines that say nothing.
    show("Training", [_HEYAN, "train"], env={"TQDM_DISABLE": "1"})
    show("Learning the knowledge", [_HEYAN, "knowledge", "learn"])
    step("People …")
    show("Creating the first people", [_HEYAN, "user", "ensure-demo"])


def _shop() -> list[str]:
    """Where the settings put the shop and the list of orders to try."""
    ask = "from handoff.settings import Settings as S; s = S(); print(s.shop_database_url); print(s.var_dir)"
    answer = subprocess.run([str(python_of(SERVICE)), "-c", ask], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    url, var_dir = answer.stdout.decode().split("\n")[:2]
    return ["--url", url, "--list", f"{var_dir}/demo-orders.json"]
