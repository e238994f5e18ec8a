"""The whole life of a ticket: priorities, appointments, transfers, holds, undo; rules; webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "hall_0002"
down_revision = "hall_0001"

STATES = "'booked', 'waiting', 'called', 'serving', 'held', 'no_show', 'finished', 'cancelled', 'expired'"
LINE = ["hall_id", "service_day", "state", "sent_to", "service_id"]


def upgrade() -> None:
    op.add_column("hall", sa.Column("feed_at_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("hall", sa.Column("rules", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("service", sa.Column("typical_min", sa.Float(), nullable=False, server_default="10"))
    op.add_column("service", sa.Column("most_a_day", sa.Integer(), nullable=True))
    op.add_column("service", sa.Column("slot_capacity", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("counter", sa.Column("shifts", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("counter", sa.Column("paused_reason", sa.String(), nullable=True))
    op.add_column("counter", sa.Column("opened_on", sa.Date(), nullable=True))
    op.add_column("counter", sa.Column("undo", sa.JSON(), nullable=True))
    op.add_column("staff", sa.Column("service_ids", sa.JSON(), nullable=True))
    op.add_column("command", sa.Column("order", sa.Text(), nullable=False, server_default=""))
    _keep_answers()
    op.drop_index(op.f("ix_event_service_day"), "event")
    op.create_index("event_of_day", "event", ["hall_id", "service_day", "seq"])
    _widen_ticket()
    op.create_table(
        "overtaking",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("counts_from_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "version", "service_id"),
    )
    op.create_index("overtaking_of", "overtaking", ["service_day", "service_id", "counts_from_ms"])
    op.create_table(
        "booking",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("remind_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("ticket_id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_booking_remind_at_ms"), "booking", ["remind_at_ms"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("sent_seq", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def _widen_ticket() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_index("ticket_queue")
        if op.get_bind().dialect.name == "postgresql":  # SQLite's copy of the table leaves it out by itself
            ticket.drop_constraint("known_state", type_="check")
        ticket.create_check_constraint("known_state", f"state IN ({STATES})")
        ticket.add_column(sa.Column("counts_from_ms", sa.BigInteger(), nullable=True))
        ticket.add_column(sa.Column("then_service_ids", sa.JSON(), nullable=False, server_default="[]"))
        ticket.add_column(sa.Column("priority", sa.String(), nullable=False, server_default="regular"))
        ticket.add_column(
            sa.Column("priority_checked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        ticket.add_column(sa.Column("slot_ms", sa.BigInteger(), nullable=True))
        ticket.add_column(sa.Column("sent_to", sa.String(), nullable=False, server_default=""))
        ticket.add_column(sa.Column("no_shows", sa.Integer(), nullable=False, server_default="0"))
        ticket.add_column(sa.Column("held_by", sa.String(), nullable=True))
        ticket.add_column(sa.Column("held_until_ms", sa.BigInteger(), nullable=True))
        ticket.add_column(sa.Column("outcome", sa.String(), nullable=True))
    op.execute("UPDATE ticket SET counts_from_ms = arrived_at_ms")
    with op.batch_alter_table("ticket") as ticket:
        ticket.alter_column("counts_from_ms", existing_type=sa.BigInteger(), nullable=False)
    op.create_index("ticket_line", "ticket", [*LINE, "priority", "counts_from_ms", "id"])
    for name, of, columns in (
        ("ticket_called", "called_at_ms IS NOT NULL", ["called_at_ms"]),
        ("ticket_at_counter", "counter_number IS NOT NULL", ["counter_number"]),
        ("ticket_not_over", "state NOT IN ('cancelled', 'expired', 'finished')", []),
        ("ticket_sent", "sent_to != ''", ["state", "sent_to", "counts_from_ms", "id"]),
    ):
        where = sa.text(of)
        columns = ["hall_id", "service_day", *columns]
        op.create_index(name, "ticket", columns, postgresql_where=where, sqlite_where=where)


def _keep_answers() -> None:
    """A command sent again across the upgrade must not be done again.

    The first version stored its key behind what was ordered (`call 1 KEY`). What was ordered is told in
    other words now, so it stays empty: the repeat is refused, and the person looks at what stands there.
    """
    command = sa.table("command", *map(sa.column, ("actor", "key", "at_ms")))
    connection = op.get_bind()
    newest: dict[tuple[str, str], str] = {}
    for actor, key in connection.execute(
        sa.select(command.c.actor, command.c.key).order_by(command.c.at_ms)
    ).all():
        short = actor, key.rpartition(" ")[2]
        if (older := newest.get(short)) is not None:
            connection.execute(command.delete().where(command.c.actor == actor, command.c.key == older))
        newest[short] = key
    for (actor, short_key), key in newest.items():
        if short_key != key:
            of_old = command.update().where(command.c.actor == actor, command.c.key == key)
            connection.execute(of_old.values(key=short_key))
