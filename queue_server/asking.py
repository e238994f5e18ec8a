"""Which kiosk asks, and whether it still belongs to the hall."""

from models.hall import Hall
from models.signing import Asker
from models.store.database import Connection
from models.store.hall_enrolments import Enrolment, EnrolmentState, find_enrolment
from queue_server.refusal import Refusal, Refused

_ENDED = {EnrolmentState.REPLACED: Refusal.REPLACED, EnrolmentState.REVOKED: Refusal.REVOKED}


def enrolment_of(connection: Connection, hall: Hall, asker: Asker) -> Enrolment:
    """The enrolment `asker` names, also one that has ended. Raises Refused."""
    enrolment = find_enrolment(connection, hall.id, asker.incarnation)
    if enrolment is None or enrolment.issuer_id != asker.issuer_id:
        raise Refused(Refusal.UNKNOWN_KIOSK)
    return enrolment


def check_in_use(enrolment: Enrolment) -> None:
    """Raises Refused for a kiosk that was revoked or enrolled again."""
    if enrolment.state in _ENDED:
        raise Refused(_ENDED[enrolment.state])


def kiosk_for(connection: Connection, hall: Hall, asker: Asker) -> str:
    """The id of the kiosk that asks, as one of this hall now. Raises Refused."""
    check_in_use(enrolment_of(connection, hall, asker))
    return asker.issuer_id
