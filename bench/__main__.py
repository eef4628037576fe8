"""`make bench`: server time as ratios, queries per page and bytes as sent. On this machine only, within a minute."""

from __future__ import annotations

import gzip
import logging
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from flask import Flask

from bench import house
from bench.crowd import CROWD
from bench.house import Answer, Client
from bench.table import Page, Size, rendered
from hub.agenda.models import Gathering
from hub.core.db import db

WARM, LEAST, ROUNDS, PAGES = 3, 5, 60, 8
SECONDS, SECONDS_EACH, LEAST_SECONDS = 30.0, 4.0, 2.0
OWN_ROUNDS = 50
MEMBER = "sanne@peerhuis.example"
FEED = "/agenda/alle.ics"
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(r"url\([\"']?([^\"')]+\.woff2)")


def main() -> int:
    """Make a house, measure it, print it."""
    began = time.monotonic()
    port, bare_port = house.free_port(), house.free_port()
    with house.database() as url:
        app = house.filled(url, port)
        logging.getLogger("peerhuis").setLevel(logging.WARNING)
        with (
            house.served("hub.cli.serve", house.environment(url, port), "/healthz"),
            house.served("bench.bare", house.environment(url, bare_port), "/bytes/1"),
        ):
            # A slow machine measures fewer times, so that it is over in about a minute there too.
            each = max(LEAST_SECONDS, min(SECONDS_EACH, (SECONDS - (time.monotonic() - began)) / PAGES))
            said = Bench(app, Client(port), Client(bare_port), each).measured()
        with app.app_context():
            db.engine.dispose()
    print(said)
    print(f"\nDemo, {house.SEEDED} bijeenkomsten en {CROWD} leden erbij; {time.monotonic() - began:.0f} s in totaal.")
    print(f"Belasting van de machine: {os.getloadavg()[0]:.1f} op {os.cpu_count()} kernen. Drukte vertekent de verhoudingen.")
    return 0


@dataclass
class Bench:
    """The house, a client for it, one for the bare page, and how long one page may take."""

    app: Flask
    client: Client
    bare: Client
    seconds: float

    def measured(self) -> str:
        """Both tables."""
        key = house.log_in(self.app, MEMBER)
        with self.app.app_context():
            seeded = sa.select(Gathering.public_id).where(Gathering.street.like("Kade %"), Gathering.title.like("% 0"))
            gathering = db.session.scalars(seeded).one()
        own = {"Cookie": f"sid={key}"}
        pages = [
            self.page("begin (lid)", "/", own),
            self.page("leden (lid)", "/leden", own),
            self.page("bijeenkomst (lid)", f"/e/{gathering}", own),
            self.page("agenda .ics, na een wijziging", FEED, {}, before=lambda: house.change_one(self.app, gathering)),
            self.page("agenda .ics, bewaard", FEED, {}),
        ]
        mark = {"If-None-Match": self.client.get(FEED).headers["etag"]}
        pages.append(self.page("agenda .ics, 304", FEED, mark, status=304))
        # A secret link answers sixty times an hour: one for each row.
        kept, same = (house.own_feed(self.app, MEMBER) for _ in range(2))
        pages.append(self.page("eigen agenda .ics, bewaard", kept, {}, rounds=OWN_ROUNDS))
        mark = {"If-None-Match": self.client.get(same).headers["etag"]}
        pages.append(self.page("eigen agenda .ics, 304", same, mark, status=304, rounds=OWN_ROUNDS))
        return rendered(pages, sizes(self.client, own))

    def page(
        self, name: str, path: str, headers: dict[str, str], *, before: Callable[[], None] = lambda: None, status: int = 200,
        rounds: int = ROUNDS,
    ) -> Page:  # fmt: skip
        """One page: turn by turn with a bare page of as many bytes, so that a busy moment hits both."""
        taken, base = [], []
        until = time.monotonic() + self.seconds
        for turn in range(WARM + rounds):
            if turn >= WARM + LEAST and time.monotonic() > until:
                break
            before()
            answer = expected(self.client.get(path, **headers), status, path)
            plain = expected(self.bare.get(f"/bytes/{len(answer.body)}"), 200, "bare")
            assert len(plain.body) == len(answer.body)
            if turn >= WARM:
                taken.append(answer.seconds)
                base.append(plain.seconds)
        queries = self.queries_of(path, headers, before, status)
        return Page(name, len(answer.body), queries, median(taken) / median(base), median(taken) * 1000, len(taken))

    def queries_of(self, path: str, headers: dict[str, str], before: Callable[[], None], status: int) -> int:
        """How many statements the page takes, the session's own included, once it is warm: in this process."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        inside = self.app.test_client(use_cookies=False)
        inside.get(path, headers=headers)
        before()
        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            answer = inside.get(path, headers={"Accept-Encoding": "gzip", **headers})
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        if answer.status_code != status:
            sys.exit(f"{path} gaf hier {answer.status_code} in plaats van {status}; dat is niet te tellen.")
        return len(asked)


def expected(answer: Answer, status: int, path: str) -> Answer:
    """That answer, if it is the one that was to be measured."""
    if answer.status != status:
        sys.exit(f"{path} gaf {answer.status} in plaats van {status}; dat is niet te meten.")
    return answer


def sizes(client: Client, own: dict[str, str]) -> list[Size]:
    """What a first visit costs and what the next page costs; budgets are those of the house."""
    first = client.get("/")
    links = list(dict.fromkeys(ASSET.findall(_text(first))))
    sheet = next(link for link in links if link.endswith(".css"))
    fonts = [link.rsplit("/", 1)[0] + "/" + font.rsplit("/", 1)[-1] for link, font in
             ((sheet, font) for font in FONT.findall(_text(client.get(sheet))))]  # fmt: skip
    everything = list(dict.fromkeys([*links, *fonts]))
    sent = {link: len(expected(client.get(link), 200, link).body) for link in everything}

    def total(ending: str) -> int:
        return sum(size for link, size in sent.items() if link.split("?")[0].endswith(ending))

    return [
        Size("css", total(".css"), 16),
        Size("js", total(".js"), 30),
        Size("lettertypen in het begin", sum(sent[link] for link in links if link.endswith(".woff2")), 60),
        Size("lettertypen, alle", total(".woff2")),
        Size("eerste bezoek", len(first.body) + sum(sent[link] for link in links), 120, 1 + len(links)),
        Size("volgende pagina (begin, lid)", len(client.get("/", **own).body), 25, 1),
    ]


def _text(answer: Answer) -> str:
    zipped = answer.headers.get("content-encoding") == "gzip"
    return (gzip.decompress(answer.body) if zipped else answer.body).decode()


if __name__ == "__main__":
    sys.exit(main())
