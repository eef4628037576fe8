"""From a fresh machine to a working environment, with nothing but Python and its standard library.

The Makefile calls this: `python bootstrap.py run`, `test`, `help`… Every step says what it does; whatever goes
wrong ends in one Dutch sentence and a way out. What was done is remembered by a hash of its lock files, so a
second start does none of it again.
"""

import contextlib
import errno
import hashlib
import ipaddress
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from hub.cli import folder

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STEPS = 6
# What a first time costs, measured on Linux x86-64: libraries, Node for the assets, fonts and bundler from npm.
# tests/house/test_run.py measures again (make test-deep) and fails when this is no longer true.
DOWNLOAD_MB = {"requirements.lock": 56, "requirements-build.lock": 62, "assets": 25, "requirements-dev.lock": 90}
DISK_MB = 900
WITHOUT_WHEEL = "flask-principal"  # published as source only: one module, built with the pinned setuptools

PIP_TROUBLE = (
    (
        ("No space left", "Disk quota exceeded"),
        "De schijf is vol. Maak {disk} MB vrij en voer het commando opnieuw uit; het gaat verder waar het was.",
    ),
    (
        ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "Read timed out", "Network is unreachable",
         "Temporary failure in name resolution", "Connection refused", "ProxyError", "Max retries exceeded"),
        "De bibliotheken zijn niet te downloaden: er is geen verbinding. Controleer het netwerk en voer het opnieuw uit.",
    ),
    (
        ("DO NOT MATCH THE HASHES", "do not match the hashes"),
        "Een bibliotheek is anders dan in het slotbestand staat en is daarom niet geïnstalleerd. Probeer een ander netwerk.",
    ),
    (
        ("No matching distribution", "Could not find a version", "is not a supported wheel"),
        "Voor deze machine of Python-versie bestaat een bibliotheek niet kant-en-klaar: {what}. "
        "Neem Python 3.11, 3.12 of 3.13 op Linux of macOS, met PYTHON=/pad/naar/python.",
    ),
)  # fmt: skip


class Trouble(Exception):
    """Something a person can mend; the text says what and how."""


def main(arguments: list[str]) -> int:
    """Do one command of the Makefile; the answer is the exit code."""
    os.chdir(ROOT)
    commands = {
        "run": run, "env": env, "lint": lambda: checks("lint"), "test": lambda: checks("test"),
        "test-deep": lambda: checks("test-deep"), "bench": bench, "rights": rights, "clean": clean,
    }  # fmt: skip
    if len(arguments) != 1 or arguments[0] not in commands:
        print(f"Kies een van: {', '.join(commands)}.", file=sys.stderr)
        return 2
    try:
        commands[arguments[0]]()
    except (Trouble, folder.Occupied) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{in_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nGestopt.", file=sys.stderr)
        return 130
    return 0


# --- the commands -------------------------------------------------------------------------------------------


def run() -> None:
    """make run: first what can be refused at once, then the environment, then hub.cli.run takes over."""
    host, port = os.environ.get("HOST", "").strip() or "127.0.0.1", os.environ.get("PORT", "").strip() or "8000"
    instance = Path(os.environ.get("INSTANCE", "").strip() or "instance").absolute()
    turn = take_turn(instance)
    look_at_address(host, port)
    first_time_cost(("requirements-build.lock", "requirements.lock"))
    environment(("requirements-build.lock", "requirements.lock"), counted=True)
    fetched = (ROOT / "assets/node_modules").exists()
    step(3, "Opmaak en scripts bouwen" + ("" if fetched else f": ongeveer {DOWNLOAD_MB['assets']} MB downloaden"))
    assets()
    os.set_inheritable(turn, True)
    arguments = ["-m", "hub.cli.run", f"--steps={STEPS}", "--first=4", f"--turn={turn}"]
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])


def env() -> None:
    """make env: the environment with what checks and tests need."""
    first_time_cost(("requirements-build.lock", "requirements.lock", "requirements-dev.lock"))
    environment(("requirements-build.lock", "requirements.lock", "requirements-dev.lock"))


def checks(which: str) -> None:
    """make test, make lint: the environment, then checks.py."""
    env()
    hand_over("checks.py", which)


def bench() -> None:
    """make bench."""
    env()
    assets()
    hand_over("-m", "bench")


def rights() -> None:
    """make rights."""
    env()
    hand_over("-m", "tests.house.rights")


def clean() -> None:
    """make clean: only what was made here, and only when nothing runs."""
    instance = Path(os.environ.get("INSTANCE", "").strip() or "instance").absolute()
    take_turn(instance)
    if PYTHON.exists():
        stop = "import sys, pathlib; from hub.core import embedded; embedded.stop(pathlib.Path(sys.argv[1]), True)"
        subprocess.run([str(PYTHON), "-c", stop, str(instance)], check=False, stderr=subprocess.DEVNULL)
    for made in (instance, VENV, ROOT / "assets/node_modules", ROOT / "hub/static/built", ROOT / "build"):
        if made.is_symlink():
            continue
        if made.exists():
            print(f"Weg: {made.relative_to(ROOT) if made.is_relative_to(ROOT) else made}")
            shutil.rmtree(made)


def hand_over(*arguments: str) -> None:
    """Become that program of the environment."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])


# --- what can be refused at once ----------------------------------------------------------------------------


def take_turn(instance: Path) -> int:
    """One start per folder at a time; what a killed one left is stopped first."""
    turn = folder.take(instance)
    if folder.clear_leftovers(instance):
        print("Een vorige start was niet netjes gestopt. Wat ervan over was, is nu gestopt.")
    return turn


def look_at_address(host: str, port: str) -> None:
    """Refuse an address that cannot be, or that others can reach while settings are for trying out."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(f"PORT={port} is geen poort. Kies een getal, bijvoorbeeld: make run PORT=8001.")
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Trouble(f"HOST={host} is geen adres van deze machine. Laat HOST weg voor 127.0.0.1.") from None
    if not ipaddress.ip_address(found[4][0]).is_loopback and os.environ.get("MODE", "").strip() != "production":
        raise Trouble(
            f"HOST={host} is van buiten te bereiken. Kies 127.0.0.1, of zet MODE=production met een eigen database "
            "en https ervoor (zie docs/deploy.md)."
        )
    with socket.socket(found[0], found[1]) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(found[4])
        except OSError as error:
            raise Trouble(port_trouble(error, host, port)) from None


def port_trouble(error: OSError, host: str, port: str) -> str:
    """One sentence for a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return f"Poort {port} is al bezet. Stop wat daar draait, of kies een andere: make run PORT={int(port) % 65535 + 1}."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Poort {port} mag alleen de beheerder gebruiken. Kies een andere: make run PORT=8000."
    return f"HOST={host} is geen adres van deze machine. Laat HOST weg voor 127.0.0.1."


# --- the environment ----------------------------------------------------------------------------------------


def first_time_cost(locks: tuple[str, ...]) -> None:
    """Before anything is fetched: how much it will be, and whether the disk can take it."""
    new = [lock for lock in locks if not is_current(lock)]
    if not new:
        return
    built = (ROOT / "assets/node_modules").exists()
    cost = sum(DOWNLOAD_MB[lock] for lock in new) + (0 if built else DOWNLOAD_MB["assets"])
    if shutil.disk_usage(ROOT).free < DISK_MB * 1_000_000:
        raise Trouble(f"De schijf is te vol: er is ongeveer {DISK_MB} MB nodig. Maak ruimte vrij en probeer opnieuw.")
    print(f"Eerst wordt ongeveer {cost} MB gedownload. Dat gebeurt één keer.", flush=True)


def environment(locks: tuple[str, ...], counted: bool = False) -> None:
    """See that .venv exists and holds exactly what the lock files say."""
    ready = PYTHON.exists() and works(PYTHON)
    new = [lock for lock in locks if not (ready and is_current(lock))]
    if counted:
        step(1, "Omgeving: staat klaar" if ready else "Omgeving maken in .venv")
    if not ready:
        make_venv()
    if counted:
        megabytes = sum(DOWNLOAD_MB[lock] for lock in new)
        step(2, f"Bibliotheken: ongeveer {megabytes} MB downloaden" if new else "Bibliotheken: staan klaar")
    for lock in new:
        install(lock)


def make_venv() -> None:
    """Make .venv anew; Debian and Ubuntu ship the module for it apart."""
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    words = done.stdout + done.stderr
    if "No space left" in words:
        raise Trouble(f"De schijf is vol. Maak {DISK_MB} MB vrij en voer het commando opnieuw uit.")
    if "ensurepip" in words or "No module named venv" in words:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"Python mist de module venv. Installeer die, op Debian en Ubuntu met: apt install python{version}-venv. "
            "Voer het commando daarna opnieuw uit."
        )
    raise Trouble(f"De omgeving is niet te maken: {last_line(words)}. Gooi de map .venv weg en probeer het opnieuw.")


def install(lock: str) -> None:
    """Install one lock file: every file checked by its hash, nothing built but the one that has no wheel."""
    total = len(re.findall(r"^\S+==", (ROOT / lock).read_text(), re.MULTILINE))
    command = [
        str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input", "--retries=2",
        "--disable-pip-version-check", "--progress-bar=off", "--no-build-isolation", "--only-binary=:all:",
        f"--no-binary={WITHOUT_WHEEL}", "-r", lock,
    ]  # fmt: skip
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                progress(sum(one.startswith(("Collecting ", "Requirement already")) for one in said), total)
            elif line.startswith("Installing collected packages"):
                print("      uitpakken", flush=True)
    if pip.returncode != 0:
        raise Trouble(pip_trouble("".join(said)))
    stamp(lock).write_text(fingerprint(lock))


def progress(done: int, total: int) -> None:
    """How far the downloads are: in place in a terminal, now and then in a log."""
    if sys.stdout.isatty():
        print(f"\r      {done} van {total}", end="\n" if done >= total else "", flush=True)
    elif done % 20 == 0 or done == total:
        print(f"      {done} van {total}", flush=True)


def pip_trouble(said: str) -> str:
    """One sentence for what pip said in many."""
    for signs, sentence in PIP_TROUBLE:
        if any(sign in said for sign in signs):
            missing = re.search(r"No matching distribution found for (\S+)", said)
            return sentence.format(disk=DISK_MB, what=missing.group(1) if missing else "zie hieronder")
    return f"De bibliotheken zijn niet te installeren: {last_line(said)}. Gooi de map .venv weg en probeer het opnieuw."


def assets() -> None:
    """Let assets/build.py do its work; it knows itself when there is nothing to do."""
    done = subprocess.run(
        [str(PYTHON), "assets/build.py"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise Trouble(last_line(done.stdout))


# --- small ----------------------------------------------------------------------------------------------------


def step(number: int, what: str) -> None:
    """Say which step starts now."""
    print(f"[{number}/{STEPS}] {what}", flush=True)


def works(python: Path) -> bool:
    """Whether that Python still runs: the one it was made from may have been removed."""
    with contextlib.suppress(OSError):
        return subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode == 0
    return False


def is_current(lock: str) -> bool:
    """Whether this lock file was installed as it is now."""
    with contextlib.suppress(OSError):
        return stamp(lock).read_text() == fingerprint(lock)
    return False


def stamp(lock: str) -> Path:
    """Where it is remembered that a lock file was installed."""
    return VENV / f"{lock}.installed"


def fingerprint(lock: str) -> str:
    """What a lock file says, short."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def last_line(words: str) -> str:
    """The last thing that was said, without the full stop."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "zonder reden"


def in_words(error: OSError) -> str:
    """One sentence for what the machine refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"De schijf is vol. Maak {DISK_MB} MB vrij en voer het commando opnieuw uit."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Hier mag deze gebruiker niet schrijven: {error.filename}. Start als de eigenaar van deze map."
    return f"Dat ging niet: {error.strerror or error} {error.filename or ''}".rstrip() + "."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
