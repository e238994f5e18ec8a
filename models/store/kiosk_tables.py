"""The tables of a kiosk: its own log, which is also its outbox, and what it needs to work alone."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from models.store.event_rows import event_columns

metadata = MetaData()

# One row: how far the hall has confirmed this kiosk's log.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acked", BigInteger, nullable=False),
)

# One row: what the hall last said it offers, so that the kiosk works when the hall cannot be asked.
catalogue = Table(
    "catalogue",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("payload", Text, nullable=False),
)

# What the hall tells by editions, such as its procedures, and the tag that says which edition it is.
told = Table(
    "told",
    metadata,
    Column("topic", String, primary_key=True),
    Column("payload", Text, nullable=False),
    Column("tag", String, nullable=False),
)

series_count = Table(
    "series_count",
    metadata,
    Column("service_id", String, primary_key=True),
    Column("service_day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", String, primary_key=True),
    Column("public_id", String, nullable=False, unique=True),
    Column("service_id", String, nullable=False),
    Column("service_day", Date, nullable=False),
    Column("number", String, nullable=False),
    Column("issued_at_ms", BigInteger, nullable=False),
    Column("print_state", String, nullable=False),
    UniqueConstraint("service_day", "number"),
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
)

# The appointments of the day as the hall told them, and who came to this kiosk. No names, no contacts.
booking = Table(
    "booking",
    metadata,
    Column("ticket_id", String, primary_key=True),
    Column("public_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("service_id", String, nullable=False),
    Column("slot_ms", BigInteger, nullable=False),
    Column("in_time_until_ms", BigInteger, nullable=False),
    Column("code", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("checked_in_at_ms", BigInteger),
)

# A face is kept only after consent, only as a sealed template, and only until it expires.
person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("shown_name", String, nullable=False),
    Column("sealed_template", LargeBinary, nullable=False),
    Column("engine", String, nullable=False),
    Column("consented_at_ms", BigInteger, nullable=False),
    Column("consent_text", String, nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
)

# What was agreed to, and when and why that ended. It stays when the face is erased, and then names nobody.
face_consent = Table(
    "face_consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String, nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("given_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("ended_by", String),
)
