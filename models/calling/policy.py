"""What a hall decides about whom to call: the rule, the classes of citizens, and two hard caps.

Source of the default credits and rates: ADR-0008, from simulated mornings (benchmarks/policy.py).
"""

from dataclasses import dataclass
from enum import StrEnum

REGULAR = "regular"
APPOINTMENT = "appointment"
ELDERLY = "elderly"


class Rule(StrEnum):
    """How the next citizen is chosen.

    CREDIT: the highest of credit[class] + rate[class] x minutes waited. FIFO: who came first.
    STRICT: the highest class first, then who came first. ZMS: the rule of the best open peer
    (it-at-m/eappointment): first class 1, then appointments whose time has come, then who came first.
    """

    CREDIT = "credit"
    FIFO = "fifo"
    STRICT = "strict"
    ZMS = "zms"


@dataclass(frozen=True, kw_only=True)
class PriorityClass:
    """A group of citizens the hall treats alike.

    credit_min: minutes of waiting it starts with. rate: how fast it gathers more, regular is 1.0.
    rank: 1 is called first under the STRICT and ZMS rules. proof_vi, proof_en: what staff look at to check
    it. on: the hall offers it; a ticket of a class that was switched off counts as regular.
    """

    id: str
    name_vi: str
    name_en: str
    credit_min: float
    rate: float
    rank: int
    proof_vi: str = ""
    proof_en: str = ""
    on: bool = True


# Whom the law and custom let go first, with the default credits of ADR-0008. A hall changes them as data.
CLASSES = (
    PriorityClass(id=REGULAR, name_vi="Thường", name_en="Regular", credit_min=0, rate=1.0, rank=3),
    PriorityClass(
        id=APPOINTMENT,
        name_vi="Lịch hẹn",
        name_en="Appointment",
        credit_min=25,
        rate=1.5,
        rank=2,
        proof_vi="Mã lịch hẹn",
        proof_en="Appointment code",
    ),
    PriorityClass(
        id=ELDERLY,
        name_vi="Người cao tuổi",
        name_en="Older person",
        credit_min=30,
        rate=2.0,
        rank=1,
        proof_vi="Từ đủ 60 tuổi (theo giấy tờ tùy thân)",
        proof_en="60 or older, by the identity paper",
    ),
    PriorityClass(
        id="disabled",
        name_vi="Người khuyết tật",
        name_en="Person with a disability",
        credit_min=30,
        rate=2.0,
        rank=1,
        proof_vi="Giấy xác nhận khuyết tật, hoặc nhìn thấy rõ",
        proof_en="Disability certificate, or plain to see",
    ),
    PriorityClass(
        id="with_child",
        name_vi="Phụ nữ mang thai, người có con nhỏ",
        name_en="Pregnant, or with a small child",
        credit_min=30,
        rate=2.0,
        rank=1,
        proof_vi="Nhìn thấy rõ; trẻ dưới 36 tháng đi cùng",
        proof_en="Plain to see; a child under 36 months",
    ),
    PriorityClass(
        id="merit",
        name_vi="Người có công với cách mạng",
        name_en="Person with merit to the revolution",
        credit_min=30,
        rate=2.0,
        rank=1,
        proof_vi="Giấy chứng nhận người có công",
        proof_en="Certificate of merit",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The two limits guard the CREDIT rule; the others run as the systems they come from do.

    max_overtakes: nobody is overtaken more often. max_wait_min: who has waited that long is passed over by
    nobody, nor is who might come to wait longer for it; None: no such limit.
    """

    rule: Rule = Rule.CREDIT
    classes: tuple[PriorityClass, ...] = CLASSES
    max_overtakes: int = 10
    max_wait_min: int | None = 60

    @property
    def claimable(self) -> tuple[PriorityClass, ...]:
        """The classes a citizen may claim to belong to: those that are on, and somebody's to choose."""
        return tuple(one for one in self.classes if one.on and one.id not in (REGULAR, APPOINTMENT))

    def class_of(self, priority: str) -> PriorityClass:
        """The class a ticket of `priority` counts as: the regular one if it is unknown or switched off."""
        of_id = {one.id: one for one in self.classes if one.on}
        return of_id.get(priority) or of_id.get(REGULAR) or CLASSES[0]
