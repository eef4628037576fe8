"""Text goes out as gzip, except where its length could tell a stranger something (docs/decisions/0008).

A page holds a form's mark and may repeat what was asked for. Whoever can make somebody's browser ask for it over and
over, and sees how long each answer is, could guess that mark (BREACH). So a page is only compressed when the browser
says that nobody else made it ask: from one of our own pages, or from its own address bar.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, g, request

LEAST_BYTES = 500
SAME_FOR_ALL = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
PAGES = ("text/html",)
ASKED_BY_THE_READER = ("same-origin", "none")


def init_app(app: Flask) -> None:
    """Look at every answer on its way out."""
    app.after_request(_smaller)


def _smaller(response: Response) -> Response:
    if response.mimetype not in (*SAME_FOR_ALL, *PAGES) or "Content-Encoding" in response.headers:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site") if response.mimetype in PAGES else ("Accept-Encoding",))
    if not _may_be_smaller(response):
        return response
    if response.mimetype in PAGES:
        response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    else:
        response.direct_passthrough = False
        response.set_data(_kept(response.get_data()))
        etag, _is_weak = response.get_etag()
        if etag:
            # The same file in other bytes: a weak mark still gives a 304.
            response.set_etag(etag, weak=True)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _may_be_smaller(response: Response) -> bool:
    """Whether this answer, to this request, may be sent as gzip."""
    if request.method == "HEAD" or response.status_code in (204, 206, 304) or request.accept_encodings["gzip"] <= 0:
        return False
    if response.mimetype in PAGES and not _asked_by_the_reader():
        return False
    return (response.content_length or 0) >= LEAST_BYTES


def _asked_by_the_reader() -> bool:
    # Behind a secret link there is no session and no form's mark; its page may be small for everybody who holds it.
    return not g.get("personal", True) or request.headers.get("Sec-Fetch-Site") in ASKED_BY_THE_READER


@lru_cache(maxsize=64)
def _kept(data: bytes) -> bytes:
    """Stylesheet, script and drawings are the same for everybody: made small once."""
    return gzip.compress(data, compresslevel=9, mtime=0)
