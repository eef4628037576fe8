"""Real browsers against the real server: gunicorn on a database of its own, Debian's Chromium, nothing mocked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from hub.app import create_app
from hub.core import clock, sessions
from hub.core.db import apart, db
from hub.demo import fill
from hub.members.models import Member
from hub.worker import Worker
from tests import conftest as house
from tests.factories import Factories

ROOT = house.ROOT
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
]  # fmt: skip
START_WITHIN = 90.0
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(item.path).is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """The browser of this machine."""
    return os.environ.get("CHROMIUM") or next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, driving Debian's Chromium: it brings no browser of its own."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests of this worker; each person gets a context of their own."""
    path = chromium()
    if path is None:
        if os.environ.get("REQUIRE_ALL") == "1" or os.environ.get("CI") == "true":
            pytest.fail("no Chromium found, and nothing may be skipped")
        pytest.skip("NO CHROMIUM FOUND: the browser tests did not run (apt install chromium)")
    running = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield running
    running.close()


@dataclass
class Site:
    """A running house: its address, and the same app here for making facts and doing due work."""

    app: Flask
    url: str

    def work(self) -> int:
        """Let the worker go round once."""
        return Worker(self.app).run_once(clock.now())


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(server: str, template: str, instance: Path) -> Iterator[Site]:
    """The server as `make run` starts it, on a clone of the template."""
    port = free_port()
    with house.cloned(server, template) as url:
        settings = {
            "MODE": "test", "DATABASE_URL": url, "INSTANCE": str(instance), "PORT": str(port), "MOST_SOCKETS": "24",
            # A room waits as little as a browser needs to follow it; tests without a browser keep the real waits.
            "ROOM_WAITS": "announce=0.6,hold=1,minimum=2,owner=3,facilitator=3,offer=3,undo=1,line=0.4,quiet_factor=0",
            "PUBLIC_BASE_URL": f"http://localhost:{port}",
            "CONTACT_PERSONS": "Noor Bakker <noor@peerhuis.example>; Ties de Boer <ties@peerhuis.example>",
            "TRUSTED_PERSON": "Hanneke Vos <hanneke@peerhuis.example>",
        }  # fmt: skip
        app = create_app(house.config.read(settings))
        (ROOT / "build").mkdir(exist_ok=True)
        log = (ROOT / "build" / f"server-{port}.log").open("wb")
        process = subprocess.Popen(
            (sys.executable, "-m", "hub.cli.serve"), cwd=ROOT, env={**house.not_measured(), **settings}, stdout=log, stderr=log
        )
        try:
            _wait_for(f"http://localhost:{port}/healthz", process)
            yield Site(app, f"http://localhost:{port}")
        finally:
            process.terminate()
            process.wait(60)
            log.close()
            with app.app_context():
                db.engine.dispose()


@pytest.fixture(scope="session")
def whole_site(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running house of this worker."""
    with running(server, template, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def demo(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Another running house, with the demo network in it; tests only read there."""
    with running(server, template, tmp_path_factory.mktemp("demo")) as site:
        with site.app.app_context():
            assert fill.once(clock.now())
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM ANALYZE"))
        yield site


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:  # not there yet, or too busy to answer
            threading.Event().wait(0.1)
    raise AssertionError("the server did not start in time")


@pytest.fixture
def site(whole_site: Site) -> Iterator[Site]:
    """The running house with empty tables, inside an application context for making facts."""
    with whole_site.app.app_context():
        house.empty()
        yield whole_site
        db.session.remove()


@pytest.fixture
def make(site: Site) -> Factories:
    """Facts, in the running house."""
    return Factories()


class Trouble(list[str]):
    """What went wrong in a browser without anybody looking: console errors, exceptions, requests to other hosts."""

    def watch(self, context: BrowserContext, home: str, forgiven: tuple[str, ...] = ()) -> None:
        """Listen to every page of this context."""

        def told(message: Any) -> None:
            if message.type in ("error", "warning") and not any(part in message.text for part in forgiven):
                self.append(f"console: {message.text}")

        def asked(request: Any) -> None:
            if not request.url.startswith((home, "data:", "about:", "blob:")):
                self.append(f"request to another host: {request.url}")

        context.on("console", told)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))
        context.on("request", asked)


OPENED = Callable[..., Page]


@pytest.fixture
def person(site: Site, chrome: Browser, request: pytest.FixtureRequest) -> Iterator[OPENED]:
    """`person(member)` opens a browser in which that member is logged in; `person()` is a visitor's."""
    trouble, contexts = Trouble(), []

    def opened(
        member: Member | None = None,
        *,
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        look: dict[str, str] | None = None,
        forgiven: tuple[str, ...] = ("status of 422", "status of 404", "status of 429"),
        **options: Any,
    ) -> Page:
        context = chrome.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, base_url=site.url, locale="nl-NL", **options
        )
        context.set_default_timeout(20_000)
        trouble.watch(context, site.url, forgiven)
        contexts.append(context)
        if member is not None:
            if look is not None:
                member.look = look
                db.session.commit()
            log_in(context, site, member)
        return context.new_page()

    yield opened
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                page.screenshot(path=ROOT / "build" / "screenshots" / f"{request.node.name}-{number}.png")
        context.close()
    assert trouble == []


def log_in(context: BrowserContext, site: Site, member: Member, own_device: bool = False) -> str:
    """A session row as logging in makes it, and its cookie. One test logs in through the page itself."""
    key, at = os.urandom(16).hex(), clock.now()
    with apart() as session:
        session.add(
            sessions.BrowserSession(
                key_hash=sessions.hashed(key), account=member.fs_uniquifier, device="Test", own_device=own_device,
                data={"_user_id": member.fs_uniquifier, "_fresh": True, "fs_paa": at.timestamp()},
                staff=member.is_staff, created_at=at, seen_at=at,
                ends_at=sessions.end_of(at, at, own_device, member.is_staff),
            )
        )  # fmt: skip
    context.add_cookies([{"name": "sid", "value": key, "url": site.url, "httpOnly": True, "sameSite": "Lax"}])
    return key


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember on the test whether it failed, so that the fixture above takes screenshots."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[FAILED] = report.failed
