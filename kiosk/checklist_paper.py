"""What a checklist's paper says: a procedure, its papers and where this was read, in plain words."""

from models.hall import Hall
from models.procedures.catalogue import Catalogue
from models.procedures.procedure import Paper, PaperForm, Procedure
from printers.checklist import ChecklistPaper, ChecklistSlip, lay_out_checklist
from printers.slip import Paper as Roll
from printers.slip import Slip

_ASK = "Nếu chưa rõ, mời Ông/Bà hỏi tại quầy hướng dẫn."
_FORMS = {
    PaperForm.FILLED_IN: "Tờ khai, điền đầy đủ",
    PaperForm.ORIGINAL: "Bản chính",
    PaperForm.COPY: "Bản sao",
    PaperForm.SHOWN: "Chỉ xuất trình",
    PaperForm.ANY: "",
}


def checklist_slip(hall: Hall, catalogue: Catalogue, procedure: Procedure, roll: Roll) -> Slip:
    """The slip of what to bring for `procedure`; the same for everybody, whatever was ticked."""
    names = {source.id: source.name_vi for source in catalogue.sources}
    sources = ", ".join(dict.fromkeys(names[id_] for id_ in procedure.source_ids if id_ in names))
    read_on = f", xem ngày {procedure.checked_on:%d/%m/%Y}" if procedure.checked_on else ""
    return lay_out_checklist(
        ChecklistSlip(
            centre=hall.centre,
            procedure=procedure.name_vi,
            code=f"Mã thủ tục {procedure.code}" if procedure.code else "",
            heading="Giấy tờ cần có",
            papers=tuple(ChecklistPaper(name=paper.name, about=_about(paper)) for paper in procedure.papers),
            notes=(
                *([f"Nguồn: {sources}{read_on}"] if sources else []),
                _ASK,
            ),
        ),
        roll,
    )


def _about(paper: Paper) -> str:
    count = f"{paper.count} bản" if paper.count > 1 else ""
    return ", ".join(part for part in (_FORMS[paper.form], count, paper.only_if) if part)
