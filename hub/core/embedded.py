"""PostgreSQL out of a wheel, for trying, developing and testing, so that a fresh machine needs nothing.

These are our own calls of `initdb` and `pg_ctl`. The wheel's `get_server` believes any living process that
has the old number, crashes on a half-written pid file, opens every parent folder to everybody as root, and
does not stop the server when one of its users was killed.

Everything is in one folder: `data/`, the log and the Unix socket, readable by its owner only. That folder is
the door: there is no TCP port and no password. Whoever starts a server is written down; the last one that
goes stops it. A user that was killed no longer counts.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hub.core import pgwheel, postgres, processes

EmbeddedError = pgwheel.EmbeddedError


def start(instance: Path, durable: bool = True) -> str:
    """Start the server of this folder, or join the one that runs; the address to connect to.

    `durable=False` is for tests: faster, and a power cut may cost the data.
    """
    with _alone(instance):
        server = postgres.found_in(instance)
        _write_users(instance, {**_living_users(instance), os.getpid(): processes.identity(os.getpid()) or ""})
        atexit.register(_leave, instance)
        postgres.run(server, durable)
        return postgres.url(server)


def stop(instance: Path, for_all: bool = False) -> None:
    """Say that this process is done; the server stops when nobody else uses it (or at once, `for_all`)."""
    if not (instance / "postgres").is_dir():
        return
    with _alone(instance):
        users = _living_users(instance)
        users.pop(os.getpid(), None)
        _write_users(instance, users)
        if for_all or not users:
            postgres.stop(postgres.found_in(instance))


def _leave(instance: Path) -> None:
    # A forked child inherits the exit hook but is not written down: only a user may leave.
    with suppress(OSError, EmbeddedError):
        if os.getpid() in _living_users(instance):
            stop(instance)


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Only one process at a time may look, start or stop. The kernel lets go when that process dies."""
    try:
        instance.mkdir(parents=True, exist_ok=True)
        lock = (instance / "postgres.lock").open("w")
    except OSError as error:
        raise EmbeddedError(pgwheel.why(str(error), f"de map {instance} is niet te beschrijven")) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _living_users(instance: Path) -> dict[int, str]:
    try:
        lines = (instance / "postgres.users").read_text().splitlines()
    except FileNotFoundError:
        return {}
    written = (line.split(" ", 1) for line in lines if " " in line)
    return {int(pid): mark for pid, mark in written if processes.identity(int(pid)) == mark}


def _write_users(instance: Path, users: dict[int, str]) -> None:
    (instance / "postgres.users").write_text("".join(f"{pid} {mark}\n" for pid, mark in users.items()))


def in_words(error: OSError) -> str:
    """One sentence for a person about what the machine refused."""
    place = f" ({error.filename})" if error.filename else ""
    return pgwheel.why(str(error), f"{error.strerror or error}{place}")
