"""The processes that `make run` starts: each on a lifeline, with a log of its own, and stopped in good order."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from hub.cli import folder

PATIENCE_SECONDS = 8
REVIVE_AFTER_SECONDS = 5


class Failed(Exception):
    """A child stopped that should not have. The text is one Dutch sentence and where to look."""


class Children:
    """Started by name."""

    def __init__(self, instance: Path, address: str) -> None:
        self.instance, self.address = instance, address
        self.lifeline, self._own_end = os.pipe()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._how: dict[str, tuple[str, ...]] = {}
        self._started: dict[str, float] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Start a child; its words go to its log."""
        self._how[name] = arguments
        self._started[name] = time.monotonic()
        again = name in self._running
        with self._log(name).open("ab" if again else "wb") as log:
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop them in good order.
            self._running[name] = subprocess.Popen(
                [sys.executable, *arguments, f"--lifeline={self.lifeline}"], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, pass_fds=(self.lifeline,),
            )  # fmt: skip
        folder.note(self.instance, self.address, [child.pid for child in self._running.values()])

    def must_live(self, name: str) -> None:
        """Raise Failed when this child has stopped."""
        if self._running[name].poll() is not None:
            raise Failed(self._what_went_wrong(name))

    def revive(self, name: str) -> None:
        """Start this child again when it has stopped, but not in a hurry."""
        if name not in self._running or self._running[name].poll() is None:
            return
        if time.monotonic() < self._started[name] + REVIVE_AFTER_SECONDS:
            return
        print(f"'{name}' was gestopt en start opnieuw. {self.log_hint(name)}", flush=True)
        self.start(name, *self._how[name])

    def stop(self) -> None:
        """Ask all to stop, wait, insist. Nothing is left when this returns."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            alive = [child for child in self._running.values() if child.poll() is None]
            for child in alive:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, how)
            deadline = time.monotonic() + PATIENCE_SECONDS
            for child in alive:
                with suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.1, deadline - time.monotonic()))
        folder.forget(self.instance)

    def log_hint(self, name: str) -> str:
        """Where to read more."""
        return f"Lees meer in {os.path.relpath(self._log(name))}."

    def _log(self, name: str) -> Path:
        return self.instance / f"{name}.log"

    def _what_went_wrong(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").strip().splitlines() or ["geen melding"]
        if any("Address already in use" in line for line in lines[-20:]):
            return "De poort is intussen bezet. Kies een andere: make run PORT=8001."
        # Under a traceback stands what it was about; flask adds its own helpless line below.
        errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b(?!: No such command)", line)]
        return f"'{name}' is gestopt: {(errors or lines)[-1][:200]} {self.log_hint(name)}"
