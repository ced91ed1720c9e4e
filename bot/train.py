"""Train the bot into one archive: `python -m bot.train --out models/heyan.tar.gz`, run from the project root."""

import argparse
import io
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO

from bot.encoder import EncoderNeeded


def main(arguments: list[str] | None = None) -> int:
    """Train and put the archive in place in one step, so that nobody ever loads half a model."""
    options = _options(arguments)
    quiet_libraries()
    started = time.monotonic()
    _say("Training the bot: loading Rasa …")
    # Rasa is imported late: it takes seconds, and the settings above must be in place first.
    from rasa.engine.exceptions import GraphComponentException  # noqa: PLC0415
    from rasa.model_training import train  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    configure_structlog(logging.WARNING)

    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out.parent, prefix=".training-") as folder:
        _say("Training the bot: what lines mean, then the dialogue …")
        # Rasa announces the temporary file as the result; its words are shown only when something went wrong.
        with redirect_stdout(io.StringIO()) as said:
            try:
                result = train(
                    domain=str(options.domain),
                    config=str(options.config),
                    training_files=[str(one) for one in options.data],
                    output=folder,
                    force_training=True,
                    fixed_model_name="heyan",
                )
            except GraphComponentException as error:
                if not isinstance(error.__cause__, EncoderNeeded):
                    raise
                _say(str(error.__cause__))
                return 1
        if result.code != 0 or result.model is None:
            _say(f"{said.getvalue()}\nTraining failed; the reason stands above.")
            return 1
        shutil.move(result.model, options.out.with_suffix(".new"))
        options.out.with_suffix(".new").replace(options.out)
    _say(f"Trained in {time.monotonic() - started:.0f} s: {options.out} ({options.out.stat().st_size / 1e6:.1f} MB)")
    return 0


def quiet_libraries() -> None:
    """Before Rasa is imported: no telemetry, no cache of old trainings, one thread a library, only our own progress."""
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false",
        RASA_MAX_CACHE_SIZE="0",
        TF_CPP_MIN_LOG_LEVEL="3",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        LOG_LEVEL="ERROR",
    )
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    warnings.showwarning = _show_warning
    logging.basicConfig(level=logging.WARNING, format="  %(message)s", stream=sys.stderr)
    logging.getLogger("bot").setLevel(logging.INFO)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--domain", type=Path, default=Path("domain.yml"))
    parser.add_argument(
        "--data", type=Path, nargs="+", default=[Path("data/nlu"), Path("data/rules"), Path("data/stories")]
    )
    parser.add_argument("--out", type=Path, default=Path("models/heyan.tar.gz"))
    return parser.parse_args(arguments)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,  # noqa: ARG001 - Python passes it by name
    lineno: int,  # noqa: ARG001 - Python passes it by name
    file: TextIO | None = None,  # noqa: ARG001 - Python passes it by name
    line: str | None = None,  # noqa: ARG001 - Python passes it by name
) -> None:
    # What Rasa says about our data matters; what its libraries of 2023 say about each other does not.
    if category is UserWarning and "Slot auto-fill" not in str(message):
        _say(f"  {message}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
