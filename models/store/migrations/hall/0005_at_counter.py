"""Who is at a counter is found without looking at all whom it has served today."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0005"
down_revision = "hall_0004"


def upgrade() -> None:
    op.drop_index("ticket_at_counter", "ticket")
    where = sa.text("state IN ('called', 'serving')")
    op.create_index(
        "ticket_at_counter",
        "ticket",
        ["hall_id", "service_day", "counter_number"],
        postgresql_where=where,
        sqlite_where=where,
    )
