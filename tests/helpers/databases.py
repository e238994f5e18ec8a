"""Databases for tests: SQLite in a file, and a real PostgreSQL that lives as long as the test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from models.store.database import Database, open_database

ENGINES = ("sqlite", "postgresql")
_SUPERUSER = "postgres"
_TEMPLATE = "migrated"
CITY_TEMPLATE = "migrated_city"


class PostgresCluster:
    """A PostgreSQL server of our own, on a Unix socket in its own directory. Nothing it holds is kept."""

    def __init__(self) -> None:
        self._bin = _newest_postgres()
        self._home = Path(tempfile.mkdtemp(prefix="mc-pg-"))
        self._count = 0
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam(_SUPERUSER)
            os.chown(self._home, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "--no-sync", "--auth=trust", f"--username={_SUPERUSER}", "--encoding=UTF8",
                  "--locale=C.UTF-8", "-D", str(self._data))  # fmt: skip
        # fsync off: no test cuts the power, and the disk is shared with whatever else runs here
        options = f"-k {self._home} -c listen_addresses= -c fsync=off -c max_connections=120"
        log = str(self._home / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", options, "start")
        self._sql(f"CREATE DATABASE {_TEMPLATE}")
        open_database(self._url(_TEMPLATE), "hall").close()
        self._sql(f"CREATE DATABASE {CITY_TEMPLATE}")
        open_database(self._url(CITY_TEMPLATE), "city").close()

    @contextmanager
    def new_database(self, template: str = _TEMPLATE) -> Iterator[str]:
        """The address of a fresh database, with a hall's tables unless another template is named."""
        self._count += 1
        name = f"test_{self._count}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self._url(name)
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self._home)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _url(self, name: str) -> str:
        return f"postgresql://{_SUPERUSER}@/{name}?host={self._home}"

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", _SUPERUSER, "--", *command]
        # not a pipe: the server would keep it open and we would wait for it for ever
        with (self._home / f"{program}.out").open("wb") as output:
            code = subprocess.call(command, stdout=output, stderr=subprocess.STDOUT, cwd=self._home)
        if code != 0:
            raise RuntimeError(f"{program} failed:\n{(self._home / f'{program}.out').read_text()}")


def _newest_postgres() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("these tests need PostgreSQL: apt-get install postgresql", pytrace=False)
    return found[-1].parent


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    cluster = PostgresCluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_url(postgres: PostgresCluster) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with a hall's tables."""
    with postgres.new_database() as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database of a hall: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/hall.db"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    with cluster.new_database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of a hall, open: once SQLite, once PostgreSQL."""
    with closing(open_database(database_url, "hall")) as database:
        yield database


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A fresh database of a hall on SQLite, where which one it is does not matter."""
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        yield database
