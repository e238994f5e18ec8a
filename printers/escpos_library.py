"""The only import of python-escpos; as it takes a fifth of a second, it is left until something is printed.

Importing leaves a folder with a pickle behind, and may give the root logger a handler; both are taken back.
"""

import logging
import tempfile

_handlers, _folder = list(logging.root.handlers), tempfile.tempdir
with tempfile.TemporaryDirectory() as tempfile.tempdir:
    from escpos.printer import Network as Network
logging.root.handlers, tempfile.tempdir = _handlers, _folder
