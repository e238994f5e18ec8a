"""A hall that was put back calls nobody before it holds what kiosks had written before."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0012"
down_revision = "hall_0011"


def upgrade() -> None:
    op.add_column("hall", sa.Column("gathered_at_ms", sa.BigInteger(), nullable=True))
    own_last = sa.Column("own_last", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("recovery_peer", own_last)
