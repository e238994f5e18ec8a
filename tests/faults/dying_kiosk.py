"""The kiosk of `kiosk_driver`, except that it dies once it has promised a new epoch, before it hands over."""

import os
import signal
import sys
from unittest.mock import patch

from kiosk.hall_copy import HallCopy
from tests.faults.kiosk_driver import main


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with patch.object(HallCopy, "hand_over", _die):
        sys.exit(main())
