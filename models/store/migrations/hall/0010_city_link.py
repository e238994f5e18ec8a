"""The city a hall sends its log to."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0010"
down_revision = "hall_0009"


def upgrade() -> None:
    op.create_table(
        "city_link",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("ca_file", sa.String(), nullable=True),
        sa.Column("private_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("heard_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id"),
    )
