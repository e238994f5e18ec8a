"""Alembic's entry: runs the migrations of one schema on the connection that `database.py` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
