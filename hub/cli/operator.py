"""`flask --app wsgi hub operator`: the first person who runs and moderates the network."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from hub.config import Settings
from hub.core import clock
from hub.core.checks import clean
from hub.core.db import commit, db
from hub.core.text import HIDDEN
from hub.members.actions import give_role, mail_link, make_account
from hub.members.models import Member
from hub.members.queries import by_address, is_anybody
from hub.members.rules import canonical_address, may_log_in

# Two of these commands at once make one first operator: the second waits for this lock.
LOCK = 640_201
ROLES = ("operator", "moderator")


@click.command("operator")
@click.option("--name", required=True, help="naam zoals leden hem zien")
@click.option("--email", required=True, help="e-mailadres")
@click.option("--also", is_flag=True, help="ook als er al een beheerder is")
@with_appcontext
def operator(name: str, email: str, also: bool) -> None:
    """Make an operator and moderator, and print a link that logs them in once."""
    settings: Settings = current_app.extensions["settings"]
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if is_anybody() and not also:
        raise click.ClickException("Er is al een beheerder. Wil je er nog een maken? Zet dan --also erbij.")
    member = _account(name, email)
    at = clock.now()
    for role in ROLES:
        give_role(member, role, at)
    url = mail_link(member, "log_in", at, next_path="/")
    commit()
    click.echo(f"{member.name} is nu beheerder en moderator.\n")
    click.echo(f"Deze link logt één keer in. Hij werkt een half uur, op {settings.origin}:\n\n  {url}\n")
    click.echo("Daarna kan het met een link per mail, of met een wachtwoord dat je kiest bij 'Mijn account'.")


def _account(name: str, email: str) -> Member:
    """The account of that address, made when there is none. Raises ClickException with one clear sentence."""
    address, called = canonical_address(email), clean(name) or ""
    if address is None or "." not in address.partition("@")[2] or HIDDEN.search(address):
        raise click.ClickException(f"'{email}' is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl.")
    if not called or len(called) > 60 or "\n" in called or HIDDEN.search(called):
        raise click.ClickException("Een naam is één regel, van 1 tot en met 60 tekens.")
    member = by_address(address)
    if member is None:
        return make_account(email=address, name=called, at=clock.now(), state="member")
    if not member.is_member or not may_log_in(member):
        raise click.ClickException("Bij dit adres hoort een account dat geen lid is. Neem een ander adres.")
    return member
