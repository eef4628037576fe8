"""Is the database in DATABASE_URL there, and can we use it? Each answer is one sentence and a way out."""

import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

NO_ADDRESS = "DATABASE_URL is geen geldig adres. Schrijf het als postgresql://gebruiker:wachtwoord@server/naam."
OLDEST = 15
WAIT_SECONDS = 5

# What psycopg says about a refused connection is text; these are the pieces that do not depend on the version.
_REASONS = {
    "password authentication failed": "de gebruiker of het wachtwoord klopt niet",
    "no password supplied": "er is een wachtwoord nodig",
    "does not exist": "die database of gebruiker bestaat daar niet",
    "Connection refused": "daar luistert geen PostgreSQL",
    "No such file or directory": "daar luistert geen PostgreSQL",
    "could not translate host name": "die servernaam bestaat niet",
    "Name or service not known": "die servernaam bestaat niet",
    "failed to resolve host": "die servernaam bestaat niet",
    "timeout expired": f"de server gaf in {WAIT_SECONDS} seconden geen antwoord",
}


class Unreachable(Exception):
    """The database cannot be used. The text is one Dutch sentence and a way out."""


def check(url: str) -> None:
    """Connect once and look at the version. Raises Unreachable."""
    try:
        address = make_url(url)
        shown = address.render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        raise Unreachable(NO_ADDRESS) from None
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain, connect_timeout=WAIT_SECONDS) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.ProgrammingError:
        raise Unreachable(NO_ADDRESS) from None
    except psycopg.Error as error:
        raise Unreachable(
            f"De database {shown} is niet te bereiken: {_reason(str(error))}. "
            "Verbeter DATABASE_URL, of laat hem weg voor de ingebouwde database."
        ) from None
    if major < OLDEST:
        raise Unreachable(f"De database {shown} is PostgreSQL {major}. Nodig is {OLDEST} of nieuwer.")


def _reason(said: str) -> str:
    for sign, meaning in _REASONS.items():
        if sign in said:
            return meaning
    lines = said.strip().splitlines()
    return lines[-1] if lines else "zonder reden"
