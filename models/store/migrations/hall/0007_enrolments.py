"""Kiosks sign what they ask. A kiosk that showed a token stays known, but must be enrolled anew."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0007"
down_revision = "hall_0006"

KIOSK_OF_OLD = ""  # a key that nobody has: it is a kiosk of the hall, and opens nothing


def upgrade() -> None:
    op.add_column("hall", sa.Column("series_nth", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE hall SET series_nth = (SELECT COALESCE(SUM(issuer.incarnation), 0) FROM issuer"
        " WHERE issuer.hall_id = hall.id AND issuer.token_sha256 IS NOT NULL)"
    )
    op.add_column("issuer", sa.Column("public_key", sa.String(length=64), nullable=True))
    op.execute(f"UPDATE issuer SET public_key = '{KIOSK_OF_OLD}' WHERE token_sha256 IS NOT NULL")  # noqa: S608
    op.drop_column("issuer", "token_sha256")
    op.create_table(
        "series_given",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("given_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"]),
        sa.PrimaryKeyConstraint("hall_id", "nth"),
        sa.UniqueConstraint("hall_id", "series"),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("issuer_id", sa.String(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_nth", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("hall_id", "issuer_id"),
    )
