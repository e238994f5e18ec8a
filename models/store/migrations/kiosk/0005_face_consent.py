"""The proof of what was agreed to about a face, and of its end, which outlives the face."""

import sqlalchemy as sa
from alembic import op

revision = "kiosk_0005"
down_revision = "kiosk_0004"


def upgrade() -> None:
    op.create_table(
        "face_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_face_consent_person_id", "face_consent", ["person_id"])
    op.execute(
        "INSERT INTO face_consent (person_id, text, given_at_ms)"
        " SELECT id, consent_text, consented_at_ms FROM person"
    )
