"""`make run` from the moment there is an environment: database, tables, demo people, due work, server.

    python -m hub.cli.run --steps 6 --first 4      (bootstrap.py did the steps before)

Everything that is started here holds a lifeline: it ends when this process ends, even by kill -9. Only the
database may outlive that; the next start joins it, and the last of its users stops it.
"""

import argparse
import http.client
import os
import signal
import sys
import time
from pathlib import Path

from hub import config
from hub.cli import database, folder
from hub.cli.children import Children, Failed
from hub.core import embedded

START_SECONDS = 60


class Trouble(Exception):
    """A start that cannot go on. The text is one Dutch sentence and a way out."""


REFUSALS = (
    Trouble, Failed, folder.Occupied, config.UnsafeSettings, embedded.EmbeddedError, database.Unreachable,
)  # fmt: skip


class Steps:
    """Says which step is going on, and counts."""

    def __init__(self, first: int, total: int) -> None:
        self.now, self.total = first - 1, total

    def say(self, what: str) -> None:
        """Say what starts now."""
        self.now += 1
        print(f"[{self.now}/{self.total}] {what}", flush=True)


def main() -> int:
    """Run until Ctrl-C; the answer is the exit code."""
    given = _arguments()
    starter = folder.Starter()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        settings = config.read()
        _keep_turn(given.turn, settings.instance)
        return _run(settings, Steps(given.first, given.steps), starter)
    except KeyboardInterrupt:
        print("\nGestopt. Er draait niets meer.", flush=True)
        return 0
    except REFUSALS as refusal:
        return _refuse(str(refusal))
    except OSError as error:
        return _refuse(embedded.in_words(error))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start the network for trying out.")
    parser.add_argument("--steps", type=int, default=3, help="how many steps there are in all")
    parser.add_argument("--first", type=int, default=1, help="the number of the first step here")
    parser.add_argument("--turn", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _keep_turn(turn: int | None, instance: Path) -> None:
    """The turn of this folder came along from bootstrap.py, or is taken now; children must not hold it."""
    if turn is None:
        folder.take(instance)
        folder.clear_leftovers(instance)
    else:
        os.set_inheritable(turn, False)


def _run(settings: config.Settings, steps: Steps, starter: folder.Starter) -> int:
    children = Children(settings.instance, _address(settings))
    try:
        _database(settings, steps)
        who = _prepare(settings, steps, children)
        _serve(settings, steps, children)
        _tell(who, settings)
        return _wait(children, starter)
    finally:
        # A second Ctrl-C must not leave half of it running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        children.stop()
        if not settings.database_url:
            embedded.stop(settings.instance)


def _database(settings: config.Settings, steps: Steps) -> None:
    if settings.database_url:
        steps.say("Database zoeken op het adres in DATABASE_URL")
        database.check(settings.database_url)
    else:
        steps.say("Ingebouwde database starten")
        embedded.start(settings.instance)


def _prepare(settings: config.Settings, steps: Steps, children: Children) -> str:
    """Tables, and the made-up network, by the server before it serves; who one can be."""
    what = "en voorbeeldnetwerk vullen" if settings.may_have_demo else "(geen voorbeeldnetwerk: zie DEMO in docs/deploy.md)"
    steps.say(f"Tabellen bijwerken {what}")
    ways_in = settings.instance / "ways-in.txt"
    ways_in.unlink(missing_ok=True)
    children.start("server", "-m", "hub.cli.serve", f"--ways-in={ways_in}")
    # No limit here: a first fill takes as long as the machine needs, and a child that fails is noticed.
    while not ways_in.exists():
        children.must_live("server")
        time.sleep(0.05)
    who = ways_in.read_text()
    ways_in.unlink()
    return who


def _serve(settings: config.Settings, steps: Steps, children: Children) -> None:
    steps.say("Server starten")
    deadline = time.monotonic() + START_SECONDS
    while not _answers(settings):
        children.must_live("server")
        if time.monotonic() > deadline:
            raise Trouble(f"De server geeft na {START_SECONDS} seconden nog geen antwoord. {children.log_hint('server')}")
        time.sleep(0.05)
    children.start("werk", "-m", "flask", "--app", "wsgi", "hub", "worker")


def _address(settings: config.Settings) -> str:
    return settings.public_base_url or f"http://{settings.host}:{settings.port}"


def _answers(settings: config.Settings) -> bool:
    # A plain connection proves little: gunicorn listens before the app is there to answer.
    line = http.client.HTTPConnection(settings.host, settings.port, timeout=START_SECONDS)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _tell(who: str, settings: config.Settings) -> None:
    print(f"\n{settings.network_name} draait op {_address(settings)}")
    if who:
        print(f"\n{who.rstrip()}")
    print("\nStoppen: Ctrl-C.", flush=True)


def _wait(children: Children, starter: folder.Starter) -> int:
    while True:
        if starter.is_leaving():
            raise KeyboardInterrupt
        children.must_live("server")
        children.revive("werk")
        time.sleep(0.25)


def _refuse(sentence: str) -> int:
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
