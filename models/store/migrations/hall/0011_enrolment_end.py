"""When an enrolment was no more in use: its papers are good until the end of that day."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0011"
down_revision = "hall_0010"


def upgrade() -> None:
    op.add_column("series_given", sa.Column("ended_at_ms", sa.BigInteger(), nullable=True))
