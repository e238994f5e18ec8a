"""The cards a hall's kiosks show while nobody stands at them."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0004"
down_revision = "hall_0003"


def upgrade() -> None:
    op.create_table(
        "playlist",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("shows_hall_status", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id"),
    )
    op.create_table(
        "playlist_card",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title_vi", sa.String(), nullable=False),
        sa.Column("text_vi", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=True),
        sa.Column("shown_from", sa.Date(), nullable=True),
        sa.Column("shown_until", sa.Date(), nullable=True),
        sa.Column("shown_s", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "id"),
        sa.UniqueConstraint("hall_id", "position"),
    )
