"""The tables of a kiosk: its own log, which is also its outbox, and what it needs to work alone."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
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

# One row: how far the hall has confirmed this kiosk's log, and the epoch of the hall that is followed.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acked", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("behind_ms", BigInteger, nullable=False),
)

# A copy of the hall's own log: a hall that is put back from a backup asks for what came after it.
hall_log = Table(
    "hall_log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("raw", Text, nullable=False),
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
    Column("last", Integer, nullable=False),
    Column("sure_day", Date),
    Column("has_unsure", Boolean, nullable=False),
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
    UniqueConstraint("service_day", "number"),
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
)

# The paper of each ticket: wanted with the ticket, and what became of it. ticket: what it says, as JSON.
print_job = Table(
    "print_job",
    metadata,
    Column("ticket_id", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("queued_at_ms", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("trouble", String),
)

# One row: the roll in the printer, and how much of it is used.
paper_roll = Table(
    "paper_roll",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("length_mm", Float, nullable=False),
    Column("used_mm", Float, nullable=False),
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

# A face is kept only after consent, only as a sealed template, and only until it expires. The key that opens
# it lies in a file of its own (models.store.key_files).
person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("shown_name", String, nullable=False),
    Column("card_digest", String(64), index=True),
    Column("kind", String, nullable=False),
    Column("sealed_template", LargeBinary, nullable=False),
    Column("secret_id", String, nullable=False),
    Column("consent_text", String, nullable=False),
    Column("consented_at_ms", BigInteger, nullable=False),
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

# What the hall has not heard yet: this person's face is kept, or (with a time and a reason) it is erased.
face_outbox = Table(
    "face_outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String, nullable=False, unique=True),
    Column("erased_at_ms", BigInteger),
    Column("erased_by", String),
)

# One row: how far the hall's changes of faces are done here.
face_cursor = Table(
    "face_cursor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# What was done with somebody's face here, and when; it outlives the face, and then names nobody.
face_use = Table(
    "face_use",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String, nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("deed", String, nullable=False),
    Column("kind", String),
    Column("score", Float),
)
