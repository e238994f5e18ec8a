from tests.helpers.databases import database_url, postgres, postgres_url

__all__ = ["database_url", "postgres", "postgres_url"]
