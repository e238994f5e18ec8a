"""A PostgreSQL server of the benchmark's own, thrown away at its end. Commits are flushed, as in a hall."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SUPERUSER = "postgres"
CONNECTIONS = 100


@contextmanager
def postgres(home: Path) -> Iterator[Callable[[str], str]]:
    """Run a cluster in `home`, which must not exist yet. Yields what makes a database and tells its URL."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    if not binaries:
        raise SystemExit("this benchmark needs PostgreSQL: apt-get install postgresql")
    home.mkdir(parents=True)
    as_owner: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam(SUPERUSER)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", SUPERUSER, "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(binaries[-1] / program), "-D", str(home / "data"), *arguments]
        with (home / f"{program}.out").open("ab") as output:  # a pipe would be kept open by the server
            subprocess.run(command, stdout=output, stderr=output, check=True, cwd=home)

    def url(name: str) -> str:
        return f"postgresql://{SUPERUSER}@/{name}?host={home}"

    def new_database(name: str) -> str:
        with psycopg.connect(url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return url(name)

    run(
        "initdb",
        "--no-sync",
        "--auth=trust",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-k {home} -c listen_addresses= -c max_connections={CONNECTIONS}"
    run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield new_database
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)
