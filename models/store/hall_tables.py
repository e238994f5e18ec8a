"""The tables of a hall: what it offers, who works there, the tickets, and the log that is the truth."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.store.event_rows import event_columns
from models.ticket import TicketState

metadata = MetaData()

hall = Table(
    "hall",
    metadata,
    Column("id", String, primary_key=True),
    Column("authority", String, nullable=False),
    Column("centre", String, nullable=False),
    Column("name", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("feed_seq", BigInteger, nullable=False, default=0),
    Column("feed_hash", String(64), nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("letter", String(1), nullable=False),
    Column("name_vi", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("examples_vi", String, nullable=False),
    Column("examples_en", String, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("hall_id", "letter"),
)

procedure = Table(
    "procedure",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("code", String),
    Column("name_vi", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("service_id", String, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("service_ids", JSON, nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id")),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("login", String, nullable=False),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    UniqueConstraint("hall_id", "login"),
)

session = Table(
    "session",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
    Column("seen_at_ms", BigInteger, nullable=False),
)

issuer = Table(
    "issuer",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("id", String, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("series", String, nullable=False),
    Column("token_sha256", String(64)),
    Column("high", BigInteger, nullable=False, default=0),
    Column("high_hash", String(64), nullable=False),
    Column("last_contact_ms", BigInteger),
    UniqueConstraint("hall_id", "series"),
)

series_count = Table(
    "series_count",
    metadata,
    Column("issuer_id", ForeignKey("issuer.id"), primary_key=True),
    Column("service_id", String, primary_key=True),
    Column("service_day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

_states = ", ".join(f"'{state}'" for state in TicketState)
ticket = Table(
    "ticket",
    metadata,
    Column("id", String, primary_key=True),
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("issuer_id", ForeignKey("issuer.id"), nullable=False),
    Column("public_id", String, nullable=False, unique=True),
    Column("service_id", String, nullable=False),
    Column("service_day", Date, nullable=False),
    Column("number", String, nullable=False),
    Column("state", String, CheckConstraint(f"state IN ({_states})", name="known_state"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("arrived_at_ms", BigInteger, nullable=False),
    Column("called_at_ms", BigInteger),
    Column("counter_number", Integer),
    Column("calls", Integer, nullable=False, default=0),
    UniqueConstraint("hall_id", "service_day", "number"),
    Index("ticket_queue", "hall_id", "service_day", "state", "arrived_at_ms"),
)

event = Table(
    "event",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
    Column("service_day", Date, nullable=False, index=True),
)

command = Table(
    "command",
    metadata,
    Column("actor", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("answer", JSON, nullable=False),
)

parked = Table(
    "parked",
    metadata,
    Column("issuer_id", ForeignKey("issuer.id"), primary_key=True),
    Column("incarnation", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String, nullable=False),
    Column("raw", Text, nullable=False),
)
