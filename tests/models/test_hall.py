from dataclasses import replace

import pytest

from models.hall import LETTERS, Counter, Hall, HallPlan, PlanError, Procedure, Service, check_plan

COPIES = Service(id="copies", letter="A", name_vi="Chứng thực", name_en="Certification")
BIRTHS = Service(id="births", letter="B", name_vi="Hộ tịch", name_en="Civil status")
PLAN = HallPlan(
    hall=Hall(id="h", authority="UBND", centre="Trung tâm", name="Sảnh"),
    services=[COPIES, BIRTHS],
    counters=[Counter(number=1, name="Quầy 1", service_ids=["copies", "births"])],
    procedures=[
        Procedure(id="p", code=None, name_vi="Khai sinh", name_en="Birth", service_id="births"),
    ],
)


def test_a_plan_that_works_comes_back_as_it_is() -> None:
    assert check_plan(PLAN) is PLAN


def test_no_letter_looks_like_a_digit() -> None:
    assert not LETTERS & set("IOQ0123456789")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(PLAN, services=[COPIES, replace(BIRTHS, letter="O")]), "service births: letter 'O'"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, letter="A")]), "share an id or a letter"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, id="copies")]), "share an id or a letter"),
        (replace(PLAN, counters=[*PLAN.counters, *PLAN.counters]), "two counters share a number"),
        (
            replace(PLAN, counters=[Counter(number=1, name="", service_ids=["copies", "births", "tax"])]),
            "counter 1 serves unknown services: tax",
        ),
        (
            replace(PLAN, procedures=[replace(PLAN.procedures[0], service_id="tax")]),
            "procedure p belongs to unknown service tax",
        ),
        (
            replace(PLAN, counters=[Counter(number=1, name="", service_ids=["copies"])]),
            "no counter serves: births",
        ),
    ],
)
def test_a_plan_that_could_not_work_is_refused_with_the_place(broken: HallPlan, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        check_plan(broken)
