"""The hatch beside the door: what is ready and asked for all day goes out without the life of a request.

Calendar apps ask for the same bytes over and over, most of the time to hear that nothing changed. A feature may say what
is ready at an address; whether it still is right has to be asked of the database each time (docs/decisions/0031). The
hatch sends that, or 304. Everything else goes to the app: what is not ready, what is refused, what is asked in any
but the plainest way. Whatever the hatch answers, the app would answer with the same bytes and the same headers.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_accept_header
from werkzeug.sansio.utils import host_is_trusted

from hub.config import Settings
from hub.core import logs
from hub.core.web import ONLY_TLS, SECURITY

log = logging.getLogger("peerhuis.hatch")

# What an answer without a body does not say.
ABOUT_THE_BODY = ("Content-Type", "Content-Encoding", "Last-Modified")


@dataclass(frozen=True)
class Ready:
    """What is ready at an address."""

    rule: str
    body: bytes
    etag: str
    headers: list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What tells one question for it from another."""

    path: str
    packed: bool
    agent: str


class Sent(list[bytes]):
    """A body whose line in the log is written when it was sent: nobody waits for that."""

    def __init__(self, body: list[bytes], rule: str, status: int, began: float) -> None:
        super().__init__(body)
        self.rule, self.status, self.began = rule, status, began

    def close(self) -> None:
        """The server calls this when it is done, also when its reader went away (PEP 3333)."""
        logs.tell(secrets.token_hex(8), self.rule, "GET", self.status, self.began, "-")


class Hatch:
    """Answers what is ready; leaves the rest to the app behind it."""

    def __init__(self, app: Flask, settings: Settings, ready: Callable[[Asked], Ready | None]) -> None:
        self.app, self.behind, self.ready = app, app.wsgi_app, ready
        self.may_pack = settings.gzip_feeds
        self.hosts = tuple(settings.trusted_hosts)
        self.said = [*SECURITY, *([("Strict-Transport-Security", ONLY_TLS)] if settings.behind_tls else [])]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """One request."""
        began = time.perf_counter()
        found = self._found(environ) if _is_plain(environ, self.hosts) else None
        same = environ.get("HTTP_IF_NONE_MATCH")
        if found is None or same not in (None, f'"{found.etag}"'):
            return self.behind(environ, start_response)
        if same:
            start_response("304 NOT MODIFIED", [one for one in found.headers if one[0] not in ABOUT_THE_BODY] + self.said)
            return Sent([], found.rule, 304, began)
        start_response("200 OK", [*found.headers, ("Content-Length", str(len(found.body))), *self.said])
        return Sent([found.body], found.rule, 200, began)

    def _found(self, environ: dict[str, Any]) -> Ready | None:
        packed = self.may_pack and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        asked = Asked(environ["PATH_INFO"], packed, environ.get("HTTP_USER_AGENT", ""))
        with self.app.app_context():
            try:
                return self.ready(asked)
            except SQLAlchemyError as error:
                # The app asks again, and says what is the matter in its own words if it still is.
                log.warning("no answer", exc_info=error, extra={"event": "hatch.passed_on"})
                return None


def _is_plain(environ: dict[str, Any], hosts: tuple[str, ...]) -> bool:
    """Whether this is a question as calendar apps ask it, under our own name."""
    return (
        environ["PATH_INFO"].endswith(".ics")
        and environ["REQUEST_METHOD"] == "GET"
        and not environ.get("SCRIPT_NAME")
        and "HTTP_IF_MATCH" not in environ
        and "HTTP_IF_UNMODIFIED_SINCE" not in environ
        and ("HTTP_IF_MODIFIED_SINCE" not in environ or "HTTP_IF_NONE_MATCH" in environ)
        and _is_ours(environ.get("HTTP_HOST", ""), hosts)
    )


@lru_cache(maxsize=64)
def _is_ours(host: str, hosts: tuple[str, ...]) -> bool:
    return bool(host) and (not hosts or host_is_trusted(host, hosts))


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether an answer may go packed; apps send the same few lines over and over."""
    return bool(parse_accept_header(accepted)["gzip"] > 0)


def init_app(app: Flask, settings: Settings, ready: Callable[[Asked], Ready | None]) -> None:
    """Put the hatch before the app."""
    app.wsgi_app = Hatch(app, settings, ready)
