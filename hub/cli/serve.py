"""The server: gunicorn, one process with threads (docs/decisions/0004-realtime.md says why).

    python -m hub.cli.serve              settings come from the environment (docs/deploy.md)

A websocket holds a thread for as long as it is open, so there are as many threads as sockets may be open, and
some more for pages.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from hub import config
from hub.cli import lifeline

PAGE_THREADS = 16
GRACE_SECONDS = 20
GRACE_WHEN_TRYING_SECONDS = 2

Wsgi = Callable[..., object]


class Server(BaseApplication):
    """gunicorn with our settings, no file and no command line of its own."""

    def __init__(self, settings: config.Settings, line: int | None, go: int | None) -> None:
        self.settings, self.line, self.go = settings, line, go
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
            # `make run` starts us while the tables are still being made: then we wait as long as that takes.
            "timeout": 0 if self.go else 60,
            "loglevel": "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "proc_name": "peerhuis",
            "post_fork": self.post_fork,
        }.items():
            self.cfg.set(key, value)

    def load(self) -> Wsgi:
        """The application, imported in the process that serves it. Who asks before we may go, waits."""
        app: Wsgi = import_app("wsgi:app")
        lifeline.wait_for_go(self.go)
        return app

    def post_fork(self, arbiter: object, worker: object) -> None:
        """The worker watches the lifeline: the arbiter itself has no thread to watch with."""
        master = os.getppid()
        lifeline.watch(self.line, lambda: os.kill(master, signal.SIGTERM))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Start the server.")
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--go", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    try:
        settings = config.read()
    except config.UnsafeSettings as refusal:
        sys.exit(str(refusal))
    Server(settings, given.lifeline, given.go).run()


if __name__ == "__main__":
    main()
