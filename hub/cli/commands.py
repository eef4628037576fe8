"""`flask --app wsgi hub …`: what an operator, and `make run`, can ask of the installed network."""

import click
from cryptography.fernet import Fernet
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

hub = AppGroup("hub", help="The network: its demo, its due work, its keys and its first people.")


@hub.command("new-key")
def new_key() -> None:
    """Print a fresh key for FIELD_KEYS; put it before the old ones."""
    click.echo(Fernet.generate_key().decode())


@hub.command("prepare")
@click.pass_context
def prepare(context: click.Context) -> None:
    """Bring the tables up to date and, where it may, fill the demo network. `make run` calls this."""
    upgrade()
    demo = hub.commands.get("demo")
    if current_app.extensions["settings"].may_have_demo and demo is not None:
        context.invoke(demo)
