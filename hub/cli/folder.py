"""Whose turn it is in this folder, and what an earlier start left behind.

Standard library only: bootstrap.py asks this before there is an environment.
"""

import errno
import fcntl
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from hub.core import processes

PATIENCE_SECONDS = 8


class Occupied(Exception):
    """Another start is going on in this folder. The text is one Dutch sentence and a way out."""


def take(instance: Path) -> int:
    """Take the turn of this folder; the number of an open file that keeps it. The kernel lets go when we die."""
    instance.mkdir(parents=True, exist_ok=True)
    lock = os.open(instance / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise
        where = _noted(instance).get("address")
        what = f"op {where}" if where else "die nog aan het starten is"
        raise Occupied(f"Er draait al een `make run` in deze map, {what}. Stop die eerst met Ctrl-C.") from error
    return lock


def note(instance: Path, address: str, children: list[int]) -> None:
    """Write down what runs, for the next start, whole or not at all."""
    marks = {str(pid): processes.identity(pid) for pid in children}
    draft = instance / "run.json.new"
    draft.write_text(json.dumps({"address": address, "children": marks}))
    draft.replace(instance / "run.json")


def forget(instance: Path) -> None:
    """Nothing runs any more."""
    (instance / "run.json").unlink(missing_ok=True)


def clear_leftovers(instance: Path) -> int:
    """Stop what a killed start left running; how many processes that were. Only with the turn in hand."""
    marks = _noted(instance).get("children")
    found = [int(pid) for pid, mark in marks.items() if _is(int(pid), mark)] if isinstance(marks, dict) else []
    for how in (signal.SIGTERM, signal.SIGKILL):
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, how)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and any(processes.identity(pid) for pid in found):
            time.sleep(0.05)
    forget(instance)
    return len(found)


def _is(pid: int, mark: object) -> bool:
    return mark is not None and processes.identity(pid) == mark


def _noted(instance: Path) -> dict[str, object]:
    try:
        noted = json.loads((instance / "run.json").read_text())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


class Starter:
    """Who started us, which is `make`: when it goes, there is nobody left to press Ctrl-C for.

    Started by hand we stay, as any server does.
    """

    def __init__(self) -> None:
        self.number = os.getppid()
        self.is_make = processes.name(self.number) in ("make", "gmake")
        self.listened = processes.catches(self.number, signal.SIGINT)

    def is_leaving(self) -> bool:
        """Gone (kill -9), or told to stop without the terminal telling us as well (kill -INT)."""
        if not self.is_make:
            return False
        return os.getppid() != self.number or (self.listened and not processes.catches(self.number, signal.SIGINT))
