from tests.helpers.browsers import browser, same_network
from tests.helpers.databases import database, database_url, postgres, postgres_url, sqlite_database

__all__ = [
    "browser",
    "database",
    "database_url",
    "postgres",
    "postgres_url",
    "same_network",
    "sqlite_database",
]
