"""Encryption, limits, mail, settings, sockets."""

from __future__ import annotations

import email
import mailbox
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask_socketio import SocketIOTestClient
from itsdangerous import URLSafeTimedSerializer
from redis.exceptions import ConnectionError as RedisGone
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from hub import config
from hub.core import clock, limits, mail
from hub.core.crypto import Unreadable, Vault
from hub.core.db import apart, attempt, db
from hub.core.mail import OutboxMail
from hub.core.socket import STRANGERS_MAY, Line, Lines, socketio
from hub.core.ticket import SECONDS, ticket_for
from tests.conftest import NOON
from tests.critic import Critic
from tests.factories import Factories

KEYS = (Fernet.generate_key().decode(), Fernet.generate_key().decode())


def test_a_sealed_text_opens_only_in_its_place_and_with_its_key() -> None:
    old, new = Vault(KEYS[:1]), Vault((KEYS[1], KEYS[0]))
    sealed = old.seal("stil verhaal", "message.text:abc")
    assert b"stil" not in sealed
    assert new.open(sealed, "message.text:abc") == "stil verhaal"
    with pytest.raises(Unreadable):
        old.open(sealed, "message.text:xyz")
    turned = new.turn(sealed)
    assert Vault(KEYS[1:]).open(turned, "message.text:abc") == "stil verhaal"
    with pytest.raises(Unreadable):
        Vault(KEYS[1:]).open(sealed, "message.text:abc")


def test_limits_count_per_key_and_say_how_long(app: Flask) -> None:
    for _ in range(3):
        limits.limited("3 per hour", "proef", "wim")
    with pytest.raises(TooManyRequests) as refused:
        limits.limited("3 per hour", "proef", "wim")
    assert 0 < refused.value.retry_after <= 3600
    limits.limited("3 per hour", "proef", "sanne")


def test_without_redis_the_limit_is_half_and_never_none() -> None:
    counters = limits.Counters("")

    class Gone:
        def hit(self, *_: object) -> bool:
            raise RedisGone

    counters.far = Gone()  # a Redis that answers to nobody
    waits = [counters.hit(limits.parse("4 per hour"), "proef") for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert waits[2] > 0


@pytest.mark.parametrize(
    ("peer", "key"), [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("", "unknown")]
)
def test_an_address_is_a_peer_or_its_network(app: Flask, peer: str, key: str) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": peer}):
        assert limits.sender() == key


def letter(**other: str) -> OutboxMail:
    """One letter in the outbox, committed."""
    values = {"address": "wim@voorbeeld.nl", "subject": "Er is een seintje voor je", "text": "Dag Wim,\n\nEr is iets.\n"}
    row = mail.post(**{**values, **other}, at=NOON)
    db.session.commit()
    return row


def test_a_letter_waits_encrypted_and_is_erased_once_sent(app: Flask) -> None:
    row = letter()
    assert b"Wim" not in (row.text_sealed or b"")
    claimed = mail.claim(NOON)
    assert claimed is row
    mail.settle(row, NOON)
    assert (row.state, row.text_sealed, row.to_address_sealed) == ("sent", None, None)
    assert mail.claim(NOON + timedelta(days=1)) is None


def test_a_claimed_letter_comes_back_with_the_same_message_id(app: Flask) -> None:
    first = mail.message_of(letter())["Message-ID"]
    assert mail.claim(NOON) is not None
    db.session.commit()
    assert mail.claim(NOON + timedelta(minutes=1)) is None
    again = mail.claim(NOON + timedelta(minutes=6))
    assert again is not None
    assert mail.message_of(again)["Message-ID"] == first


def test_a_letter_is_put_off_and_in_the_end_given_up(app: Flask) -> None:
    row = letter()
    at = NOON
    while row.state == "waiting":
        assert mail.claim(at) is row
        mail.put_off(row, at, for_good=False)
        at = row.not_before
    assert (row.state, row.tries) == ("failed", mail.TRIES)
    other = letter()
    mail.claim(at)
    mail.put_off(other, at, for_good=True)
    assert other.state == "failed"


@pytest.mark.parametrize(
    "forged", [{"subject": "x\nBcc: a@b.nl"}, {"address": "a@b.nl\r\nBcc: c@d.nl"}, {"stop_url": "http://x\n"}]
)
def test_headers_cannot_be_forged(app: Flask, forged: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one line"):
        letter(**forged)


def test_the_message_is_plain_and_its_long_link_readable(app: Flask) -> None:
    link = "http://localhost/stop/" + "a" * 120 + "/bericht"
    raw = mail.message_of(letter(text="Beste Zoë,\n\n" + "lang " * 60, stop_url=link)).as_bytes()
    assert raw.isascii()
    assert f"<{link}>".encode() in raw.replace(b"\r\n ", b"")
    read = email.message_from_bytes(raw, policy=policy.default)
    assert "Zoë" in read.get_content()
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"].endswith("@localhost>")


def test_without_a_mail_server_letters_go_to_a_folder(app: Flask, tmp_path: Path) -> None:
    chosen = config.read({"MODE": "test", "INSTANCE": str(tmp_path)})
    mail.carrier(chosen)(mail.message_of(letter()))
    box = mailbox.Maildir(str(mail.post_folder(chosen)))
    assert [one["To"] for one in box] == ["wim@voorbeeld.nl"]


class Smtp(socketserver.StreamRequestHandler):
    """A mail server that knows five words."""

    def handle(self) -> None:
        """Take a letter, or refuse 'weg@' for good."""
        self.wfile.write(b"220 hallo\r\n")
        while line := self.rfile.readline().strip():
            word = line.split(b" ")[0].upper()
            if word == b"RCPT" and b"weg@" in line:
                self.wfile.write(b"550 onbekend\r\n")
            elif word == b"RCPT" and b"later@" in line:
                self.wfile.write(b"450 later\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 toe maar\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.letters.append(text)
                self.wfile.write(b"250 dank\r\n")
            else:
                self.wfile.write(b"250 goed\r\n" if word != b"QUIT" else b"221 dag\r\n")


@pytest.fixture
def post_office() -> Iterator[socketserver.ThreadingTCPServer]:
    """A mail server on this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True
        server.letters = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_letters_go_by_smtp(app: Flask, tmp_path: Path, post_office: socketserver.ThreadingTCPServer) -> None:
    url = f"smtp://127.0.0.1:{post_office.server_address[1]}"
    send = mail.carrier(config.read({"MODE": "test", "INSTANCE": str(tmp_path), "MAIL_URL": url}))
    send(mail.message_of(letter()))
    assert b"Er is iets." in post_office.letters[0]
    with pytest.raises(mail.Undeliverable):
        send(mail.message_of(letter(address="weg@voorbeeld.nl")))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mail.message_of(letter(address="later@voorbeeld.nl")))


def test_apart_survives_a_refusal_and_attempt_tries_again(app: Flask) -> None:
    with apart() as own:
        own.add(OutboxMail(subject="apart", message_id="<a>", state="waiting", tries=0, not_before=NOON, created_at=NOON))
    db.session.rollback()
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        same = "<a>" if len(tries) < 3 else "<b>"
        db.session.add(OutboxMail(subject="x", message_id=same, state="waiting", tries=0, not_before=NOON, created_at=NOON))
        return len(tries)

    assert attempt(work) == 3
    assert db.session.scalars(select(OutboxMail.message_id).order_by(OutboxMail.message_id)).all() == ["<a>", "<b>"]


GOOD = {
    "MODE": "production",
    "DATABASE_URL": "postgresql://u:p@db/peerhuis",
    "SECRET_KEY": "kVw8Qy2mZr5Xc7Tb9Ln3Hs6Jd1Fg4Pa0",
    "FIELD_KEYS": KEYS[0],
    "PUBLIC_BASE_URL": "https://peerhuis.example",
    "MAIL_URL": "smtps://mail.example",
    "HOST": "0.0.0.0",
    "CONTACT_PERSONS": "Noor Bakker <noor@peerhuis.example>",
    "TRUSTED_PERSON": "Hanneke Vos <hanneke@peerhuis.example>",
}


def test_good_settings_for_going_live() -> None:
    settings = config.read(GOOD)
    assert settings.behind_tls
    assert not settings.may_have_demo
    assert settings.trusted_hosts == ("peerhuis.example",)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "kort"}, "SECRET_KEY"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "geen-sleutel"}, "FIELD_KEYS"),
        ({"PUBLIC_BASE_URL": "http://peerhuis.example"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL"),
        ({"MAIL_URL": ""}, "MAIL_URL"),
        ({"CONTACT_PERSONS": ""}, "CONTACT_PERSONS"),
        ({"TRUSTED_PERSON": ""}, "TRUSTED_PERSON"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DEMO": "misschien"}, "DEMO"),
        ({"PORT": "tachtig"}, "PORT"),
        ({"MODE": "live"}, "MODE"),
    ],
)
def test_unsafe_settings_stop_the_start_with_a_sentence(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(config.UnsafeSettings, match=says) as refused:
        config.read({**GOOD, **wrong})
    assert str(refused.value).endswith(".") or "'" in str(refused.value)


def test_trying_is_for_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(config.UnsafeSettings, match=r"0\.0\.0\.0"):
        config.read({"INSTANCE": str(tmp_path), "HOST": "0.0.0.0"})
    with pytest.raises(config.UnsafeSettings, match="voorbeeld"):
        config.read({"INSTANCE": str(tmp_path), "HOST": "voorbeeld.nl"})
    first, second = (config.read({"INSTANCE": str(tmp_path)}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert first.may_have_demo
    assert not config.read({"INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://x/y"}).may_have_demo
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize("state", [None, "applicant", "suspended"])
def test_no_socket_without_a_live_session(tried: Flask, make: Factories, state: str | None) -> None:
    browser = Critic(tried)
    if state:
        browser.log_in(make.member(state=state))
    with tried.app_context():
        assert not lined(tried, browser, {"ticket": ticket_for(browser.person, "room")}).is_connected()


def lined(tried: Flask, browser: Critic, auth: object) -> SocketIOTestClient:
    headers = {"Origin": "http://localhost"}
    return socketio.test_client(tried, flask_test_client=browser, headers=headers, auth=auth)


def test_a_member_gets_a_line_with_a_ticket_of_their_own(tried: Flask, make: Factories) -> None:
    browser, other = Critic(tried).log_in(make.member()), make.member()
    with tried.app_context():
        ours = ticket_for(browser.person, "room")
        theirs = ticket_for(other.public_id, "room")
        forged = URLSafeTimedSerializer("geheim" * 8, salt="peerhuis.line").dumps([browser.person, "room"])
        for wrong in (None, "", ours[:-1], ours + "x", theirs, forged, 7, [ours], {"a": 1}, "\ud800", "é" * 40):
            assert not lined(tried, browser, {"ticket": wrong}).is_connected(), wrong
        for wrong in (None, [], "ticket", {"kaartje": ours}):
            assert not lined(tried, browser, wrong).is_connected(), wrong
        line = lined(tried, browser, {"ticket": ours})
        assert line.is_connected()
        line.disconnect()


def test_a_ticket_is_good_for_a_minute(tried: Flask, make: Factories) -> None:
    browser, at = Critic(tried).log_in(make.member()), clock.now()
    with tried.app_context():
        with clock.at(at):
            ours = ticket_for(browser.person, "room")
        for later, is_in in ((SECONDS, True), (SECONDS + 2, False)):
            with clock.at(at + timedelta(seconds=later)):
                line = lined(tried, browser, {"ticket": ours})
                assert line.is_connected() == is_in
                if is_in:
                    line.disconnect()


def test_connections_that_are_nobodys_line_are_found_after_a_while() -> None:
    found = Lines()
    assert found.open("sid", Line(1, "hash", "ours", "room"))
    assert found.strange(["ours", "theirs"], 100.0) == []
    assert found.strange(["ours", "theirs"], 100.0 + STRANGERS_MAY - 0.1) == []
    assert found.strange(["ours", "theirs"], 100.0 + STRANGERS_MAY) == ["theirs"]
    assert found.strange(["ours"], 120.0) == []
    assert found.strange(["ours", "theirs"], 130.0) == []
    found.close("sid")
    assert found.strange(["ours"], 131.0) == []
    assert found.strange(["ours"], 141.0) == ["ours"]
