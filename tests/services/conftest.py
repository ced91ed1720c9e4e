"""Both databases for every test of this folder."""

from tests.services.operating import operator
from tests.support.database_fixtures import database_url, desk, postgres_migrated, sqlite_file

__all__ = ["database_url", "desk", "operator", "postgres_migrated", "sqlite_file"]
