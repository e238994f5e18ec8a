"""What the hall's kiosks show while nobody is there."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0003"
down_revision = "kiosk_0002"


def upgrade() -> None:
    op.create_table(
        "playlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
