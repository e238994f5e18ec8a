"""What became of each ticket's paper, in a table of its own; how much of the roll is left."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0008"
down_revision = "kiosk_0007"


def upgrade() -> None:
    op.create_table(
        "print_job",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("queued_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_table(
        "paper_roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Float(), nullable=False),
        sa.Column("used_mm", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.drop_column("ticket", "print_state")
