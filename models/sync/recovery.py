"""A hall that was put back from a backup gathers what it lost, and calls nobody before.

Every kiosk that is enrolled and every counter that was open has to promise the new epoch and hand over what
it holds of the hall's log, and so has the city the hall belongs to. Only then is nobody left who could have
been called without our knowing. Then it takes the kiosks' own logs up to where they were: citizens who came
just before are in no copy yet. Whoever cannot come any more is waived by name, by a person.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.event_log import Entry, enter
from models.sync.copies import Tip
from models.sync.lost_hours import ENTRY, INCARNATION, KEY
from models.ticket import EventKind

CITY_PEER = "city"
RECOVERED = "recovered"  # in an event that was entered anew: its place before, and its hash when it was first
WAS_HASH = "was_hash"


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What becomes of the entries that were handed over.

    chain: those that continue the backup without a gap, and become the log again as they were.
    loose: the others, by their old place; what they tell is entered anew.
    """

    chain: Sequence[Entry]
    loose: Sequence[Entry]


def is_whole(entry: Entry) -> bool:
    """Whether a handed over entry is one that was written: its hash is that of what it tells."""
    return enter(entry.event, entry.prev_hash) == entry


def gather(base: Tip, entries: Iterable[Entry]) -> Gathered:
    """Put together what was handed over to a hall whose backup ends at `base`.

    Of two logs that both continue the backup (the hall that was replaced went on for a while) the one of the
    higher epoch is the log, then the longer one.
    """
    held = {(one.event.seq, one.hash): one for one in entries if one.event.seq > base.seq}
    # Best way to reach each entry, oldest first: every entry has one before it, so there is one way only.
    ways: dict[str, tuple[int, Entry | None]] = {base.hash: (0, None)}
    best = base.hash
    rank = (0, base.seq)
    for (seq, _), entry in sorted(held.items()):
        before = ways.get(entry.prev_hash)
        if before is None or seq != (base.seq if before[1] is None else before[1].event.seq) + 1:
            continue
        epoch = before[0] + (entry.event.kind == EventKind.EPOCH_BEGAN)
        ways[entry.hash] = (epoch, entry)
        if (epoch, seq) > rank:
            best, rank = entry.hash, (epoch, seq)
    chain: list[Entry] = []
    while (last := ways[best][1]) is not None:
        chain.append(last)
        best = last.prev_hash
    chain.reverse()
    taken = {entry.hash for entry in chain}
    return Gathered(
        chain=chain, loose=[entry for _, entry in sorted(held.items()) if entry.hash not in taken]
    )


def untold(loose: Iterable[Entry], told: Iterable[Entry]) -> Sequence[Entry]:
    """What of `loose` the log does not tell already, each deed once.

    told: the entries of the log that may tell of the same. A hall that was put back twice, or two that were
    the hall for a while, have entered the same deed in several places.
    """
    known = {deed_of(one) for one in told}
    left = []
    for entry in loose:
        deed = deed_of(entry)
        if deed not in known:
            known.add(deed)
            left.append(entry)
    return left


def deed_of(entry: Entry) -> Hashable:
    """What an entry tells of: the same wherever it was entered."""
    event = entry.event
    if ENTRY in event.body:
        return event.actor, event.body.get(INCARNATION), event.body[ENTRY]
    if KEY in event.body:
        return event.actor, event.body[KEY], event.kind, event.ticket_id
    return event.body.get(WAS_HASH, entry.hash)


def owing(own_logs: Mapping[str, int], held: Mapping[str, int]) -> Sequence[str]:
    """Whose own log the hall lacks the end of, in order: citizens whom it knew may be known there alone.

    own_logs: the last entry each had written when it handed over, by peer. held: how far the hall holds the
    logs of the kiosks it knows, by kiosk.
    """
    peers = {kiosk_peer(kiosk): high for kiosk, high in held.items()}
    return [peer for peer, last in sorted(own_logs.items()) if peer in peers and peers[peer] < last]


def again(entry: Entry) -> dict[str, str | int | float | None]:
    """The body of an entry whose place is lost, for a new one."""
    was_hash = entry.event.body.get(WAS_HASH, entry.hash)
    return {**entry.event.body, RECOVERED: entry.event.seq, WAS_HASH: was_hash}


def kiosk_peer(issuer_id: str) -> str:
    """A kiosk among those a hall waits for."""
    return f"kiosk:{issuer_id}"


def counter_peer(number: int) -> str:
    """A counter among those a hall waits for."""
    return f"counter:{number}"


def awaited(
    kiosks: Collection[str],
    open_counters: Collection[int],
    entries: Sequence[Entry],
    heard: Collection[str],
    *,
    has_city: bool = False,
) -> Sequence[str]:
    """Who has still to hand over, in order.

    kiosks, open_counters: as the backup knows them. entries: gathered so far, in order; they may tell of
    more. heard: who has handed over, or was waived. has_city: whether a city holds the log, too.
    """
    counters, issuers = set(open_counters), set(kiosks)
    for entry in entries:
        body = entry.event.body
        match entry.event.kind:
            case EventKind.COUNTER_OPENED:
                counters.add(int(body["counter"] or 0))
            case EventKind.COUNTER_CLOSED:
                counters.discard(int(body["counter"] or 0))
            case EventKind.KIOSK_ENROLLED:
                issuers.add(str(body["issuer_id"]))
            case EventKind.KIOSK_REVOKED:
                issuers.discard(str(body["issuer_id"]))
    peers = [kiosk_peer(one) for one in sorted(issuers)] + [counter_peer(one) for one in sorted(counters)]
    if has_city:
        peers.append(CITY_PEER)
    return [peer for peer in peers if peer not in heard]
