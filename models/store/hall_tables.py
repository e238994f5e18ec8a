"""The tables of a hall: what it offers, who works there, the tickets, and the log that is the truth."""

from collections.abc import Iterable

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)

from models.store.event_rows import event_columns
from models.ticket import AT_COUNTER, MOVES, Move, TicketState

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
    Column("feed_at_ms", BigInteger, nullable=False, default=0),
    Column("rules", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False, default=1),
    Column("recovering_since_ms", BigInteger),
    Column("gathered_at_ms", BigInteger),
    Column("replaced_by", BigInteger),
    Column("base_seq", BigInteger, nullable=False, default=0),
    Column("series_nth", Integer, nullable=False, default=0),
)

# While a hall that was put back from a backup gathers what it lost: who has been heard, and what they held.
recovery_peer = Table(
    "recovery_peer",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("peer", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("waived_by", String),
    Column("own_last", BigInteger, nullable=False, default=0),
)

recovered_entry = Table(
    "recovered_entry",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), primary_key=True),
    Column("raw", Text, nullable=False),
    Column("is_late", Boolean, nullable=False),
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
    Column("typical_min", Float, nullable=False),
    Column("most_a_day", Integer),
    Column("slot_capacity", Integer, nullable=False),
    UniqueConstraint("hall_id", "letter"),
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edition", String, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("imported_at_ms", BigInteger, nullable=False),
    Column("imported_by", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("service_ids", JSON, nullable=False),
    Column("staff_id", Integer, ForeignKey("staff.id")),
    Column("shifts", JSON, nullable=False),
    Column("paused_reason", String),
    Column("opened_on", Date),
    Column("undo", JSON(none_as_null=True)),
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
    Column("service_ids", JSON(none_as_null=True)),
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

# public_key: NULL is no kiosk, but a desk or one that was revoked; "" is one that still has to get a key.
issuer = Table(
    "issuer",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("id", String, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("series", String, nullable=False),
    Column("high", BigInteger, nullable=False, default=0),
    Column("high_hash", String(64), nullable=False),
    Column("last_contact_ms", BigInteger),
    Column("last_arrival_ms", BigInteger),
    Column("faces_seen", BigInteger),
    Column("faces_seen_at_ms", BigInteger),
    Column("public_key", String(64)),
    Column("health", JSON(none_as_null=True)),
    Column("health_at_ms", BigInteger),
    Column("clock_ahead_ms", BigInteger),
    UniqueConstraint("hall_id", "series"),
)

# One row for every enrolment of a kiosk there ever was: its number is the kiosk's incarnation.
series_given = Table(
    "series_given",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("issuer_id", ForeignKey("issuer.id"), nullable=False),
    Column("series", String, nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("given_at_ms", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("ended_at_ms", BigInteger),
    UniqueConstraint("hall_id", "series"),
)

# used_nth: the enrolment the code led to, so that whoever did not hear the answer can ask again.
enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("issuer_id", String, primary_key=True),
    Column("code_sha256", String(64), nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
    Column("used_nth", Integer),
)

series_count = Table(
    "series_count",
    metadata,
    Column("issuer_id", ForeignKey("issuer.id"), primary_key=True),
    Column("service_id", String, primary_key=True),
    Column("service_day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)


def _partial(name: str, of: TextClause, *columns: str) -> Index:
    """Of a day's tickets `of` which that holds: a planner takes it only where a statement says the same."""
    return Index(name, "hall_id", "service_day", *columns, postgresql_where=of, sqlite_where=of)


def _states(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


NOT_OVER = text(
    f"state NOT IN ({_states(sorted(set(TicketState) - {of for of, move in MOVES if move is Move.EXPIRE}))})"
)
IS_AT_COUNTER = text(f"state IN ({_states(sorted(AT_COUNTER))})")
_line = ("hall_id", "service_day", "state", "sent_to", "service_id")
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
    Column(
        "state",
        String,
        CheckConstraint(f"state IN ({_states(TicketState)})", name="known_state"),
        nullable=False,
    ),
    Column("version", Integer, nullable=False, default=1),
    Column("arrived_at_ms", BigInteger, nullable=False),
    Column("called_at_ms", BigInteger),
    Column("counter_number", Integer),
    Column("calls", Integer, nullable=False, default=0),
    Column("counts_from_ms", BigInteger, nullable=False),
    Column("then_service_ids", JSON, nullable=False),
    Column("priority", String, nullable=False),
    Column("priority_checked", Boolean, nullable=False),
    Column("slot_ms", BigInteger),
    Column("sent_to", String, nullable=False),
    Column("no_shows", Integer, nullable=False),
    Column("held_by", String),
    Column("held_until_ms", BigInteger),
    Column("outcome", String),
    UniqueConstraint("hall_id", "service_day", "number"),
    Index("ticket_line", *_line, "priority", "counts_from_ms", "id"),
    _partial("ticket_called", text("called_at_ms IS NOT NULL"), "called_at_ms"),
    _partial("ticket_at_counter", IS_AT_COUNTER, "counter_number"),
    _partial("ticket_not_over", NOT_OVER),
    _partial("ticket_sent", text("sent_to != ''"), "state", "sent_to", "counts_from_ms", "id"),
)

# One row for each time somebody was called before others who came earlier, and each service they waited for.
overtaking = Table(
    "overtaking",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("service_id", String, primary_key=True),
    Column("service_day", Date, nullable=False),
    Column("counts_from_ms", BigInteger, nullable=False),
    Index("overtaking_of", "service_day", "service_id", "counts_from_ms"),
)

booking = Table(
    "booking",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("contact", String),
    Column("remind_at_ms", BigInteger, index=True),
)

# A hall with a row here has chosen its own cards; any other shows what comes with the program.
playlist = Table(
    "playlist",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("shows_hall_status", Boolean, nullable=False),
)

playlist_card = Table(
    "playlist_card",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("title_vi", String, nullable=False),
    Column("text_vi", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("text_en", String, nullable=False),
    Column("icon", String),
    Column("shown_from", Date),
    Column("shown_until", Date),
    Column("shown_s", Integer, nullable=False),
    Column("on", Boolean, nullable=False),
    UniqueConstraint("hall_id", "position"),
)

# The key that opens a template is not here but in a file of its own (models/store/key_files.py).
face_record = Table(
    "face_record",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("shown_name", String),
    Column("card_digest", String),
    Column("kind", String),
    Column("sealed_template", LargeBinary),
    Column("secret_id", String),
    Column("consent_text", Text),
    Column("consented_at_ms", BigInteger),
    Column("expires_at_ms", BigInteger),
    Column("erased_at_ms", BigInteger),
    Column("erased_by", String),
    CheckConstraint(
        "(erased_at_ms IS NULL AND sealed_template IS NOT NULL) OR "
        "(erased_at_ms IS NOT NULL AND sealed_template IS NULL AND shown_name IS NULL "
        "AND card_digest IS NULL)",
        name="erased_or_held",
    ),
    UniqueConstraint("hall_id", "seq"),
    Index("face_of_card", "hall_id", "card_digest"),
)

face_access = Table(
    "face_access",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("person_id", String),
    Column("what", String, nullable=False),
    Column("by", String, nullable=False),
    Index("face_access_of", "hall_id", "person_id"),
)

webhook = Table(
    "webhook",
    metadata,
    Column("id", String, primary_key=True),
    Column("hall_id", ForeignKey("hall.id"), nullable=False),
    Column("url", String, nullable=False),
    Column("secret", String, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("sent_seq", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("retry_at_ms", BigInteger, nullable=False),
    Column("last_error", String),
)

# name, nth: as whom the city knows the hall; null until it has answered. high: what it said it holds.
city_link = Table(
    "city_link",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("url", String, nullable=False),
    Column("ca_file", String),
    Column("private_key", String(64), nullable=False),
    Column("name", String),
    Column("nth", Integer),
    Column("high", BigInteger, nullable=False),
    Column("heard_at_ms", BigInteger),
    Column("claimed_until_ms", BigInteger, nullable=False),
    Column("trouble", String),
)

event = Table(
    "event",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
    Column("service_day", Date, nullable=False),
    Index("event_of_day", "hall_id", "service_day", "seq"),
)

command = Table(
    "command",
    metadata,
    Column("actor", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("first_seq", BigInteger),
    Column("last_seq", BigInteger),
)

parked = Table(
    "parked",
    metadata,
    Column("issuer_id", ForeignKey("issuer.id"), primary_key=True),
    Column("incarnation", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String, nullable=False),
    Column("raw", Text, nullable=False),
    Column("seen_at_ms", BigInteger),
    Column("seen_by", String),
)
