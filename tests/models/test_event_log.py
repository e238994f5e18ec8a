from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.event_log import GENESIS, Entry, Event, enter, first_break

texts = st.text(max_size=8)
bodies = st.dictionaries(texts, texts | st.integers() | st.none(), max_size=3)


@st.composite
def logs(draw: st.DrawFn, smallest: int = 0) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, draw(st.integers(smallest, 8)) + 1):
        event = Event(
            seq=seq,
            kind=draw(texts),
            at_ms=draw(st.integers()),
            actor=draw(texts),
            ticket_id=draw(texts),
            before=draw(st.none() | texts),
            after=draw(st.none() | texts),
            body=draw(bodies),
        )
        entries.append(enter(event, entries[-1].hash if entries else GENESIS))
    return entries


@given(logs())
def test_a_log_as_it_was_written_is_whole(log: list[Entry]) -> None:
    assert first_break(log) is None


@given(st.data())
def test_a_part_of_a_log_is_whole_when_continued_from_where_it_was_cut(data: st.DataObject) -> None:
    log = data.draw(logs(smallest=1))
    cut = data.draw(st.integers(1, len(log)))
    assert first_break(log[cut:], prev_hash=log[cut - 1].hash, after_seq=cut) is None


@given(st.data())
def test_whatever_is_changed_in_an_entry_is_found_at_that_entry(data: st.DataObject) -> None:
    log = data.draw(logs(smallest=1))
    at = data.draw(st.integers(0, len(log) - 1))
    event = log[at].event
    changed = data.draw(
        st.sampled_from(
            [
                replace(event, kind=event.kind + "x"),
                replace(event, at_ms=event.at_ms + 1),
                replace(event, actor=event.actor + "x"),
                replace(event, ticket_id=event.ticket_id + "x"),
                replace(event, before=None if event.before is not None else ""),
                replace(event, after=None if event.after is not None else ""),
                replace(event, body={**event.body, "added": 1}),
                replace(event, seq=event.seq + 1),
            ]
        )
    )
    log[at] = replace(log[at], event=changed)
    assert first_break(log) == at + 1


@given(st.data())
def test_a_rewritten_entry_breaks_the_one_after_it(data: st.DataObject) -> None:
    log = data.draw(logs(smallest=2))
    at = data.draw(st.integers(0, len(log) - 2))
    log[at] = enter(replace(log[at].event, actor=log[at].event.actor + "x"), log[at].prev_hash)
    assert first_break(log) == at + 2


@given(st.data())
def test_a_dropped_entry_leaves_a_gap(data: st.DataObject) -> None:
    log = data.draw(logs(smallest=2))
    at = data.draw(st.integers(0, len(log) - 2))
    del log[at]
    assert first_break(log) == at + 1


@given(st.data())
def test_two_entries_that_change_places_are_found(data: st.DataObject) -> None:
    log = data.draw(logs(smallest=2))
    at = data.draw(st.integers(0, len(log) - 2))
    log[at], log[at + 1] = log[at + 1], log[at]
    assert first_break(log) == at + 1


def test_the_hash_does_not_depend_on_the_order_of_the_body() -> None:
    event = Event(
        seq=1, kind="k", at_ms=1, actor="a", ticket_id="t", before=None, after=None, body={"a": 1, "b": "ố"}
    )
    turned = replace(event, body={"b": "ố", "a": 1})
    assert enter(event, GENESIS).hash == enter(turned, GENESIS).hash
