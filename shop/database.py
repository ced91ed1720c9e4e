"""Opens the shop's database: SQLite with WAL and immediate writes, or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from shop import tables, tables_catalogue, tables_service
from shop.columns import metadata
from shop.errors import ShopUnavailable

_BUSY_MS = 5000
# Imported to be known to `metadata`.
_TABLES = (tables, tables_service, tables_catalogue)


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`; connects on first use."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A bare postgresql:// would ask for psycopg2, which is not installed.
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def create_tables(engine: Engine) -> None:
    with writing(engine) as connection:
        metadata.create_all(connection)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read one consistent picture from; raises ShopUnavailable."""
    with _translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed at the end, rolled back by any error; raises ShopUnavailable."""
    with _translated(), engine.connect().execution_options(shop_writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise ShopUnavailable(str(error.orig)) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver would begin by itself, too late and deferred; SQLAlchemy's begin event does it instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns from reading to writing fails at once instead of waiting its turn.
    writes = connection.get_execution_options().get("shop_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
