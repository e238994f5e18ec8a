"""How each kiosk says it is, and which parked entries somebody has looked at."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0008"
down_revision = "hall_0007"


def upgrade() -> None:
    op.add_column("issuer", sa.Column("health", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("issuer", sa.Column("health_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("issuer", sa.Column("clock_ahead_ms", sa.BigInteger(), nullable=True))
    op.add_column("parked", sa.Column("seen_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("parked", sa.Column("seen_by", sa.String(), nullable=True))
