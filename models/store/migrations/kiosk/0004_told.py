"""All that the hall tells by editions in one table: the playlist, and now the procedures."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0004"
down_revision = "kiosk_0003"


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("topic"),
    )
    op.execute("INSERT INTO told (topic, payload, tag) SELECT 'playlist', payload, tag FROM playlist")
    op.drop_table("playlist")
