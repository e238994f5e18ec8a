from tests.helpers.databases import sqlite_database

__all__ = ["sqlite_database"]
