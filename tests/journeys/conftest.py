from tests.helpers.browsers import browser
from tests.helpers.databases import database_url, postgres

__all__ = ["browser", "database_url", "postgres"]
