"""What a checklist's paper says: a procedure, its papers and where this was read, in plain words."""

from collections.abc import Sequence

from models.hall import Hall
from models.procedures.catalogue import Catalogue
from models.procedures.procedure import Paper, PaperForm, Procedure
from printers.contents import Checklist, ChecklistPaper

_FORMS = {
    PaperForm.FILLED_IN: "Tờ khai, điền đầy đủ",
    PaperForm.ORIGINAL: "Bản chính",
    PaperForm.COPY: "Bản sao",
    PaperForm.SHOWN: "Chỉ xuất trình",
    PaperForm.ANY: "",
}


# Held general on purpose: what a procedure asks of whoever acts for somebody else differs.
_AUTHORISED = "ủy quyền"
_AUTHORISATION = Paper(name="Giấy ủy quyền", only_if="có khi phải chứng thực, mời hỏi tại quầy")
_OF_RELATIVE = (
    Paper(name="Giấy tờ chứng minh quan hệ", only_if="nếu làm cho người thân"),
    Paper(name="Căn cước của người đi làm thay", form=PaperForm.SHOWN),
)


def papers_for_relative(procedure: Procedure) -> tuple[Paper, ...]:
    """What somebody who acts for another commonly needs, but for what `procedure` says itself."""
    is_said = any(_AUTHORISED in paper.name.casefold() for paper in procedure.papers)
    return _OF_RELATIVE if is_said else (_AUTHORISATION, *_OF_RELATIVE)


def checklist_of(
    hall: Hall, catalogue: Catalogue, procedure: Procedure, *, is_for_relative: bool = False
) -> Checklist:
    """What to bring for `procedure`; the same for everybody, whatever was ticked.

    is_for_relative: with what somebody who acts for another brings.
    """
    names = {source.id: source.name_vi for source in catalogue.sources}
    sources = ", ".join(dict.fromkeys(names[id_] for id_ in procedure.source_ids if id_ in names))
    read_on = f", xem ngày {procedure.checked_on:%d/%m/%Y}" if procedure.checked_on else ""
    return Checklist(
        centre=hall.centre,
        procedure=procedure.name_vi,
        code=procedure.code or "",
        source=f"{sources}{read_on}" if sources else "",
        papers=_boxes(procedure.papers),
        more_papers=_boxes(papers_for_relative(procedure)) if is_for_relative else (),
    )


def _boxes(papers: Sequence[Paper]) -> tuple[ChecklistPaper, ...]:
    return tuple(ChecklistPaper(name=paper.name, about=_about(paper)) for paper in papers)


def _about(paper: Paper) -> str:
    count = f"{paper.count} bản" if paper.count > 1 else ""
    return ", ".join(part for part in (_FORMS[paper.form], count, paper.only_if) if part)
