"""Opens the database: SQLite in WAL with BEGIN IMMEDIATE, or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handoff.adapters.sql.turns import EngineWithTurns, Turns

_BUSY_TIMEOUT_MS = 10_000


def open_engine(url: str) -> AsyncEngine:
    """An engine whose every transaction may write.

    On SQLite it takes the write lock at its start, so that what was read inside it still holds at commit and a waiting
    writer waits, in its turn, instead of failing. What customers wrote stays out of error messages.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    database = make_url(url).database
    if not database or database == ":memory:":
        return engine
    file = Path(database)
    file.parent.mkdir(parents=True, exist_ok=True)
    return EngineWithTurns(engine, Turns(file, _BUSY_TIMEOUT_MS / 1000))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions on its own, or BEGIN IMMEDIATE comes too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # Readers that said so beforehand take no write lock: WAL lets them read while somebody writes.
    deferred = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")
