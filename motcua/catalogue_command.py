"""`motcua catalogue`: look procedures up, measure the lookup, take over a new edition of the catalogue."""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from models.procedures.catalogue import Catalogue
from models.procedures.catalogue_file import SUFFIXES, read_catalogue, write_catalogue
from models.procedures.columns import COLUMNS
from models.procedures.differences import differences, told
from models.procedures.evaluation import QueriesError, evaluate, read_queries
from models.procedures.faults import CatalogueFaults, Fault
from models.procedures.lookup import Lookup
from models.procedures.shipped import shipped_catalogue
from models.store.database import Connection, Database, StoreError, open_database
from models.store.hall_catalogue import edition_on, read_edition, save_catalogue
from models.store.hall_setup import services_of
from motcua.cli import CommandError
from motcua.config import ServerConfig, load_config
from queue_server.setup import SetupError, the_hall

_EXAMPLES = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    forms = ", ".join(SUFFIXES)
    one = argparse.ArgumentParser(add_help=False)
    one.add_argument("--catalogue", type=Path, metavar="FILE", help=f"not the shipped one; {forms}")
    show = deeds.add_parser("show", parents=[one], help="all procedures by field, or all about one")
    show.add_argument("id", nargs="?", help="of the procedure")
    search = deeds.add_parser("search", parents=[one], help="find a procedure as citizens do")
    search.add_argument("query", nargs="+")
    search.add_argument("--limit", type=int, default=5)
    measure = deeds.add_parser(
        "evaluate", parents=[one], help="figures and misses for a file of queries, JSON"
    )
    measure.add_argument("file", type=Path, metavar="FILE")
    template = deeds.add_parser("template", parents=[one], help="write a file to fill in and import")
    template.add_argument("file", type=Path, metavar="FILE", help=f"to write; {forms}")
    template.add_argument("--whole", action="store_true", help="with all procedures, not two as examples")
    diff = deeds.add_parser("diff", help="what one catalogue says otherwise than another")
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    take = deeds.add_parser("import", help="show what a file changes; with --apply, take it over")
    take.add_argument("file", type=Path, metavar="FILE", help=forms)
    take.add_argument("--config", type=Path, default=Path("server.toml"), help="the server's configuration")
    take.add_argument("--valid-from", type=_day, required=True, metavar="DATE", help="YYYY-MM-DD")
    take.add_argument("--apply", action="store_true", help="take it over; only shown otherwise")


def run(options: argparse.Namespace) -> int:
    try:
        return _do(options)
    except (CatalogueFaults, QueriesError) as error:
        raise CommandError(f"{getattr(options, 'file', None) or 'catalogue'}:\n{error}") from error


def _do(options: argparse.Namespace) -> int:
    match options.deed:
        case "diff":
            old = _read(options.old, shipped_catalogue())
            print(told(differences(old, _read(options.new, old))))
            return 0
        case "import":
            return _import(options)
    catalogue = _read(options.catalogue, shipped_catalogue()) if options.catalogue else shipped_catalogue()
    match options.deed:
        case "show":
            print("\n".join(_sheet(catalogue, options.id) if options.id else _contents(catalogue)))
        case "search":
            return _search(catalogue, " ".join(options.query), options.limit)
        case "evaluate":
            queries = read_queries(_bytes(options.file))
            figures = evaluate(Lookup(catalogue).search, queries, time.perf_counter)
            print(json.dumps(asdict(figures), ensure_ascii=False, indent=1))
        case _:
            wanted = catalogue.procedures if options.whole else catalogue.procedures[:_EXAMPLES]
            _write(options.file, write_catalogue(options.file.suffix, replace(catalogue, procedures=wanted)))
    return 0


def _search(catalogue: Catalogue, query: str, limit: int) -> int:
    """0 where something was found, 1 where not, as grep does."""
    found = Lookup(catalogue).search(query, limit)
    if not found:
        print("Chưa tìm thấy thủ tục phù hợp. Mời Ông/Bà gặp quầy hướng dẫn.")
        return 1
    for one in found:
        print(f"{one.score:.2f}  {one.procedure.id:<28} {one.procedure.name_vi}")
    return 0


def _contents(catalogue: Catalogue) -> Iterator[str]:
    yield f"{catalogue.edition}: {len(catalogue.procedures)} thủ tục\n{catalogue.note}"
    for field in catalogue.fields:
        yield f"\n{field.name_vi}"
        for procedure in catalogue.of_field(field.id):
            yield f"  {procedure.id:<28} {procedure.name_vi}"


def _sheet(catalogue: Catalogue, procedure_id: str) -> Iterator[str]:
    procedure = catalogue.find(procedure_id)
    if procedure is None:
        raise CommandError(f"there is no procedure {procedure_id!r}; `motcua catalogue show` lists them")
    for column in COLUMNS:
        if text := column.of(procedure):
            lines: Sequence[str] = text.splitlines()
            yield f"{column.heading + ':':<24}{lines[0]}"
            yield from (" " * 24 + line for line in lines[1:])


def _import(options: argparse.Namespace) -> int:
    config = load_config(options.config, ServerConfig)
    try:
        database = open_database(config.database, "hall")
        try:
            return _take_over(options, database)
        finally:
            database.close()
    except (StoreError, SetupError) as error:
        raise CommandError(str(error)) from error


def _take_over(options: argparse.Namespace, database: Database) -> int:
    def look(connection: Connection) -> tuple[str, Catalogue, set[str]]:
        hall = the_hall(connection)
        edition = edition_on(connection, hall.id, options.valid_from)
        old = shipped_catalogue() if edition is None else read_edition(connection, hall.id, edition.number)
        return hall.id, old, {service.id for service in services_of(connection, hall.id)}

    hall_id, old, service_ids = database.read(look).result()
    new = _read(options.file, old)
    if options.file.suffix.lower() != ".json":  # a table does not say what it is called
        new = replace(new, edition=options.valid_from.isoformat(), issued_on=options.valid_from)
    if faults := [
        Fault(where=one.id, what=f"trung tâm không có dịch vụ «{one.service_id}»")
        for one in new.procedures
        if one.service_id is not None and one.service_id not in service_ids
    ]:
        raise CatalogueFaults(faults)
    print(told(differences(old, new)))
    if not options.apply:
        print(f"\nChưa áp dụng. Thêm --apply để dùng từ ngày {options.valid_from:%d/%m/%Y}.")
        return 0

    def work(connection: Connection) -> int:
        now_ms = time.time_ns() // 1_000_000
        edition = save_catalogue(
            connection, hall_id, new, valid_from=options.valid_from, at_ms=now_ms, by="operator"
        )
        return edition.number

    number = database.write(work).result()
    print(f"\nĐã lưu ấn bản thứ {number}, dùng từ ngày {options.valid_from:%d/%m/%Y}.")
    return 0


def _read(path: Path, base: Catalogue) -> Catalogue:
    try:
        return read_catalogue(path.suffix, _bytes(path), base)
    except CatalogueFaults as error:
        raise CommandError(f"{path}:\n{error}") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        raise CommandError(f"{path} is already there; choose another name")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write YYYY-MM-DD") from None
