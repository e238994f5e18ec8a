"""The catalogue of procedures, in editions, each from its day on; it takes the place of the plain list."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0003"
down_revision = "hall_0002"


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("imported_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "number"),
    )
    op.drop_table("procedure")
