from tests.helpers.browsers import browser
from tests.helpers.databases import database_url, postgres, sqlite_database

__all__ = ["browser", "database_url", "postgres", "sqlite_database"]
