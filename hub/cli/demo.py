"""`flask --app wsgi hub demo`: fill the made-up network once, and say who one can be."""

from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from hub.config import Settings, is_loopback
from hub.core import clock
from hub.core.db import commit
from hub.demo import fill, links


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill the made-up network, if it is not there yet, and print ways in that work for an hour."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.may_have_demo:
        raise click.ClickException(
            "Het voorbeeldnetwerk mag niet in deze database. Gebruik de ingebouwde database, of zet DEMO=1 (nooit live)."
        )
    click.echo(filled(settings))


def filled(settings: Settings) -> str:
    """Fill the made-up network, if it is not there yet; who one can be, with ways in."""
    at = clock.now()
    fill.once(at)
    said = links.lines(settings, at) if is_loopback(urlsplit(settings.origin).hostname or "") else []
    commit()
    return "\n".join(said)
