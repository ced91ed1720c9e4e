"""`python3 -m scripts.setup` makes all Heyan needs to run; `--tools`: its tests too; `lock` writes the locks."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.setup import checks, environments, frontend, product, torch
from scripts.setup.places import REQUIREMENTS
from scripts.setup.running import show
from scripts.setup.say import Problem, clock, done, line


def set_up(with_tools: bool) -> None:
    began = time.monotonic()
    checks.machine()
    checks.folder_is_writable()
    checks.disk_has_room()
    frontend.check()
    build_environments(with_tools)
    frontend.build()
    product.prepare()
    done(f"Set up ({clock(time.monotonic() - began)})")


def build_environments(with_tools: bool) -> None:
    service, rasa = environments.both(with_tools)
    for environment in (service, rasa):
        environments.create(environment)
    # Unpacking is work for one core: two environments, two cores.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for each in [pool.submit(_service, service), pool.submit(environments.fill, rasa)]:
            each.result()


def _service(service: environments.Environment) -> None:
    environments.fill(service)
    environments.install_ourselves(service)
    torch.add(service)


def lock(upgrade: bool) -> None:
    """Install the .in files and write down what came."""
    build_environments(with_tools=True)
    locker = str(Path(__file__).with_name("lock.py"))
    for environment, names in zip(environments.both(True), (("service", "torch", "dev"), ("rasa", "rasa-dev"))):
        python = str(environment.python)
        files = [word for name in names for word in ("-r", str(REQUIREMENTS / f"{name}.in"))]
        show("pip", [python, "-m", "pip", "install", *(["--upgrade"] if upgrade else []), *files])
        show("Writing the locks", [python, locker, *names])
        subprocess.run([python, "-m", "pip", "check"], check=False)


def main() -> None:
    try:
        if "lock" in sys.argv[1:]:
            lock(upgrade="--upgrade" in sys.argv[1:])
        else:
            set_up(with_tools="--tools" in sys.argv[1:])
    except Problem as problem:
        line(f"✗ {problem}")
        sys.exit(1)
    except OSError as error:
        full = error.errno == 28
        line(f"✗ The disk is full: make room and run this again. ({error})" if full else f"✗ {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        line("✗ Stopped; run it again to go on where it was.")
        sys.exit(130)


if __name__ == "__main__":
    main()
