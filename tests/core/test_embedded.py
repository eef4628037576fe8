"""The embedded server: joined by many, left by the last, and found again after whatever was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hub.core import embedded, pgwheel, processes

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
# Starts, says so, and stays until it is told that it may go.
USER = """
import sys
from pathlib import Path
from hub.core import embedded
print(embedded.start(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.read()
embedded.stop(Path(sys.argv[1]))
"""


@pytest.fixture
def instance() -> Iterator[Path]:
    """A folder with nothing in it; its server is stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="peerhuis-") as name:
        yield Path(name) / "instance"
        embedded.stop(Path(name) / "instance", for_all=True)


def user(instance: Path) -> subprocess.Popen[str]:
    """Another process that uses the server of that folder."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(instance)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def leave(*users: subprocess.Popen[str]) -> None:
    """Let those users go, in good order."""
    for one in users:
        one.communicate(timeout=PATIENCE_SECONDS)


def first_line(one: subprocess.Popen[str]) -> str:
    """What it said first: the address."""
    assert one.stdout
    return one.stdout.readline().strip()


def ask(url: str, question: str) -> object:
    """One value from the server at that address."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def number(instance: Path) -> int:
    """The process number of the server."""
    return int((instance / "postgres/data/postmaster.pid").read_text().split()[0])


def test_two_at_once_share_one_server_and_the_last_one_stops_it(instance: Path) -> None:
    both = [user(instance), user(instance)]
    addresses = {first_line(one) for one in both}
    assert len(addresses) == 1
    server = number(instance)
    leave(both[0])
    assert ask(addresses.pop(), "SELECT 42") == 42
    leave(both[1])
    assert processes.identity(server) is None


def test_it_is_utf8_without_jit_and_closed_to_others(instance: Path) -> None:
    url = embedded.start(instance, durable=False)
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SHOW jit") == "off"
    assert ask(url, "SHOW listen_addresses") == ""
    assert ask(url, "SELECT lower('ÉÉN')") == "één"
    assert (instance / "postgres").stat().st_mode & 0o077 == 0


def test_durable_unless_asked_otherwise(instance: Path) -> None:
    assert ask(embedded.start(instance), "SHOW fsync") == "on"


def test_a_user_that_was_killed_no_longer_counts(instance: Path) -> None:
    killed = user(instance)
    first_line(killed)
    server = number(instance)
    killed.kill()
    killed.communicate()
    assert processes.identity(server)
    embedded.start(instance, durable=False)
    embedded.stop(instance)
    assert processes.identity(server) is None


def test_after_kill_9_of_the_server_the_data_is_there(instance: Path) -> None:
    url = embedded.start(instance)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(number(instance), signal.SIGKILL)
    assert ask(embedded.start(instance), "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("left", ["{own}\n/somewhere\n1\n5432\n/tmp\n\n0 0\nready\n", "", "nonsense"])
def test_a_pid_file_with_somebody_elses_number(instance: Path, left: str) -> None:
    embedded.start(instance, durable=False)
    embedded.stop(instance)
    (instance / "postgres/data/postmaster.pid").write_text(left.format(own=os.getpid()))
    assert ask(embedded.start(instance, durable=False), "SELECT 42") == 42


def test_a_path_too_long_for_a_socket(instance: Path) -> None:
    deep = instance / ("long" * 30)
    url = embedded.start(deep, durable=False)
    try:
        assert ask(url, "SELECT 42") == 42
        assert str(deep) not in url
    finally:
        embedded.stop(deep, for_all=True)


def test_data_of_another_version_is_left_alone(instance: Path) -> None:
    (instance / "postgres/data").mkdir(parents=True)
    (instance / "postgres/data/PG_VERSION").write_text("12\n")
    with pytest.raises(embedded.EmbeddedError, match="PostgreSQL 12"):
        embedded.start(instance)


def test_data_that_was_half_made_is_made_again(instance: Path) -> None:
    (instance / "postgres/data.new/base").mkdir(parents=True)
    assert ask(embedded.start(instance, durable=False), "SELECT 42") == 42


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("FATAL: could not write: No space left on device", "schijf is vol"),
        ("initdb: error: could not create directory: Permission denied", "Start als de eigenaar"),
        ("waiting\nFATAL: something new\nstopped", "something new"),
        ("", "het start niet"),
    ],
)
def test_what_the_server_says_becomes_words_with_a_way_out(words: str, sign: str) -> None:
    assert sign in pgwheel.why(words, "het start niet")
