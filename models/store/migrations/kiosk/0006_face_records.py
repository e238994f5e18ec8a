"""Face records with a key, a card and a hall of their own.

Templates sealed before have no such key and cannot be carried over: those people are asked again.
"""

import time

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0006"
down_revision = "kiosk_0005"


def upgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE face_consent SET ended_at_ms = :now, ended_by = 'expired' WHERE ended_at_ms IS NULL"
        ).bindparams(now=int(time.time() * 1000))
    )
    op.drop_table("person")
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("shown_name", sa.String(), nullable=False),
        sa.Column("card_digest", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed_template", sa.LargeBinary(), nullable=False),
        sa.Column("secret_id", sa.String(), nullable=False),
        sa.Column("consent_text", sa.String(), nullable=False),
        sa.Column("consented_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_card_digest", "person", ["card_digest"])
    op.create_table(
        "face_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("erased_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("erased_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id"),
    )
    op.create_table(
        "face_cursor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "face_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_face_use_person_id", "face_use", ["person_id"])
