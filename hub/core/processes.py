"""Who is behind a process number. Numbers are given out again, so a number alone proves nothing."""

import os
import subprocess
from pathlib import Path

_PROC = Path("/proc")


def identity(pid: int) -> str | None:
    """A text no later process with this number will have; None when the process is gone."""
    if (_PROC / "self/stat").exists():
        return _identity_from_proc(pid)
    return _ps(pid, "lstart")


def name(pid: int) -> str | None:
    """The program's name, without its folder; None when the process is gone."""
    if (_PROC / "self/stat").exists():
        try:
            return (_PROC / str(pid) / "comm").read_text().strip()
        except OSError:
            return None
    found = _ps(pid, "comm")
    return Path(found).name if found else None


def folder(pid: int) -> Path | None:
    """The folder the process works in, where the machine tells us (Linux does, macOS does not)."""
    try:
        return Path(os.readlink(_PROC / str(pid) / "cwd"))
    except OSError:
        return None


def catches(pid: int, number: int) -> bool:
    """Whether the process has a handler of its own for this signal, where the machine tells us (Linux)."""
    try:
        status = (_PROC / str(pid) / "status").read_text()
    except OSError:
        return False
    caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: 0")
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def _identity_from_proc(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    # The name in brackets may itself hold spaces and brackets: count from the last one.
    fields = stat.rpartition(")")[2].split()
    state, started = fields[0], fields[19]
    return None if state in "ZX" else f"{boot}:{started}"


def _ps(pid: int, column: str) -> str | None:
    found = subprocess.run(["/bin/ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None
