"""A small catalogue of procedures for tests."""

from datetime import date

from models.procedures.catalogue import Catalogue, Field, LifeEvent, Source
from models.procedures.procedure import (
    Confidence,
    Duration,
    Fee,
    OnlineLevel,
    Paper,
    PaperForm,
    Procedure,
    TimeUnit,
)

BIRTH = Procedure(
    id="khai-sinh",
    name_vi="Đăng ký khai sinh",
    field_id="ho_tich",
    code="1.001193",
    name_en="Birth registration",
    plain_vi="Làm giấy khai sinh đầu tiên cho con.",
    who_may_apply=("Công dân Việt Nam", "Người Việt Nam định cư ở nước ngoài"),
    papers=(
        Paper(name="Tờ khai đăng ký khai sinh", form=PaperForm.FILLED_IN, only_if="nếu nộp trực tiếp"),
        Paper(name="Giấy chứng sinh", form=PaperForm.ORIGINAL),
        Paper(name="Ảnh", count=2),
    ),
    fee=Fee(direct_vnd=0, online_vnd=0),
    time=Duration(unit=TimeUnit.SAME_DAY),
    online=OnlineLevel.PART,
    synonyms=("làm giấy khai sinh", "khai sinh cho con"),
    life_event_ids=("sinh-con",),
    asked_often=True,
    service_id="b",
    source_ids=("PORTAL",),
    checked_on=date(2026, 7, 20),
    confidence=Confidence.HIGH,
    valid_from=date(2025, 7, 1),
)
COPY = Procedure(
    id="chung-thuc-ban-sao",
    name_vi="Chứng thực bản sao từ bản chính",
    field_id="chung_thuc",
    fee=Fee(direct_vnd=2000, per="trang"),
    time=Duration(number=1, unit=TimeUnit.WORKING_DAY, note="nhiều trang"),
    synonyms=("sao y bản chính", "photo công chứng"),
    service_id="a",
)
DEATH = Procedure(id="khai-tu", name_vi="Đăng ký khai tử", field_id="ho_tich", service_id="b")
CATALOGUE = Catalogue(
    edition="2026-11",
    issued_on=date(2026, 11, 1),
    note="Chỉ để thử",
    fields=(
        Field(id="ho_tich", name_vi="Hộ tịch", name_en="Civil status"),
        Field(id="chung_thuc", name_vi="Chứng thực", name_en="Certification"),
    ),
    life_events=(LifeEvent(id="sinh-con", name_vi="Sinh con", name_en="Having a child"),),
    sources=(Source(id="PORTAL", name_vi="Cổng", name_en="Portal"),),
    procedures=(DEATH, BIRTH, COPY),
)
