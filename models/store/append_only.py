"""Make a table append-only in the database itself, so that not even a mistake of ours rewrites the record."""

from alembic import op

_POSTGRES = """
CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only();
"""
_SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} BEGIN
SELECT RAISE(ABORT, 'the log is append-only'); END
"""


def forbid_changes(table: str) -> None:
    """Refuse every UPDATE and DELETE on `table`, from within a migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRES.format(table=table))
    else:
        for deed in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(table=table, deed=deed))
