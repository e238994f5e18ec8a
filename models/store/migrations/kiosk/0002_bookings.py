"""The day's appointments, so that their citizens are let in while the hall cannot be asked."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0002"
down_revision = "kiosk_0001"


def upgrade() -> None:
    op.create_table(
        "booking",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("slot_ms", sa.BigInteger(), nullable=False),
        sa.Column("in_time_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_in_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("ticket_id"),
        sa.UniqueConstraint("code"),
    )
