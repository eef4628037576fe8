"""Logs: one JSON line per happening, with references and never with content (R-LOG-01)."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from hub.core import clock
from hub.core.access import viewer

MASKS = (
    re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.[a-z]{2,}", re.I),  # an address for mail
    re.compile(r"\b\d{8,9}\b"),  # may be a citizen number
    re.compile(r"[A-Za-z0-9_-]{32,}"),  # a token, a key, a sealed text
    re.compile(r"(?<=/agenda/mijn/)[^\s/]+"),
)
# What none of the masks can do without: one look for most texts, which hold none of it.
SUSPECT = re.compile(r"@|\d{8}|[A-Za-z0-9_-]{32}|/agenda/mijn/")
UNTOLD = ("/static", "/healthz")
EXTRAS = ("event", "request_id", "rule", "method", "status", "ms", "role", "who", "error", "count", "kind")

log = logging.getLogger("peerhuis")


def masked(text: str) -> str:
    """The text without anything that looks like an address, a number of a person or a secret; on one line."""
    if text.isprintable() and not SUSPECT.search(text):
        return text
    for mask in MASKS:
        text = mask.sub("***", text)
    return "".join(letter if letter.isprintable() else " " for letter in text)


class JsonLines(logging.Formatter):
    """A record as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, what happened, and the few extras that are allowed."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        for name in EXTRAS:
            if name in record.__dict__:
                value = record.__dict__[name]
                line[name] = masked(value) if isinstance(value, str) else value
        if record.exc_info:
            line["trace"] = _where(record.exc_info[2])
            line["error"] = getattr(record.exc_info[0], "__name__", "?")
        return json.dumps(line, ensure_ascii=False)


def _where(trace: Any) -> list[str]:
    """File and line of each step, without values: an exception's text may hold what somebody typed."""
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        folder, _, name = code.co_filename.replace("\\", "/").rpartition("/")
        steps.append(f"{folder.rpartition('/')[2]}/{name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return steps[-12:]


def init_app(app: Flask) -> None:
    """Send everything to standard error, and tell each request in one line."""
    # Threads, processes and places in the code stand in no line of ours: not looked up, as the manual of logging says.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    if not log.handlers:
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.before_request(_start)
    app.after_request(_told)


def _start() -> None:
    g.started = time.perf_counter()


def note_who() -> None:
    """Work out who asks while the account is loaded: after a commit or a rollback it would be read anew."""
    if not _rule().startswith(UNTOLD):
        g.who = _who()


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else "-"


def _told(response: Response) -> Response:
    rule = _rule()
    if rule.startswith(UNTOLD):
        return response
    tell(g.get("request_id", "-"), rule, request.method, response.status_code, g.get("started", 0.0), g.get("who") or _who())
    return response


def tell(request_id: str, rule: str, method: str, status: int, started: float, who: str) -> None:
    """The one line of a request."""
    log.info(
        "request",
        extra={
            "event": "request",
            "request_id": request_id,
            "rule": rule,
            "method": method,
            "status": status,
            "ms": round((time.perf_counter() - started) * 1000),
            "who": who,
        },
    )


def _who() -> str:
    """A hash of the account that changes every day: enough to read one evening, not to follow a person."""
    if not g.get("personal"):
        return "-"
    person = viewer()
    if person is None:
        return "-"
    day = clock.now().date().isoformat()
    return hashlib.blake2s(f"{day}:{person.get_id()}".encode(), digest_size=5).hexdigest()
