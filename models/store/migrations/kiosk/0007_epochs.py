"""The epoch of the hall that is followed, a copy of its log, and one count for each service."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0007"
down_revision = "kiosk_0006"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("epoch", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("outbox", sa.Column("behind_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.rename_table("series_count", "count_of_day")
    op.create_table(
        "series_count",
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("sure_day", sa.Date(), nullable=True),
        sa.Column("has_unsure", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("service_id"),
    )
    op.execute(
        "INSERT INTO series_count SELECT service_id, last, service_day, 1 = 0 FROM count_of_day AS one"
        " WHERE service_day = (SELECT MAX(service_day) FROM count_of_day WHERE service_id = one.service_id)"
    )
    op.drop_table("count_of_day")
    op.create_table(
        "hall_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
