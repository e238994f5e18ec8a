"""Halls that were put back from a backup: their epoch, and what they gather before they go on."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0009"
down_revision = "hall_0008"


def upgrade() -> None:
    op.add_column("hall", sa.Column("epoch", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("hall", sa.Column("recovering_since_ms", sa.BigInteger(), nullable=True))
    op.add_column("hall", sa.Column("replaced_by", sa.BigInteger(), nullable=True))
    op.add_column("issuer", sa.Column("last_arrival_ms", sa.BigInteger(), nullable=True))
    op.add_column("hall", sa.Column("base_seq", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("command", sa.Column("first_seq", sa.BigInteger(), nullable=True))
    op.add_column("command", sa.Column("last_seq", sa.BigInteger(), nullable=True))
    op.create_table(
        "recovery_peer",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("waived_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "peer"),
    )
    op.create_table(
        "recovered_entry",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "seq", "hash"),
    )
