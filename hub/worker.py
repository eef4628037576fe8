"""Due work: does what each feature handed over, sends the mail, sweeps what is old.

One thing per transaction. What fails is logged and rests for a while, and the next thing goes on. Any number of
workers may run at once: each claims what it does with a row lock.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TypeVar

from flask import Flask

from hub.core import clock, due, mail
from hub.core.crypto import Unreadable
from hub.core.db import commit, db, rollback
from hub.core.due import DueAction, Sweep

T = TypeVar("T")
log = logging.getLogger("peerhuis.worker")

PAUSE_SECONDS = 2.0
PAUSE_AFTER_TROUBLE_SECONDS = 15.0
REST = timedelta(minutes=15)
MARK_EVERY = timedelta(minutes=1)
LETTERS_A_ROUND = 100


class Worker:
    """Goes round. Remembers only what failed lately; everything else is in the database."""

    def __init__(self, app: Flask, carry: Callable[[EmailMessage], None] | None = None) -> None:
        self.app = app
        self.carry = carry or mail.carrier(app.extensions["settings"])
        self.resting: dict[tuple[str, int], datetime] = {}
        self.trouble = False

    def run_once(self, at: datetime) -> int:
        """Do everything that is due. Gives how many things were done."""
        self.trouble = False
        self.resting = {piece: until for piece, until in self.resting.items() if until > at}
        with self.app.app_context():
            try:
                done = sum(self._act(action, at) for action in self.app.extensions["due"])
                done += self._send_all(at)
                done += sum(self._sweep(sweep, at) for sweep in self.app.extensions["sweeps"])
                self._whole("round", lambda: _mark_round(at))
            finally:
                db.session.remove()
        return done

    def _whole(self, name: str, work: Callable[[], T], other: T | None = None) -> T | None:
        """One thing, whole or not at all. Gives `other` when it failed."""
        try:
            result = work()
            commit()
        except Exception as error:  # whatever it is: the other work goes on
            rollback()
            self.trouble = True
            log.error("due work failed", exc_info=error, extra={"event": "worker.failed", "kind": name})
            return other
        return result

    def _act(self, action: DueAction, at: datetime) -> int:
        """Every piece of one action that is due."""
        keys: Sequence[int] = self._whole(action.name, lambda: list(action.due(at))) or ()
        return sum(self._piece(action, key, at) for key in keys if (action.name, key) not in self.resting)

    def _piece(self, action: DueAction, key: int, at: datetime) -> int:
        def work() -> bool:
            action.do(key, at)
            return True

        if self._whole(action.name, work):
            return 1
        self.resting[(action.name, key)] = at + REST
        return 0

    def _send_all(self, at: datetime) -> int:
        """Letters that are due, one by one; not without end, so that the other work has its turn."""
        sent = 0
        for _ in range(LETTERS_A_ROUND):
            claimed = self._whole("claim mail", lambda: _claim(max(at, clock.now())))
            if claimed is None:
                break
            sent += self._send(*claimed, at=max(at, clock.now()))
        return sent

    def _send(self, key: int, message: EmailMessage | None, at: datetime) -> int:
        """Hand one claimed letter over. No transaction is open while the mail server thinks."""
        if message is None:
            self._whole("put off mail", lambda: mail.put_off_by_key(key, at, for_good=False))
            return 0
        try:
            self.carry(message)
        except mail.Undeliverable:
            log.warning("the mail server refused an address", extra={"event": "mail.refused"})
            self._whole("put off mail", lambda: mail.put_off_by_key(key, at, for_good=True))
            return 0
        except Exception as error:  # a server that is away, a letter that cannot be written down: later again
            self.trouble = True
            log.error("mail was not sent", exc_info=error, extra={"event": "mail.failed"})
            self._whole("put off mail", lambda: mail.put_off_by_key(key, at, for_good=False))
            return 0
        self._whole("settle mail", lambda: mail.settle_by_key(key, at))
        return 1

    def _sweep(self, sweep: Sweep, at: datetime) -> int:
        """Clear away what is old, when it is time again."""

        def work() -> int:
            last = due.last(sweep.name)
            if last is not None and last > at - sweep.every:
                return 0
            due.mark(sweep.name, at)
            return sweep.clear(at)

        count = self._whole(sweep.name, work) or 0
        if count:
            log.info("swept", extra={"event": "worker.swept", "kind": sweep.name, "count": count})
        return count


def _claim(at: datetime) -> tuple[int, EmailMessage | None] | None:
    """Claim one letter and write it out; without a message when no key opens it."""
    letter = mail.claim(at)
    if letter is None:
        return None
    try:
        return letter.id, mail.message_of(letter)
    except Unreadable as error:
        log.error("mail cannot be opened", exc_info=error, extra={"event": "mail.unreadable"})
        return letter.id, None


def _mark_round(at: datetime) -> None:
    """Say that the worker lives, but not at every round."""
    last = due.last("round")
    if last is None or last <= at - MARK_EVERY:
        due.mark("round", at)


def run_once(app: Flask, at: datetime) -> int:
    """One round of everything that is due. Gives how many things were done."""
    return Worker(app).run_once(at)


def run(app: Flask, stop: threading.Event) -> None:
    """Go round until told to stop; more slowly while something is wrong."""
    worker = Worker(app)
    while not stop.is_set():
        worker.run_once(clock.now())
        stop.wait(PAUSE_AFTER_TROUBLE_SECONDS if worker.trouble else PAUSE_SECONDS)
