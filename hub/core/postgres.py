"""One PostgreSQL server out of the wheel: where its files are, as whom it runs, making, starting, stopping.

Only `embedded` uses this, and holds a lock while it does.
"""

import hashlib
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from hub.core import pgwheel as wheel
from hub.core import processes

NAME = "peerhuis"
PORT = 5432
START_SECONDS = 60
STOP_SECONDS = 30
# Linux takes 107 bytes and macOS 103, the file name included.
LONGEST_SOCKET_FOLDER = 103 - len(f"/.s.PGSQL.{PORT}.lock")

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "jit": "off",
    # Parallel workers need more /dev/shm than a container has, and our queries are short.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """One server: where it lives, and as whom it runs (PostgreSQL refuses to be root)."""

    home: Path
    account: wheel.Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"


def found_in(instance: Path) -> Server:
    """The server of this folder, its own folder made and made reachable; nothing is started."""
    home = instance.resolve() / "postgres"
    account = wheel.account(home)
    home.mkdir(mode=0o700, exist_ok=True)
    if account.is_other:
        os.chown(home, account.uid, account.gid)
        wheel.open_for_others(home)
    return Server(home, account)


def run(server: Server, durable: bool) -> None:
    """See that the server runs and holds our database."""
    _ensure_data(server, durable)
    _ensure_running(server, durable)
    _ensure_database(server)


def _ensure_data(server: Server, durable: bool) -> None:
    version = server.data / "PG_VERSION"
    if version.exists():
        if (found := version.read_text().strip()) != wheel.MAJOR:
            raise wheel.EmbeddedError(
                f"De gegevens in {server.data} zijn van PostgreSQL {found}; hier draait {wheel.MAJOR}. "
                "Gooi de map weg met `make clean`, of zet DATABASE_URL."
            )
        return
    # Made beside its place and then moved, so that whatever is in place is whole.
    half_made = server.home / "data.new"
    shutil.rmtree(half_made, ignore_errors=True)
    done = wheel.call(
        server.account, "initdb", "-D", str(half_made), "-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", *(() if durable else ("--no-sync",)),
    )  # fmt: skip
    if done.returncode != 0:
        shutil.rmtree(half_made, ignore_errors=True)
        raise wheel.EmbeddedError(wheel.why(done.stdout, "de database is niet te maken"))
    half_made.rename(server.data)


def _ensure_running(server: Server, durable: bool) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        pid = _postmaster(server)
        if pid is None:
            _start(server, durable, deadline)
        elif _answers(server):
            return
        # Started by somebody else and still recovering, or on its way out: wait for what it becomes.
        if time.monotonic() > deadline:
            raise wheel.EmbeddedError(wheel.why(_end_of_log(server), "de database geeft geen antwoord"))
        time.sleep(0.05)


def _postmaster(server: Server) -> int | None:
    """The number of the living server of this folder; None when there is none, whatever the pid file says."""
    try:
        pid = int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if processes.identity(pid) is None:
        return None
    folder = processes.folder(pid)
    ours = folder == server.data if folder else processes.name(pid) == "postgres"
    return pid if ours else None


def _start(server: Server, durable: bool, deadline: float) -> None:
    sockets = _socket_folder(server)
    for left in (server.data / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
        # In use, but not by our server, or we would not be here; PostgreSQL itself would refuse for ever.
        if left.exists() and _number_is_in_use(left):
            left.unlink()
    settings = {**_SETTINGS, **({} if durable else _FAST), "unix_socket_directories": str(sockets)}
    options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
    while True:
        before = server.log.stat().st_size if server.log.exists() else 0
        done = wheel.call(
            server.account, "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(server.data),
            "-l", str(server.log), "-o", options,
        )  # fmt: skip
        words = done.stdout + _end_of_log(server, before)
        if done.returncode == 0:
            return
        # After kill -9 of the server its children need a moment to notice and go.
        if "still in use" not in words or time.monotonic() > deadline:
            raise wheel.EmbeddedError(wheel.why(words, "de database start niet"))
        time.sleep(0.2)


def _number_is_in_use(pid_file: Path) -> bool:
    first = pid_file.read_text().split("\n", 1)[0]
    try:
        os.kill(int(first), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


def _socket_folder(server: Server) -> Path:
    """Beside the data when the path is short enough, else a folder of our own with a short name."""
    if len(os.fsencode(server.home)) <= LONGEST_SOCKET_FOLDER and "'" not in str(server.home):
        return server.home
    # With the folder's own number: a folder made anew must not meet the socket of its predecessor.
    mark = hashlib.sha256(f"{server.home} {server.home.stat().st_ino}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"{NAME}-{mark}"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        raise wheel.EmbeddedError(f"Het pad {folder} is te lang voor een socket. Zet TMPDIR op een kortere map.")
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if server.account.is_other:
            os.chown(folder, server.account.uid, server.account.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != server.account.uid or found.st_mode & 0o077:
        raise wheel.EmbeddedError(f"De map {folder} is niet van ons. Gooi hem weg en probeer het opnieuw.")
    return folder


def stop(server: Server) -> None:
    """Stop the server, if it runs: first asking, then at once (it will recover at its next start)."""
    if _postmaster(server) is None:
        return
    for way in ("fast", "immediate"):
        done = wheel.call(server.account, "pg_ctl", "stop", "-w", "-t", str(STOP_SECONDS), "-m", way, "-D", str(server.data))
        if done.returncode == 0 or _postmaster(server) is None:
            return
    raise wheel.EmbeddedError(wheel.why(done.stdout, "de database stopt niet"))


def _where(server: Server) -> str:
    """The socket's folder, as the running server wrote it down itself."""
    lines = (server.data / "postmaster.pid").read_text().split("\n")
    return lines[4] if len(lines) > 4 and lines[4] else str(_socket_folder(server))


def url(server: Server) -> str:
    """The address of the running server."""
    return f"postgresql+psycopg://{NAME}@/{NAME}?host={quote(_where(server), safe='/')}&port={PORT}"


def _connect(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=_where(server), port=PORT, user=NAME, dbname="postgres", connect_timeout=5, autocommit=True)


def _answers(server: Server) -> bool:
    with suppress(OSError, psycopg.OperationalError), _connect(server):
        return True
    return False


def _ensure_database(server: Server) -> None:
    with _connect(server) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not there:
            connection.execute("CREATE DATABASE peerhuis")


def _end_of_log(server: Server, since: int = 0) -> str:
    with suppress(OSError), server.log.open("rb") as log:
        log.seek(max(since, server.log.stat().st_size - 4000))
        return log.read().decode(errors="replace")
    return ""
