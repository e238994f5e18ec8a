"""What the trial print says: enough of every kind of element to see whether the printer prints well."""

from models.hall import Hall
from models.service_day import local_time
from printers.slip import Gap, Paper, Qr, Rule, Slip, Text, Weight

_EVERY_MARK = "Ă Â Đ Ê Ô Ơ Ư · à ả ã á ạ · ằ ẩ ẫ ế ệ · ố ộ ỡ ợ ự"


def trial_slip(hall: Hall | None, at_ms: int, paper: Paper) -> Slip:
    """A slip that is no ticket. hall: None on a kiosk that has not met its hall; then it bears no time."""
    when = "" if hall is None else f"{local_time(at_ms, hall.timezone):%d/%m/%Y %H:%M}"
    return Slip(
        paper=paper,
        elements=(
            Rule(thickness_mm=0.375),
            Gap(height_mm=2),
            Text(text="In thử", size_mm=7, weight=Weight.BOLD),
            Text(text="Test print", size_mm=3.4),
            Gap(height_mm=2),
            *([] if hall is None else [Text(text=hall.centre, size_mm=3.4, weight=Weight.MEDIUM)]),
            *([Text(text=when, size_mm=3.4)] if when else []),
            Text(text=_EVERY_MARK, size_mm=3.4),
            Qr(content="MOT CUA", size_mm=25),
            Rule(thickness_mm=0.375),
        ),
    )
