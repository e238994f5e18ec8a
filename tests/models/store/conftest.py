from tests.helpers.databases import database, database_url, postgres, postgres_url, sqlite_database

__all__ = ["database", "database_url", "postgres", "postgres_url", "sqlite_database"]
