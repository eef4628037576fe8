"""The server: gunicorn, one process with threads (docs/decisions/0004-sockets.md says why).

    python -m hub.cli.serve              settings come from the environment (docs/deploy.md)

`make run` adds `--ways-in FILE`: then the tables are brought up to date and the demo network is filled first, in the
same process, because loading the app twice would take longer than both.

A websocket holds a thread for as long as it is open, so there are as many threads as sockets may be open, and
some more for pages.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from hub import config
from hub.cli import demo, lifeline
from hub.core import beat
from hub.core.db import db

PAGE_THREADS = 16
GRACE_SECONDS = 20
GRACE_WHEN_TRYING_SECONDS = 2


class Server(BaseApplication):
    """gunicorn with our settings, no file and no command line of its own."""

    def __init__(self, settings: config.Settings, line: int | None, ways_in: Path | None) -> None:
        self.settings, self.line, self.ways_in = settings, line, ways_in
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it may decide nowhere else."""
        trying = not self.settings.is_production
        for key, value in {
            "bind": f"{_bracketed(self.settings.host)}:{self.settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": PAGE_THREADS + self.settings.most_sockets,
            "graceful_timeout": GRACE_WHEN_TRYING_SECONDS if trying else GRACE_SECONDS,
            "accesslog": None,
            # A first fill may take longer than a server that hangs.
            "timeout": 0 if self.ways_in else 60,
            "loglevel": "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "proc_name": "peerhuis",
            "post_fork": self.post_fork,
        }.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """The application, loaded in the process that serves it."""
        app: Flask = import_app("wsgi:app")
        if self.ways_in:
            hand_over(prepared(app, self.settings), self.ways_in)
        beat.start(app)
        return app

    def post_fork(self, arbiter: object, worker: object) -> None:
        """The worker watches the lifeline: the arbiter itself has no thread to watch with."""
        master = os.getppid()
        lifeline.watch(self.line, lambda: os.kill(master, signal.SIGTERM))


def prepared(app: Flask, settings: config.Settings) -> str:
    """Bring the tables up to date and, where it may, fill the demo network; who one can be."""
    with app.app_context():
        try:
            upgrade()
        except SystemExit as refusal:
            # Alembic would end the process as if it had done its work, and gunicorn would start it again.
            raise RuntimeError("the tables could not be brought up to date") from refusal
        said = demo.filled(settings) if settings.may_have_demo else ""
        db.session.remove()
    return said


def hand_over(ways_in: str, place: Path) -> None:
    """Leave the ways in for who started us: whole, and for nobody else's eyes."""
    draft = place.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(ways_in)
    draft.replace(place)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Start the server.")
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--ways-in", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    try:
        settings = config.read()
    except config.UnsafeSettings as refusal:
        sys.exit(str(refusal))
    Server(settings, given.lifeline, given.ways_in).run()


if __name__ == "__main__":
    main()
