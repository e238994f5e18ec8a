from tests.helpers.browsers import browser, same_network
from tests.helpers.databases import database_url, postgres, sqlite_database

__all__ = ["browser", "database_url", "postgres", "same_network", "sqlite_database"]
