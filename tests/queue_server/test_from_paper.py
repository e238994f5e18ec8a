"""A number that only its paper knows: the citizen waits since it was printed, also when the kiosk is gone."""

from dataclasses import replace
from functools import partial

import pytest

from models.event_log import Entry
from models.paper_proof import Paper, Proof, prove
from models.signing import Asker
from models.store.database import Database
from models.store.hall_enrolments import revoke_issuer
from models.store.hall_issuers import count_parked
from models.store.hall_log import HallRecovering, read_all
from models.store.hall_staff import Staff
from models.store.hall_tickets import find_ticket
from models.ticket import EventKind, Ticket, TicketState
from models.wire import WIRE_VERSION, HandOver
from queue_server import recover
from queue_server.enrol import enrol, offer_code
from queue_server.from_paper import OnPaper, take_paper
from queue_server.order import Order
from queue_server.refusal import Refusal, Refused
from tests.helpers.halls import HALL, KioskLog, hand_over, moment_ms, set_up_hall, whole_log
from tests.helpers.kiosks import K1, private_key_of
from tests.helpers.put_back import backup, put_back

PRINTED_MS = moment_ms(9)
NOW_MS = moment_ms(9, 30)
PAPER = Paper(nth=1, seq=1, letter="A", count=1, issued_at_s=PRINTED_MS // 1000)
PROOF = prove(PAPER, private_key_of(K1))


def scan(
    database: Database, staff: Staff, proof: Proof = PROOF, *, key: str = "scan-0001", now_ms: int = NOW_MS
) -> OnPaper:
    order = Order.of(HALL, staff, key)
    address = f"https://hall.example/t/{proof.public_id}#{proof.digits}"
    return database.write(partial(take_paper, order=order, scanned=address, now_ms=now_ms)).result()


def ticket(database: Database) -> Ticket:
    found = database.read(partial(find_ticket, ticket_id="K1.1.1")).result()
    assert found is not None
    return found


def entry_of_the_kiosk(kiosk: KioskLog) -> Entry:
    """What K1 wrote when it printed that paper."""
    body: dict[str, str | int | float | None] = {
        "number": "A1-001",
        "service_id": "a",
        "service_day": "2026-11-20",
        "public_id": PROOF.public_id,
    }
    return kiosk.append(EventKind.TICKET_ISSUED, PRINTED_MS, body)


def refusal(database: Database, staff: Staff, proof: Proof, now_ms: int = NOW_MS) -> Refusal:
    with pytest.raises(Refused) as refused:
        scan(database, staff, proof, now_ms=now_ms)
    return refused.value.refusal


def test_a_number_nobody_told_of_waits_since_it_was_printed(database: Database) -> None:
    staff = set_up_hall(database)[0]
    assert scan(database, staff) == OnPaper(number="A1-001", state="waiting", is_new=True)
    there = ticket(database)
    assert (there.number, there.service_id, there.issuer_id) == ("A1-001", "a", "K1")
    assert there.arrived_at_ms == there.counts_from_ms == PRINTED_MS
    assert there.public_id == PROOF.public_id
    event = whole_log(database)[-1]
    assert (event.kind, event.actor, event.body["from_paper"]) == (EventKind.TICKET_ISSUED, "staff:s1", 1)


def test_the_same_paper_twice_is_one_place(database: Database) -> None:
    staff = set_up_hall(database)[0]
    scan(database, staff)
    assert scan(database, staff, key="scan-0002") == OnPaper(number="A1-001", state="waiting", is_new=False)
    assert len(whole_log(database)) == 1


def test_a_command_that_comes_again_has_the_first_answer(database: Database) -> None:
    staff = set_up_hall(database)[0]
    assert scan(database, staff) == scan(database, staff)


def test_when_the_kiosk_tells_of_it_later_it_is_there_already(database: Database) -> None:
    staff = set_up_hall(database)[0]
    scan(database, staff)
    kiosk = KioskLog()
    entry_of_the_kiosk(kiosk)
    kiosk.append(EventKind.SLIP_PRINTED, PRINTED_MS, {"number": "A1-001", "outcome": "printed"}, "K1.1.1")
    answer = hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert answer.high == 2
    assert database.read(partial(count_parked, hall_id=HALL.id)).result() == 0
    kinds = [event.kind for event in whole_log(database)]
    assert kinds == [EventKind.TICKET_ISSUED, EventKind.SLIP_PRINTED]


def test_a_paper_the_hall_knows_tells_how_its_ticket_stands(database: Database) -> None:
    staff = set_up_hall(database)[0]
    kiosk = KioskLog()
    entry_of_the_kiosk(kiosk)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert scan(database, staff) == OnPaper(number="A1-001", state="waiting", is_new=False)


def end_enrolment(database: Database, how: str) -> None:
    if how == "revoked":
        revoking = partial(revoke_issuer, hall_id=HALL.id, issuer_id="K1", at_ms=NOW_MS)
        database.write(revoking).result()
        return
    code = offer_code(database, "K1", NOW_MS).code
    enrolling = partial(enrol, hall=HALL, code=code, public_key="ab" * 32, now_ms=NOW_MS)
    assert database.write(enrolling).result().incarnation == 2


@pytest.mark.parametrize("end", ["enrolled_again", "revoked"])
def test_the_papers_of_a_kiosk_that_is_gone_are_good_on_that_day(database: Database, end: str) -> None:
    staff = set_up_hall(database)[0]
    end_enrolment(database, end)
    assert scan(database, staff).is_new


@pytest.mark.parametrize("end", ["enrolled_again", "revoked"])
def test_the_key_of_a_kiosk_that_is_gone_makes_no_papers_on_another_day(database: Database, end: str) -> None:
    staff = set_up_hall(database)[0]
    end_enrolment(database, end)
    tomorrow_ms = moment_ms(9, day=21)
    forged = prove(replace(PAPER, issued_at_s=tomorrow_ms // 1000), private_key_of(K1))
    assert refusal(database, staff, forged, tomorrow_ms + 1000) is Refusal.PAPER_NOT_OURS


def test_a_second_paper_of_the_same_entry_is_not_told_that_it_waits(database: Database) -> None:
    staff = set_up_hall(database)[0]
    scan(database, staff, key="scan-0000")
    other = prove(replace(PAPER, issued_at_s=PAPER.issued_at_s + 60), private_key_of(K1))
    assert refusal(database, staff, other) is Refusal.NUMBER_TAKEN


@pytest.mark.parametrize(
    ("printed_ms", "arrived_ms"), [(PRINTED_MS, PRINTED_MS), (moment_ms(9, day=19), NOW_MS)]
)
def test_a_day_of_which_the_kiosk_was_not_sure_turns_nobody_away(
    database: Database, printed_ms: int, arrived_ms: int
) -> None:
    staff = set_up_hall(database)[0]
    unsure = prove(replace(PAPER, issued_at_s=printed_ms // 1000, is_sure=False), private_key_of(K1))
    assert scan(database, staff, unsure).is_new
    assert ticket(database).arrived_at_ms == arrived_ms


def test_a_citizen_let_in_by_paper_is_still_there_after_a_restore(database: Database) -> None:
    staff = set_up_hall(database)[0]
    saved = backup(database)
    scan(database, staff)
    log = database.read(lambda connection: list(read_all(connection, HALL.id))).result()
    epoch = put_back(database, saved, NOW_MS)
    with pytest.raises(HallRecovering):
        scan(database, staff, key="scan-0002")
    message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=log, is_all=True)
    taking = partial(
        recover.hand_over, hall=HALL, peers=["kiosk:K1"], message=message, draw_code=str, now_ms=NOW_MS
    )
    assert database.write(taking).result().awaited == []
    assert scan(database, staff, key="scan-0003") == OnPaper(number="A1-001", state="waiting", is_new=False)


@pytest.mark.parametrize(
    "forged",
    [
        prove(PAPER, private_key_of(Asker(issuer_id="K9", incarnation=9))),
        prove(replace(PAPER, nth=7), private_key_of(K1)),
        replace(PROOF, paper=replace(PAPER, count=2)),
    ],
)
def test_a_paper_no_kiosk_of_the_hall_signed_is_refused(database: Database, forged: Proof) -> None:
    staff = set_up_hall(database)[0]
    assert refusal(database, staff, forged) is Refusal.PAPER_NOT_OURS


def test_a_paper_of_yesterday_is_refused(database: Database) -> None:
    staff = set_up_hall(database)[0]
    assert refusal(database, staff, PROOF, moment_ms(8, day=21)) is Refusal.PAPER_OF_ANOTHER_DAY


def test_a_service_that_is_gone_is_refused(database: Database) -> None:
    staff = set_up_hall(database)[0]
    gone = prove(replace(PAPER, letter="Y"), private_key_of(K1))
    assert refusal(database, staff, gone) is Refusal.NO_SUCH_SERVICE


def test_a_number_that_somebody_else_has_is_refused(database: Database) -> None:
    staff = set_up_hall(database)[0]
    scan(database, staff)
    same_number = prove(replace(PAPER, seq=2), private_key_of(K1))
    with pytest.raises(Refused) as refused:
        scan(database, staff, same_number, key="scan-0002")
    assert refused.value.refusal is Refusal.NUMBER_TAKEN


def test_anything_else_that_is_scanned_is_said_to_be_no_ticket(database: Database) -> None:
    staff = set_up_hall(database)[0]
    order = Order.of(HALL, staff, "scan-0001")
    with pytest.raises(Refused) as refused:
        database.write(partial(take_paper, order=order, scanned="079301001234", now_ms=NOW_MS)).result()
    assert refused.value.refusal is Refusal.PAPER_UNREADABLE


def test_a_kiosk_whose_clock_is_ahead_gives_nobody_a_place_in_the_future(database: Database) -> None:
    staff = set_up_hall(database)[0]
    ahead = prove(replace(PAPER, issued_at_s=moment_ms(10) // 1000), private_key_of(K1))
    scan(database, staff, ahead)
    assert (ticket(database).arrived_at_ms, ticket(database).state) == (NOW_MS, TicketState.WAITING)
