"""What Heyan works with: the database and its migrations, people, Redis, the trained model, the demo shop."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

from redis import Redis, RedisError
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from handoff.adapters.sql import engine as our_database
from handoff.adapters.sql import migrate
from handoff.checkup.finding import Finding, State, broken, fine, note
from handoff.commands import train
from handoff.domain.agent import Role
from handoff.running import redis_server
from handoff.running.errors import CannotStart
from handoff.settings import LOOPBACK, ROOT, Settings
from shop.database import open_engine
from shop.errors import ShopUnavailable
from shop.http import open_http_shop
from shop.http_calls import Patience
from shop.http_errors import TokenRefused
from shop.tables import SCHEMA_VERSION

_SET_UP = "run `make setup`"


def look(settings: Settings) -> Iterator[Finding]:
    database = _database(settings.database_url)
    yield database
    if database.state is State.FINE:
        yield _people(settings.database_url)
    yield _shop_api(settings) if settings.shop_api_url else _shop(settings.shop_database_url)
    yield _redis(settings.redis_url)
    yield _model(settings)


def _database(url: str) -> Finding:
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        if _is_absent_file(url):
            return broken("database", f"{shown} does not exist", "run `heyan migrate`")
        is_current = asyncio.run(migrate.is_current(url))
    except (SQLAlchemyError, ArgumentError, OSError, ImportError) as error:
        return broken("database", _first_line(error), "check DATABASE_URL and that its server runs")
    if not is_current:
        return broken("database", "its schema is older or newer than the code", "run `heyan migrate`")
    return fine("database", shown)


def _people(url: str) -> Finding:
    """How many there are of each role; a role without anybody is work that nobody does."""
    counts = asyncio.run(_roles(url))
    nobody = next((role for role in Role if role not in counts), None)
    told = ", ".join(f"{role} {counts.get(role, 0)}" for role in Role)
    return note("people", told, f"run `heyan user add NAME --role {nobody}`") if nobody else fine("people", told)


async def _roles(url: str) -> dict[str, int]:
    engine = our_database.open_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(read_only=True)
            found = await connection.execute(text("SELECT role, count(*) FROM users GROUP BY role"))
            return {role: int(count) for role, count in found}
    finally:
        await engine.dispose()


def _shop(url: str) -> Finding:
    try:
        if _is_absent_file(url):
            return broken("demo shop", "not there", _SET_UP)
        engine = open_engine(url)
        with engine.connect() as connection:
            orders = connection.scalar(text("SELECT count(*) FROM orders"))
            version = connection.scalar(text("SELECT version FROM schema_version"))
        engine.dispose()
    except (SQLAlchemyError, ArgumentError, ImportError) as error:
        return broken("demo shop", _first_line(error), f"{_SET_UP}, or check SHOP_DATABASE_URL")
    if version != SCHEMA_VERSION:
        return broken("demo shop", "it was made by another version", _SET_UP)
    return fine("demo shop", f"{orders} orders") if orders else broken("demo shop", "holds no orders", _SET_UP)


def _shop_api(settings: Settings) -> Finding:
    """Reachable, lets us in, speaks as docs/shop-api.yaml says; only the catalogue is asked for."""
    url = settings.shop_api_url or ""
    patience = Patience(settings.shop_api_connect_seconds, settings.shop_api_read_seconds)
    shop = open_http_shop(url, settings.shop_api_token.get_secret_value(), patience)
    try:
        count = len(shop.products())
    except TokenRefused as error:
        return broken("shop API", str(error), "check SHOP_API_TOKEN")
    except ShopUnavailable as error:
        return broken("shop API", str(error), "check SHOP_API_URL and that the shop keeps docs/shop-api.yaml")
    finally:
        shop.close()
    if not count:
        return broken("shop API", "its catalogue is empty", "check SHOP_API_URL: the bot knows goods by the catalogue")
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return note("shop API", f"answers, {count} products, but nothing is encrypted", "use https in SHOP_API_URL")
    return fine("shop API", f"answers, {count} products")


def _redis(url: str | None) -> Finding:
    if url is None:
        try:
            return fine("Redis", f"our own, {redis_server.find_server()}")
        except CannotStart as error:
            return broken("Redis", str(error), _SET_UP)
    try:
        with Redis.from_url(url, socket_timeout=3) as redis:
            redis.ping()
    except (RedisError, ValueError) as error:
        return broken("Redis", _first_line(error), "check REDIS_URL, or leave it out: Heyan then brings its own")
    return fine("Redis", "REDIS_URL answers")


def _model(settings: Settings) -> Finding:
    if not settings.rasa_model.exists():
        return broken("model", f"{settings.rasa_model} is missing", "run `heyan train`")
    stamp = train.MODEL.with_name("heyan.fingerprint")
    is_ours = settings.rasa_model == train.MODEL and stamp.exists()
    if is_ours and stamp.read_text(encoding="ascii") != train.fingerprint_of(ROOT, settings.encoder_model):
        return note("model", "the data, or the encoder, has changed since it was trained", "run `heyan train`")
    return fine("model", str(settings.rasa_model))


def _is_absent_file(url: str) -> bool:
    """Asked before connecting, since connecting would make an empty database of it."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return False
    return not (ROOT / parsed.database).exists()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
