"""Opens the knowledge base and its encoder, apart from all else: only the worker and some commands pay for it."""

from contextlib import suppress

from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import Encoder, KnowledgeSearch
from handoff.services.knowledge_steady import NoEncoder, Searching, SteadySearch
from handoff.settings import ROOT, Settings


def open_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name; it is loaded, or asked, at the first text. Raises BadInput."""
    from handoff.adapters.encoder import choose_encoder  # noqa: PLC0415 (numpy is imported only where it is used)

    return choose_encoder(
        settings.encoder_model,
        url=settings.encoder_url,
        token=settings.encoder_token.get_secret_value(),
        cache=ROOT / "build" / "encoders",
    )


def open_knowledge(settings: Settings, encoder: Encoder | None = None) -> KnowledgeSearch:
    """The knowledge base with its encoder loaded: seconds of work, so only the worker and its command ask for it.

    Raises EncoderUnavailable while the named endpoint is away.
    """
    return _knowledge(encoder or open_encoder(settings), "learnt.npz")


def open_wording() -> KnowledgeSearch:
    """The same knowledge base, searched by wording alone: for when the encoder is away."""
    return _knowledge(NoEncoder(), "learnt_wording.npz")


def open_steady(settings: Settings) -> Searching:
    """The search that answers without the named endpoint too; an encoder of our own is never away."""
    if not settings.encoder_url:
        return open_knowledge(settings)
    steady = SteadySearch(open_wording())
    with suppress(EncoderUnavailable):
        steady.dense = open_knowledge(settings)
    return steady


def _knowledge(encoder: Encoder, memory: str) -> KnowledgeSearch:
    from handoff.adapters.knowledge_files import read_knowledge  # noqa: PLC0415
    from handoff.adapters.knowledge_memory import FileMemory  # noqa: PLC0415
    from handoff.adapters.simplified import simplify  # noqa: PLC0415

    base = read_knowledge(ROOT / "data" / "knowledge", ROOT / "data" / "shop" / "products.yml")
    return KnowledgeSearch.of(base, encoder, simplify, memory=FileMemory(ROOT / "build" / "knowledge" / memory))
