"""What the server that holds the lines does by itself, several times a second, in one thread of its own."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from hub.core.db import db

log = logging.getLogger("peerhuis.beat")

EVERY_SECONDS = 0.25
AFTER_TROUBLE_SECONDS = 5.0


def round_of(app: Flask) -> bool:
    """Do everything once. Gives whether all went well."""
    good = True
    for beat in app.extensions["beats"]:
        with app.app_context():
            try:
                beat()
            except Exception as error:  # a database that is away for a moment: the others go on
                log.error("a beat failed", exc_info=error, extra={"event": "beat.failed", "kind": beat.__name__})
                good = False
            finally:
                db.session.remove()
    return good


def start(app: Flask) -> threading.Event:
    """Begin; set the event to end it."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(EVERY_SECONDS if round_of(app) else AFTER_TROUBLE_SECONDS):
            pass

    threading.Thread(target=run, name="beat", daemon=True).start()
    return stop
