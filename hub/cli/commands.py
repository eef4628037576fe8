"""`flask --app wsgi hub …`: what an operator, and `make run`, can ask of the installed network."""

import signal
import threading
from dataclasses import fields

import click
from cryptography.fernet import Fernet
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from hub import worker
from hub.cli import lifeline
from hub.config import Settings

hub = AppGroup("hub", help="The network: its demo, its due work, its keys and its first people.")


@hub.command("new-key")
def new_key() -> None:
    """Print a fresh key for FIELD_KEYS; put it before the old ones."""
    click.echo(Fernet.generate_key().decode())


@hub.command("settings")
def settings_table() -> None:
    """Print the table of settings that docs/deploy.md holds."""
    click.echo(described_settings())


def described_settings() -> str:
    """Every setting with its default and its meaning, as a Markdown table."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for one in fields(Settings):
        default = {True: "1", False: "0", (): "", "": ""}.get(one.default, str(one.default))
        lines.append(f"| `{one.name.upper()}` | {default} | {one.metadata['meaning']} |")
    return "\n".join(lines)


@hub.command("worker")
@click.option("--lifeline", "line", type=int, hidden=True)
@pass_script_info
def due_work(info: ScriptInfo, line: int | None) -> None:
    """Send mail and do other due work, until told to stop. More than one may run."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *told: stop.set())
    lifeline.watch(line, stop.set)
    worker.run(info.load_app(), stop)
