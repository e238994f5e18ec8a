"""The faces the kiosks of a hall know, sealed, and who on the staff has looked at them."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0006"
down_revision = "hall_0005"


def upgrade() -> None:
    op.create_table(
        "face_record",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("shown_name", sa.String(), nullable=True),
        sa.Column("card_digest", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("sealed_template", sa.LargeBinary(), nullable=True),
        sa.Column("secret_id", sa.String(), nullable=True),
        sa.Column("consent_text", sa.Text(), nullable=True),
        sa.Column("consented_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("erased_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("erased_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(erased_at_ms IS NULL AND sealed_template IS NOT NULL) OR "
            "(erased_at_ms IS NOT NULL AND sealed_template IS NULL AND shown_name IS NULL "
            "AND card_digest IS NULL)",
            name="erased_or_held",
        ),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "person_id"),
        sa.UniqueConstraint("hall_id", "seq"),
    )
    op.create_index("face_of_card", "face_record", ["hall_id", "card_digest"])
    op.create_table(
        "face_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("face_access_of", "face_access", ["hall_id", "person_id"])
    op.add_column("issuer", sa.Column("faces_seen", sa.BigInteger(), nullable=True))
    op.add_column("issuer", sa.Column("faces_seen_at_ms", sa.BigInteger(), nullable=True))
