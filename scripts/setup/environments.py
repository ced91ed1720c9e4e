"""The two Python environments: made once, filled from the lock files, adopted where they already meet them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.setup import fingerprint, interpreters
from scripts.setup.fingerprint import Stamp
from scripts.setup.installed import pins_in
from scripts.setup.interpreters import Interpreter
from scripts.setup.places import RASA, REQUIREMENTS, ROOT, SERVICE, python_of
from scripts.setup.running import latest, quietly
from scripts.setup.say import Problem, done, line, timed

_INSTALLED = Path(__file__).with_name("installed.py")


@dataclass(frozen=True)
class Environment:
    """A folder, the Python it is for, and the lock files it holds."""

    folder: Path
    version: str
    locks: tuple[str, ...]

    @property
    def python(self) -> Path:
        return python_of(self.folder)

    @property
    def lock_files(self) -> list[Path]:
        return [REQUIREMENTS / f"{name}.txt" for name in self.locks]

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.folder / ".heyan" / "+".join(self.locks))


def both(with_tools: bool) -> list[Environment]:
    tools = ("dev",) if with_tools else ()
    rasa_tools = ("rasa-dev",) if with_tools else ()
    return [Environment(SERVICE, "3.11", ("service", *tools)), Environment(RASA, "3.10", ("rasa", *rasa_tools))]


def fill(environment: Environment) -> None:
    """Bring the environment to its locks; costs nothing when it is there already."""
    fresh = fingerprint.of_files(environment.lock_files, environment.version)
    if environment.stamp.is_current(fresh):
        return
    name = environment.folder.name
    wanted = [pin for path in environment.lock_files for pin in pins_in(path)]
    missing = unmet(environment)
    if missing:
        with timed(f"{name}: installing {len(missing)} of {len(wanted)} packages"):
            _install(environment, len(missing), len(wanted))
    else:
        done(f"{name}: all {len(wanted)} locked packages are there")
    environment.stamp.keep(fresh)


def unmet(environment: Environment) -> list[str]:
    """The pins that the environment does not meet."""
    command = [str(environment.python), str(_INSTALLED), *map(str, environment.lock_files)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().split()


def install_ourselves(environment: Environment) -> None:
    """The console script `heyan`, and our packages importable from wherever it is called."""
    fresh = fingerprint.of_files([ROOT / "pyproject.toml"])
    stamp = Stamp(environment.folder / ".heyan" / "heyan")
    if stamp.is_current(fresh):
        return
    command = [str(environment.python), "-m", "pip", "install", "--no-deps", "--no-index", "--no-build-isolation"]
    # compat: one path entry for the folder, so that a package added later is found without installing again.
    quietly("Installing heyan", [*command, "--config-settings", "editable_mode=compat", "-e", "."], latest("pip"))
    stamp.keep(fresh)
    done(f"{environment.folder.name}: the command heyan")


def create(environment: Environment) -> None:
    """Make the environment, empty, unless one for the right Python is there."""
    name, wanted = environment.folder.name, environment.version
    if environment.python.exists():
        there = interpreters.ask(environment.python, "already there")
        if there is None or not there.version.startswith(wanted + "."):
            found = f"Python {there.version}" if there else "no working Python"
            raise Problem(
                f"{name} holds {found}, not Python {wanted}: remove it with `rm -r {name}` and run this again."
            )
        return
    interpreter = interpreters.find(wanted)
    line(f"  {name}: Python {interpreter.version}, {interpreter.why} ({interpreter.path})")
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    quietly(f"Making {name}", maker(interpreter, environment.folder), latest(name))


def maker(interpreter: Interpreter, folder: Path) -> list[str]:
    """venv where it is whole (Debian ships it without ensurepip), else virtualenv, else uv."""
    if interpreter.has("venv", "ensurepip"):
        return [str(interpreter.path), "-m", "venv", str(folder)]
    if interpreter.has("virtualenv"):
        return [str(interpreter.path), "-m", "virtualenv", str(folder)]
    virtualenv = shutil.which("virtualenv")
    if virtualenv:
        return [virtualenv, "--python", str(interpreter.path), str(folder)]
    uv = shutil.which("uv")
    if uv:
        return [uv, "venv", "--seed", "--python", str(interpreter.path), str(folder)]
    version = ".".join(interpreter.version.split(".")[:2])
    raise Problem(
        f"Python {interpreter.version} ({interpreter.path}) cannot make environments: install python{version}-venv "
        "(needs root), or virtualenv or uv (need none), and run this again."
    )


def _install(environment: Environment, missing: int, total: int) -> None:
    name = environment.folder.name
    # --no-deps: the locks are complete, and so no dependency can bring torch with CUDA in by the back door.
    command = [str(environment.python), "-m", "pip", "install", "--no-deps", "--no-warn-script-location"]
    files = [word for path in environment.lock_files for word in ("-r", str(path))]

    def progress(said: list[str]) -> str:
        if any(text.startswith("Installing collected packages") for text in said):
            count = sum(1 for _ in environment.folder.glob("lib/python*/site-packages/*.dist-info"))
            return f"{name}: {min(count, total)} of {total} installed"
        fetching = [text.split()[1] for text in said if text.startswith("Collecting ")]
        return f"{name}: {len(fetching)} of {missing} fetched · {fetching[-1] if fetching else 'asking the index'}"

    quietly(f"Installing into {environment.folder.name}", [*command, *files], progress)
