"""`make run` from outside: real processes, real signals. Nothing may stay behind, and no refusal is a traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

import bootstrap
from hub.cli import folder
from hub.core import processes

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def surroundings(instance: Path, **other: str) -> dict[str, str]:
    """The environment of a start in that folder, without what the machine that tests has set for itself."""
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HOST", "MODE", "DEMO")}
    return {**ours, "INSTANCE": str(instance), "PORT": str(free_port()), **other}


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def refused(*command: str, **environment: str) -> str:
    """Run what must be refused; the sentence it was refused with."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    sentence = done.stderr.strip()
    assert len(sentence.splitlines()) == 1, sentence
    assert sentence.endswith((".", ")")), sentence
    return sentence


class Running:
    """A start from `hub.cli.run`, read along until it says its address."""

    def __init__(self, instance: Path, **other: str) -> None:
        self.instance = instance
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hub.cli.run"], cwd=ROOT, env=surroundings(instance, **other),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._up = threading.Event()
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.said += line
            if "draait op" in line:
                self._up.set()
        self._up.set()

    def is_up(self) -> bool:
        """Wait for the address line, or for the end."""
        assert self._up.wait(PATIENCE_SECONDS), self.said
        return "draait op" in self.said

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def left_behind(instance: Path) -> list[psutil.Process]:
    """Every living process that belongs to that folder."""
    found = []
    for process in psutil.process_iter():
        try:
            belongs = process.environ().get("INSTANCE") == str(instance) or str(instance) in " ".join(process.cmdline())
            if belongs and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def gone(instance: Path) -> bool:
    """Whether nothing of that folder is left, within reasonable time."""
    _, alive = psutil.wait_procs(left_behind(instance), timeout=30)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of our own: pytest closes its own for others at every run, and as root the database is another."""
    with tempfile.TemporaryDirectory(prefix="peerhuis-") as folder_name:
        yield Path(folder_name)


@pytest.fixture
def start(place: Path) -> Iterator[Callable[..., Running]]:
    """Start in this test's folder; whatever a failed test leaves is ended."""
    started: list[Running] = []

    def begin(**other: str) -> Running:
        started.append(Running(place / "instance", **other))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGINT)
    for one in started:
        one.ended()
    for process in left_behind(place / "instance"):
        process.kill()


# --- refused at once ----------------------------------------------------------------------------------------


def test_a_busy_port_is_said_before_anything_is_made(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        sentence = refused("bootstrap.py", "run", **surroundings(place, PORT=port))
    assert f"Poort {port} is al bezet" in sentence
    assert "make run PORT=" in sentence
    assert not (place / "postgres").exists()


@pytest.mark.parametrize(
    ("given", "sign"),
    [
        ({"HOST": "0.0.0.0"}, "van buiten te bereiken"),
        ({"HOST": "::"}, "van buiten te bereiken"),
        ({"HOST": "192.0.2.7"}, "van buiten te bereiken"),
        ({"HOST": "no such name"}, "geen adres van deze machine"),
        ({"PORT": "abc"}, "geen poort"),
        ({"PORT": "70000"}, "geen poort"),
    ],
)
def test_an_address_that_cannot_be_is_refused(place: Path, given: dict[str, str], sign: str) -> None:
    assert sign in refused("bootstrap.py", "run", **surroundings(place, **given))


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        ("mysql://a@b/c", "moet met postgresql:// beginnen"),
        ("postgresql://[bad", "geen geldig adres"),
        ("postgresql://u@localhost:abc/x", "geen geldig adres"),
        ("postgresql://noor:verborgen@127.0.0.1:{port}/x", "daar luistert geen PostgreSQL"),
        ("postgresql://noor:verborgen@nergens.invalid/x", "die servernaam bestaat niet"),
    ],
)
def test_a_broken_database_address_is_said_without_its_password(place: Path, url: str, sign: str) -> None:
    url = url.format(port=free_port())
    sentence = refused("-m", "hub.cli.run", **surroundings(place, DATABASE_URL=url))
    assert sign in sentence
    assert "verborgen" not in sentence
    assert "DATABASE_URL" in sentence


def test_the_demo_never_goes_into_a_live_network(place: Path) -> None:
    settings = surroundings(
        place, MODE="production", DEMO="1", DATABASE_URL="postgresql://a@b/c",
        SECRET_KEY="0123456789abcdef0123456789abcdef", FIELD_KEYS="c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=",
    )  # fmt: skip
    assert "DEMO=1" in refused("-m", "hub.cli.run", **settings)


def test_a_folder_that_is_no_folder(place: Path) -> None:
    (place / "instance").write_text("")
    assert "instance" in refused("bootstrap.py", "run", **surroundings(place / "instance"))


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "schijf is vol"),
        ("connection broken by 'NewConnectionError'\nERROR: No matching distribution found for x", "geen verbinding"),
        ("ERROR: No matching distribution found for psycopg-binary==3.3.9", "psycopg-binary==3.3.9"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "slotbestand"),
        ("ERROR: something nobody thought of.", "something nobody thought of"),
    ],
)
def test_what_pip_says_becomes_one_sentence(words: str, sign: str) -> None:
    sentence = bootstrap.pip_trouble(words)
    assert sign in sentence
    assert "\n" not in sentence


def test_a_python_without_venv_hears_what_to_install(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = place / "python"
    bare.write_text("#!/bin/sh\necho 'The virtual environment was not created because ensurepip is not available.'\nexit 1\n")
    bare.chmod(0o755)
    monkeypatch.setattr(bootstrap.sys, "executable", str(bare))
    with pytest.raises(bootstrap.Trouble, match="apt install python3"):
        bootstrap.make_venv()


# --- what a killed start left -------------------------------------------------------------------------------


def test_only_processes_of_an_earlier_start_are_stopped(place: Path) -> None:
    ours, stranger = (
        subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True) for _ in range(2)
    )
    folder.note(place, "http://localhost:1", [ours.pid])
    noted = (place / "run.json").read_text()
    # The stranger has the number of a process of ours that is long gone.
    marked = noted.replace("}}", f', "{stranger.pid}": "another boot:1"}}}}')
    (place / "run.json").write_text(marked)
    try:
        assert folder.clear_leftovers(place) == 1
        assert ours.wait(PATIENCE_SECONDS) == -signal.SIGTERM
        assert stranger.poll() is None
        assert folder.clear_leftovers(place) == 0
    finally:
        stranger.kill()
        stranger.wait()


def test_a_number_alone_proves_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        mark = processes.identity(child.pid)
        assert mark
        assert mark == processes.identity(child.pid) != processes.identity(os.getpid())
        child.kill()
        child.wait()
    assert processes.identity(child.pid) is None


# --- real starts --------------------------------------------------------------------------------------------


def test_ctrl_c_leaves_nothing_and_until_then_others_wait(start: Callable[..., Running], place: Path) -> None:
    instance = place / "instance"
    first = start()
    assert first.is_up(), first.said
    sentence = refused("bootstrap.py", "run", **surroundings(instance))
    assert "Er draait al een `make run` in deze map, op http://localhost:" in sentence
    assert len(left_behind(instance)) > 3
    first.process.send_signal(signal.SIGINT)
    assert first.ended() == 0
    assert "Traceback" not in first.said
    assert left_behind(instance) == []


def test_after_kill_9_of_everything_the_data_is_there_again(start: Callable[..., Running], place: Path) -> None:
    first = start()
    assert first.is_up(), first.said
    with psycopg.connect(address(place / "instance"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    for process in left_behind(place / "instance"):
        process.kill()
    assert first.ended() == -signal.SIGKILL
    second = start()
    assert second.is_up(), second.said
    with psycopg.connect(address(place / "instance")) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_kill_9_of_the_starter_ends_what_it_started(start: Callable[..., Running], place: Path) -> None:
    first = start()
    assert first.is_up(), first.said
    first.process.kill()
    first.ended()
    assert gone(place / "instance")


@pytest.mark.deep
def test_of_two_starts_at_once_one_wins(start: Callable[..., Running]) -> None:
    both = [start(), start()]
    up = [one for one in both if one.is_up()]
    assert len(up) == 1
    (other,) = (one for one in both if one is not up[0])
    assert other.ended() == 1
    assert "Er draait al een `make run` in deze map" in other.said


@pytest.mark.deep
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_make_itself_may_be_stopped_in_any_way(place: Path, number: signal.Signals) -> None:
    instance = place / "instance"
    with subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=surroundings(instance), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as make:
        assert make.stdout is not None
        assert any("draait op" in line for line in make.stdout)
        make.send_signal(number)
        assert gone(instance)
        make.stdout.read()


@pytest.mark.deep
@pytest.mark.parametrize("lock", ["requirements-build.lock", "requirements.lock"])
def test_as_much_is_downloaded_as_was_said(place: Path, lock: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "--no-build-isolation"]
    subprocess.run([*command, "-d", place, "-r", lock], cwd=ROOT, check=True, capture_output=True)
    megabytes = sum(path.stat().st_size for path in place.iterdir()) / 1_000_000
    assert abs(megabytes - bootstrap.DOWNLOAD_MB[lock]) < 0.2 * bootstrap.DOWNLOAD_MB[lock]


def address(instance: Path) -> str:
    """How to reach the embedded database of that folder."""
    return f"host={instance / 'postgres'} port=5432 user=peerhuis dbname=peerhuis"
