from tests.helpers.browsers import browser
from tests.helpers.databases import database, database_url, postgres, postgres_url, sqlite_database

__all__ = ["browser", "database", "database_url", "postgres", "postgres_url", "sqlite_database"]
