"""Joins the studio's exports and imports with the project's files and its repository."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.nlu_files.publishing import FilePublisher
from handoff.adapters.nlu_files.training_data import TrainingData
from handoff.adapters.sql.studio_exchange import SqlExchange
from handoff.adapters.sql.studio_exports import SqlExports
from handoff.adapters.studio_catalogue import DomainFile
from handoff.adapters.studio_formats.reading import Formats
from handoff.domain.studio.masking import Masking
from handoff.services.ports import Clock, NewId
from handoff.services.studio.data_use_cases import StudioData
from handoff.services.studio.exchanging import Exchange
from handoff.services.studio.exporting import Exporting


def open_studio_data(
    engine: AsyncEngine, project: Path, journal: Path, masking: Masking, now: Clock, new_id: NewId
) -> StudioData:
    """`project`: the folder of `domain.yml` and `data`; `journal`: a folder for what a crash must not forget."""
    data = TrainingData(project)
    exporting = Exporting(SqlExports(engine), data, FilePublisher(project, journal), now, new_id)
    catalogue = DomainFile(project / "domain.yml")
    return StudioData(exporting, Exchange(SqlExchange(engine), Formats(), data, catalogue, masking, now, new_id))
