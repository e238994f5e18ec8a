"""The epoch of the hall that is followed, and a copy of its log."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0007"
down_revision = "kiosk_0006"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("epoch", sa.BigInteger(), nullable=False, server_default="1"))
    op.create_table(
        "hall_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
