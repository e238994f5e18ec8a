"""Read a catalogue from a file in any of the forms it may have."""

from models.procedures.catalogue import Catalogue
from models.procedures.faults import CatalogueFaults, Fault
from models.procedures.json_file import read_json, write_json
from models.procedures.table_file import read_csv, read_spreadsheet, write_csv, write_spreadsheet

SUFFIXES = (".json", ".csv", ".xlsx")


def read_catalogue(suffix: str, content: bytes, base: Catalogue) -> Catalogue:
    """The catalogue in `content`. Raises CatalogueFaults with everything that is wrong.

    suffix: of the file's name. base: whose fields, life events and sources a table refers to.
    """
    match suffix.lower():
        case ".json":
            return read_json(content)
        case ".csv":
            return read_csv(content, base)
        case ".xlsx":
            return read_spreadsheet(content, base)
    raise _unknown(suffix)


def write_catalogue(suffix: str, catalogue: Catalogue) -> bytes:
    """`catalogue` as `read_catalogue` reads it. Raises CatalogueFaults for another form."""
    match suffix.lower():
        case ".json":
            return write_json(catalogue)
        case ".csv":
            return write_csv(catalogue.procedures)
        case ".xlsx":
            return write_spreadsheet(catalogue.procedures)
    raise _unknown(suffix)


def _unknown(suffix: str) -> CatalogueFaults:
    return CatalogueFaults([Fault(where="tệp", what=f"«{suffix}» không phải là {', '.join(SUFFIXES)}")])
