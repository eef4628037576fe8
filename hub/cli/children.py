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
    """Started by name; a child that must only do something is waited for with `finish`."""

    def __init__(self, instance: Path, address: str) -> None:
        self.instance, self.address = instance, address
        self.lifeline, self._own_end = os.pipe()
        self._go, self._hold = os.pipe()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._how: dict[str, tuple[str, ...]] = {}
        self._started: dict[str, float] = {}

    def start(self, name: str, *arguments: str, held: bool = False) -> None:
        """Start a child that stays; its words go to its log. When `held` it gets ready and waits for `go`."""
        arguments = (*arguments, f"--go={self._go}") if held else arguments
        self._how[name] = arguments
        self._started[name] = time.monotonic()
        again = name in self._running
        with self._log(name).open("ab" if again else "wb") as log:
            self._launch(name, (*arguments, f"--lifeline={self.lifeline}"), log.fileno(), log.fileno())

    def finish(self, name: str, *arguments: str) -> str:
        """Run a child to its end; what it printed. Its complaints go to its log."""
        log, said = self._log(name), self.instance / f"{name}.said"
        with log.open("wb") as complaints, said.open("wb") as words:
            code = self._launch(name, arguments, words.fileno(), complaints.fileno()).wait()
        del self._running[name]
        text = said.read_text(errors="replace")
        said.unlink()
        if code != 0:
            raise Failed(self._what_went_wrong(name))
        return text

    def go(self) -> None:
        """Let those that were held begin."""
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1

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
        self.go()  # a child that still waits would not hear us
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

    def _launch(self, name: str, arguments: tuple[str, ...], out: int, err: int) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop them in good order.
        child = self._running[name] = subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            start_new_session=True, pass_fds=(self.lifeline, self._go),
        )  # fmt: skip
        folder.note(self.instance, self.address, [one.pid for one in self._running.values()])
        return child

    def _what_went_wrong(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").strip().splitlines() or ["geen melding"]
        if any("Address already in use" in line for line in lines[-20:]):
            return "De poort is intussen bezet. Kies een andere: make run PORT=8001."
        # Under a traceback stands what it was about; flask adds its own helpless line below.
        errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b(?!: No such command)", line)]
        return f"'{name}' is gestopt: {(errors or lines)[-1][:200]} {self.log_hint(name)}"
