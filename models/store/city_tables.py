"""The tables of a city's database: the logs of its halls, as each hall wrote its own."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table

from models.store.event_rows import event_columns

metadata = MetaData()

# name: what the hall calls itself. nth: how many keys it has had; the last one counts. epoch: of the hall.
hall = Table(
    "hall",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String),
    Column("timezone", String),
    Column("nth", Integer, nullable=False),
    Column("public_key", String(64)),
    Column("code_sha256", String(64), unique=True),
    Column("code_until_ms", BigInteger),
    Column("code_used_by", String(64)),
    Column("epoch", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("high_hash", String(64), nullable=False),
    Column("last_contact_ms", BigInteger),
    Column("last_at_ms", BigInteger),
    Column("trouble", String),
)

event = Table(
    "event",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
)

# What a hall had sent before it was put back and went on otherwise. struck_in: the epoch that struck it.
struck_event = Table(
    "struck_event",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("struck_in", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *event_columns(),
)
